"""One test camera: its RTSP server in a process of its own, its fault, its recorder.

A camera is a process, so that one can be killed or stopped (SIGSTOP) without the others.
"""
import json
import os
import random
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import time

from recorder import Recorder
from room_clips import CLEAN, ENDS_WITH_US, FRAMES_PER_SECOND, PICTURE_FAULTS, Clips
from scene import HEIGHT, WIDTH

# What happens to the stream or the server, not to the picture.
STREAM_FAULTS = ("stalled", "slow", "wrong-codec", "wrong-password", "closed", "stopped")
FAULTS = PICTURE_FAULTS + STREAM_FAULTS
ANSWER_LIMIT_S = 20.0
RESTART_AFTER_S = 1.0
# Below those that the kernel gives away: nobody takes the port while a camera is closed.
PORTS = range(12_000, 30_000)
PYTHON = "/usr/bin/python3"
SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rtsp_server.py")


class Refused(Exception):
    """A command that cannot be followed, in words."""


def free_port():
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class TestCamera:
    """One thread: what it starts ends with the thread that started it."""

    def __init__(self, identity, place, number, folder, port, account, keep_bytes):
        self.identity = identity
        self.room, self.area = place
        self.user, self.password = account
        self.clips = Clips(os.path.join(folder, "clips"), identity.upper(), 10 * number)
        self.folder = folder
        self.port = port or free_port()
        self.keep_bytes = keep_bytes
        self.fault = None
        self.process = None
        self.recorder = None
        self.restart_at_s = 0.0

    def start(self, with_recorder):
        self.clip(CLEAN)
        self.start_server()
        self.order(CLEAN, "normal", self.password)
        account = f"{self.user}:{self.password}@" if self.password else ""
        url = f"rtsp://{account}127.0.0.1:{self.port}/{self.identity}"
        self.recorder = Recorder(self.identity, url, os.path.join(self.folder, "recordings"),
                                 self.log("recorder"), self.keep_bytes)
        if with_recorder:
            self.recorder.start()

    def clip(self, fault):
        try:
            return self.clips.path(fault)
        except (OSError, subprocess.SubprocessError) as error:
            raise Refused(f"{self.identity}: no clip of {fault}: {error}") from error

    def log(self, kind):
        return os.path.join(self.folder, "logs", f"{self.identity}-{kind}.log")

    def start_server(self):
        with open(self.log("server"), "ab") as log:
            self.process = subprocess.Popen(
                ENDS_WITH_US + [PYTHON, "-B", SERVER, self.identity, str(self.port)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                start_new_session=True)
        self.pending = b""
        self.answer()

    def answer(self):
        deadline_s = time.monotonic() + ANSWER_LIMIT_S
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self.pending:
                if not selector.select(max(0.0, deadline_s - time.monotonic())):
                    raise Refused(f"{self.identity}: its server does not answer")
                part = os.read(self.process.stdout.fileno(), 65536)
                if not part:
                    raise Refused(f"{self.identity}: its server ended, see {self.log('server')}")
                self.pending += part
        line, _, self.pending = self.pending.partition(b"\n")
        return json.loads(line)

    def order(self, clip, mode, password):
        order = {"clip": self.clip(clip), "mode": mode, "user": self.user or "labd",
                 "password": password}
        try:
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Refused(f"{self.identity}: its server is gone") from error
        self.answer()

    def set_fault(self, fault):
        """Puts one fault in the place of the one there is; None for a camera without fault."""
        if fault is not None and fault not in FAULTS:
            raise Refused(f"no fault {fault!r}; there are: {' '.join(FAULTS)}")
        if fault == self.fault:
            return
        # The clip first: it may have to be made.
        self.clip(fault if fault in PICTURE_FAULTS else CLEAN)
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
        self.fault = fault
        self.apply()

    def apply(self):
        """Makes the server what the fault says, whatever it is now."""
        fault = self.fault
        if fault == "closed":
            self.end_server()
            return
        if self.process is None:
            self.start_server()
        mode = fault if fault in ("stalled", "slow", "wrong-codec") else "normal"
        wrong = fault == "wrong-password"
        clip = fault if fault in PICTURE_FAULTS else CLEAN
        self.order(clip, mode, secrets.token_hex(8) if wrong else self.password)
        if fault == "stopped":
            self.process.send_signal(signal.SIGSTOP)

    def end_server(self):
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None

    def tick(self):
        self.recorder.tick()
        if self.process is None or self.process.poll() is None:
            return
        if time.monotonic() < self.restart_at_s:
            return
        self.restart_at_s = time.monotonic() + RESTART_AFTER_S
        print(f"{self.identity}: its server ended, see {self.log('server')}", file=sys.stderr,
              flush=True)
        self.end_server()
        try:
            self.apply()
        except Refused as refused:
            print(refused, file=sys.stderr, flush=True)

    def end(self):
        if self.recorder:
            self.recorder.stop()
        self.end_server()

    def description(self):
        """For cameras.json and for `list`."""
        return {
            "id": self.identity, "room": self.room, "area": self.area,
            "url": f"rtsp://127.0.0.1:{self.port}/{self.identity}",
            "user": self.user, "password": self.password,
            "width": WIDTH, "height": HEIGHT, "frames_per_second": FRAMES_PER_SECOND,
            "recordings": self.recorder.folder,
        }

    def state(self):
        return {
            "id": self.identity, "room": self.room, "area": self.area,
            "url": self.description()["url"],
            "fault": self.fault, "recorder": "running" if self.recorder.wanted else "stopped",
            "server_pid": self.process.pid if self.process else None,
            "recorder_pid": self.recorder.process.pid if self.recorder.process else None,
        }
