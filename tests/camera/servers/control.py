"""Runs the test cameras and takes commands from standard input and over HTTP on the loopback.

One thread starts, changes and ends everything; the others hand it commands and wait.
"""
import http.server
import json
import os
import queue
import select
import signal
import sys
import threading

from camera import FAULTS, Refused, TestCamera
from recorder import PATTERN, SEGMENT_S
from room_clips import PICTURE_FAULTS

TICK_S = 0.25
ANSWER_LIMIT_S = 60.0
BODY_BYTES_MAX = 4096
QUIT = ["quit"]


class Control:
    def __init__(self, cameras, folder):
        self.cameras = {camera.identity: camera for camera in cameras}
        self.folder = folder
        # (words, where the answer goes)
        self.commands = queue.Queue(maxsize=64)
        self.server = None

    def camera(self, identity):
        if identity not in self.cameras:
            raise Refused(f"no camera {identity!r}; there are: {' '.join(self.cameras)}")
        return self.cameras[identity]

    def follow(self, words):
        """What a command answers: the state of the cameras that it concerns."""
        if words == ["list"]:
            return [camera.state() for camera in self.cameras.values()]
        if len(words) == 3 and words[0] == "fault":
            camera = self.camera(words[1])
            camera.set_fault(words[2])
            return [camera.state()]
        if len(words) == 2 and words[0] == "clear":
            camera = self.camera(words[1])
            camera.set_fault(None)
            return [camera.state()]
        if len(words) == 3 and words[0] == "recorder" and words[2] in ("start", "stop"):
            camera = self.camera(words[1])
            if words[2] == "start":
                camera.recorder.start()
            else:
                camera.recorder.stop()
            return [camera.state()]
        raise Refused("commands: list | fault CAMERA FAULT | clear CAMERA | "
                      f"recorder CAMERA start|stop | quit; faults: {' '.join(FAULTS)}")

    def ask(self, words):
        """From another thread: the answer to a command, or Refused."""
        answers = queue.Queue(maxsize=1)
        try:
            self.commands.put((words, answers), timeout=1.0)
            answer = answers.get(timeout=ANSWER_LIMIT_S)
        except (queue.Full, queue.Empty):
            raise Refused("busy, try again") from None
        if isinstance(answer, Refused):
            raise answer
        return answer

    def read_stdin(self):
        for line in sys.stdin:
            words = line.split()
            if not words:
                continue
            try:
                print(json.dumps(self.ask(words)), flush=True)
            except Refused as refused:
                print(json.dumps({"error": str(refused)}), flush=True)

    def make_clips(self):
        """Beforehand, so that a fault comes at once when it is asked for."""
        for fault in PICTURE_FAULTS:
            for camera in self.cameras.values():
                camera.clips.path(fault)

    def describe(self, port):
        recordings = os.path.join(self.folder, "recordings")
        return {
            "control": f"http://127.0.0.1:{port}/", "pid": os.getpid(),
            "recordings": {"folder": recordings, "pattern": PATTERN, "time_zone": "UTC",
                           "segment_s": SEGMENT_S},
            "cameras": [camera.description() for camera in self.cameras.values()],
        }

    def run(self, port, with_recorders, until, prepare):
        """Until `quit`, a signal, or the end of the process with the descriptor `until`."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        # Ctrl-C at scripts/run is for labd, with which this ends.
        signal.signal(signal.SIGINT, self.stop if until is None else signal.SIG_IGN)
        path = os.path.join(self.folder, "cameras.json")
        try:
            self.serve_http(port)
            for camera in self.cameras.values():
                camera.start(with_recorders)
            text = json.dumps(self.describe(self.server.server_port), indent=2) + "\n"
            with open(os.open(path + ".part", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600),
                      "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(path + ".part", path)
            print(f"Test cameras: {path}", flush=True)
            threads = [self.read_stdin] + ([self.make_clips] if prepare else [])
            for target in threads:
                threading.Thread(target=target, daemon=True).start()
            self.loop(until)
        finally:
            for camera in self.cameras.values():
                camera.end()
            if self.server:
                self.server.shutdown()
            if os.path.exists(path):
                os.remove(path)

    def stop(self, _number, _frame):
        # Never waits: a full queue is being worked off, and the signal can be sent again.
        try:
            self.commands.put_nowait((QUIT, queue.Queue(maxsize=1)))
        except queue.Full:
            pass

    def loop(self, until):
        while True:
            try:
                words, answers = self.commands.get(timeout=TICK_S)
            except queue.Empty:
                words = None
            if words == QUIT:
                answers.put([])
                return
            if words is not None:
                try:
                    answers.put(self.follow(words))
                except Refused as refused:
                    answers.put(refused)
            for camera in self.cameras.values():
                camera.tick()
            if until is not None and select.select([until], [], [], 0)[0]:
                return

    def serve_http(self, port):
        control = self

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 10

            def do_POST(self):  # noqa: N802
                length = self.headers.get("Content-Length", "")
                try:
                    if self.headers.get("Content-Type") != "application/json":
                        raise Refused("Content-Type has to be application/json")
                    if not length.isdigit() or int(length) > BODY_BYTES_MAX:
                        raise Refused("a body of at most 4096 bytes, with its length")
                    body = json.loads(self.rfile.read(int(length)))
                    words = body.get("command") if isinstance(body, dict) else None
                    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
                        raise Refused('expected {"command": ["fault", "room-1", "black"]}')
                    self.reply(200, control.ask(words))
                except (Refused, ValueError) as error:
                    self.reply(400, {"error": str(error)})

            def do_GET(self):  # noqa: N802
                try:
                    self.reply(200, control.ask(["list"]))
                except Refused as error:
                    self.reply(503, {"error": str(error)})

            def reply(self, status, value):
                data = json.dumps(value).encode() + b"\n"
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_arguments):
                pass

        try:
            self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        except OSError as error:
            raise Refused(f"control port {port}: {error.strerror}") from error
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def serve(options):
    """The exit status of `scripts/cameras serve`."""
    folder = os.path.abspath(options.folder)
    for name in ("clips", "logs", "recordings"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    cameras = []
    for number, text in enumerate(options.camera, 1):
        identity, room, area, *account = text.split(":")
        port = options.port + number if options.port else 0
        cameras.append(TestCamera(identity, (room, area), number, folder, port,
                                  tuple(account) or ("", ""), options.keep_mb * 1_000_000))
    until = None
    try:
        if options.until_pid:
            until = os.pidfd_open(options.until_pid)
        Control(cameras, folder).run(options.port, not options.no_recorders, until,
                                     options.prepare)
    except (Refused, ProcessLookupError) as error:
        print(f"scripts/cameras: {error}", file=sys.stderr)
        return 1
    return 0
