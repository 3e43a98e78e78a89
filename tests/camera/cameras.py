"""Test cameras (scripts/cameras) of a test: started in a folder of their own, ended with it."""
import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "scripts/cameras")
START_LIMIT_S = 120


class Cameras:
    def __init__(self, *cameras, options=()):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        # Clips take a while to make and are the same for all.
        clips = os.path.join(ROOT, "build/cameras/clips")
        os.makedirs(clips, exist_ok=True)
        os.symlink(clips, os.path.join(self.folder, "clips"))
        command = [PROGRAM, "serve", "--folder", self.folder, "--port", "0", *options]
        for camera in cameras:
            command += ["--camera", camera]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        path = os.path.join(self.folder, "cameras.json")
        until_s = time.monotonic() + START_LIMIT_S
        while not os.path.exists(path):
            if self.process.poll() is not None or time.monotonic() > until_s:
                raise AssertionError("the test cameras did not start")
            time.sleep(0.05)
        self.process.stdout.readline()
        with open(path, encoding="utf-8") as file:
            self.description = json.load(file)

    def url(self, identity):
        """With user and password, if there are any."""
        for camera in self.description["cameras"]:
            if camera["id"] == identity:
                account = f"{camera['user']}:{camera['password']}@" if camera["password"] else ""
                return camera["url"].replace("//", "//" + account)
        raise AssertionError(f"no camera {identity}")

    def say(self, *words):
        """One line on standard input, and the line that answers it."""
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def fault(self, identity, fault):
        state = self.say(*(("fault", identity, fault) if fault else ("clear", identity)))
        assert isinstance(state, list) and state[0]["fault"] == fault, state

    def post(self, data, kind="application/json"):
        """Status and answer of a request to the control port."""
        request = urllib.request.Request(self.description["control"], data,
                                         {"Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def processes(self):
        """Everything that it started and that has not ended."""
        found = []
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            mine = self.folder.encode() in words or b"rtsp_server.py\0t-" in words
            if mine and name != str(self.process.pid):
                found.append((int(name), words))
        return found

    def end(self):
        """The exit status."""
        if self.process.poll() is None:
            self.process.stdin.write("quit\n")
            self.process.stdin.flush()
        status = self.process.wait(30)
        self.process.stdin.close()
        self.process.stdout.close()
        self.temporary.cleanup()
        return status
