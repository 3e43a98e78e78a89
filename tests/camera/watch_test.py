#!/usr/bin/env python3
"""`labd-camera watch` against cameras that live, stall, refuse, lie and come back: the right state
within the alarm limit, recovery by itself, and nothing left behind."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.dont_write_bytecode = True
from clips import ffmpeg

LABD = os.environ.get("LABD_BINARY", "build/bin/labd")
PROGRAM = os.path.join(os.path.dirname(LABD), "labd-camera")
CYCLES = 200 if os.environ.get("LABD_TEST_LONG") == "1" else 20
FRAMES_PER_SECOND = 10
# The alarm limit is 10 s; a busy machine gets some more.
SOON_S = 30


class MotionJpegCamera:
    """A camera over HTTP that a test can stop, slow down or cut off."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.mode = "live"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"http://user:secret@127.0.0.1:{self.port}/live"

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.recv(4096)
            if self.mode == "unauthorised":
                connection.sendall(b"HTTP/1.0 401 Unauthorized\r\n\r\n")
                return
            connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; "
                               b"boundary=cut\r\n\r\n")
            number = 0
            while self.mode != "closed":
                if self.mode == "live":
                    picture = self.pictures[number % len(self.pictures)]
                    connection.sendall(b"--cut\r\nContent-Type: image/jpeg\r\nContent-Length: "
                                       b"%d\r\n\r\n%s\r\n" % (len(picture), picture))
                    number += 1
                time.sleep(1 / FRAMES_PER_SECOND)
        except OSError:
            pass
        finally:
            connection.close()

    def cut(self):
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.connections.clear()

    def close(self):
        self.mode = "closed"
        self.listener.close()
        self.cut()


class Watch:
    """The program under test, and what it said last of each camera."""

    def __init__(self, stills, options=()):
        self.process = subprocess.Popen([PROGRAM, "watch", "--stills", stills, *options],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.reports = queue.Queue()
        self.last = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.reports.put(json.loads(line))
        self.reports.put(None)

    def say(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def watch(self, camera, url, **more):
        self.say(watch={"camera": camera, "url": url, "width": 0, "height": 0,
                        "frames_per_second": 0, **more})

    def wait_for(self, wanted, what, limit_s=SOON_S):
        """The first report for which `wanted` holds; its kind and its body."""
        until = time.monotonic() + limit_s
        while True:
            try:
                report = self.reports.get(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{what}: not within {limit_s} s; last: {self.last}") from None
            if report is None:
                raise AssertionError(f"{what}: the program ended")
            (kind, body), = report.items()
            if kind == "camera":
                self.last[body["camera"]] = body
            if wanted(kind, body):
                return body

    def wait_for_state(self, camera, state, limit_s=SOON_S, **members):
        def is_it(kind, body):
            return (kind == "camera" and body["camera"] == camera and body["state"] == state
                    and all(body[key] == value for key, value in members.items()))
        return self.wait_for(is_it, f"{camera} {state} {members}", limit_s)

    def count(self, what):
        return len(os.listdir(f"/proc/{self.process.pid}/{what}"))

    def end(self):
        self.process.stdin.close()
        status = self.process.wait(20)
        errors = self.process.stderr.read()
        self.process.stderr.close()
        self.process.stdout.close()
        return status, errors


class Watching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        size = "size=320x240:rate=10"
        cls.pictures = cls.make_pictures("good", f"testsrc2={size},noise=alls=9:allf=t")
        cls.dark = cls.make_pictures("dark", f"color=black:{size},noise=alls=3:allf=t")

    @classmethod
    def make_pictures(cls, name, source):
        folder = os.path.join(cls.temporary.name, name)
        os.mkdir(folder)
        ffmpeg(["-f", "lavfi", "-i", source, "-t", "4", "-q:v", "5",
                os.path.join(folder, "%03d.jpg")])
        pictures = []
        for file_name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, file_name), "rb") as file:
                pictures.append(file.read())
        return pictures

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.program = Watch(self.folder.name)
        self.cameras = []
        self.program.wait_for(lambda kind, body: kind == "hello", "hello")

    def tearDown(self):
        status, errors = self.program.end()
        for camera in self.cameras:
            camera.close()
        self.folder.cleanup()
        self.assertEqual((status, errors), (0, ""))

    def camera(self):
        camera = MotionJpegCamera(self.pictures)
        self.cameras.append(camera)
        return camera

    def test_a_camera_is_learnt_lives_stalls_and_recovers(self):
        camera = self.camera()
        self.program.watch("front", camera.url)
        self.program.wait_for_state("front", "unproven", reasons=["learning"], connections=1)
        live = self.program.wait_for_state("front", "live", 60)
        self.assertEqual((live["width"], live["height"]), (320, 240))
        self.assertAlmostEqual(live["frames_per_second"], FRAMES_PER_SECOND, delta=3)
        camera.mode = "silent"
        self.program.wait_for_state("front", "degraded", reasons=["stalled"])
        stalled = self.program.wait_for_state("front", "stalled")
        self.assertGreaterEqual(stalled["packet_age_s"], 10)
        camera.mode = "live"
        self.program.wait_for_state("front", "live", 60)

    def test_of_many_cameras_that_fail_together_each_is_found(self):
        # More than may be looked at closely at the same time.
        cameras = {f"c{number}": self.camera() for number in range(os.cpu_count() + 3)}
        for name, camera in cameras.items():
            self.program.watch(name, camera.url)
        for name in cameras:
            self.program.wait_for_state(name, "live", 90)
        for camera in cameras.values():
            camera.pictures = self.dark
        for name in cameras:
            # On a busy machine the cameras of this test may be slow as well.
            self.program.wait_for(lambda kind, body, camera=name: kind == "camera"
                                  and body["camera"] == camera and "black" in body["reasons"],
                                  f"{name} black", 60)
        for camera in cameras.values():
            camera.pictures = self.pictures
        for name in cameras:
            self.program.wait_for_state(name, "live", 90)

    def test_why_a_camera_cannot_be_reached(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            refused = socket.socket()
            refused.bind(("127.0.0.1", 0))
            locked = self.camera()
            locked.mode = "unauthorised"
            self.program.watch("refused", f"rtsp://127.0.0.1:{refused.getsockname()[1]}/x")
            self.program.watch("locked", locked.url)
            self.program.watch("silent", f"rtsp://127.0.0.1:{silent.getsockname()[1]}/x")
            self.program.watch("absent", os.path.join(self.folder.name, "none.mp4"))
            self.program.watch("text", os.path.abspath(__file__))
            for camera, failure in (("refused", "refused"), ("locked", "unauthorised"),
                                    ("absent", "unusable"), ("text", "codec"),
                                    ("silent", "timeout")):
                self.program.wait_for_state(camera, "unreachable", failure=failure)
            refused.close()

    def test_connections_that_are_cut_leave_nothing_behind(self):
        camera = self.camera()
        self.program.watch("front", camera.url)
        self.program.wait_for_state("front", "unproven", connections=1)
        threads, files = self.program.count("task"), self.program.count("fd")
        for cycle in range(CYCLES):
            camera.cut()
            self.program.wait_for(
                lambda kind, body, least=cycle + 2: kind == "camera"
                and body["connections"] >= least, f"connection {cycle + 2}", 60)
        self.assertLessEqual(self.program.count("task"), threads)
        self.assertLessEqual(self.program.count("fd"), files)

    def test_a_still_is_there_and_goes_with_its_camera(self):
        self.program.watch("front/1", self.camera().url)
        body = self.program.wait_for(lambda kind, body: kind == "camera" and body["still"],
                                     "a still")
        path = os.path.join(self.folder.name, body["still"])
        until = time.monotonic() + SOON_S
        while not os.path.exists(path) and time.monotonic() < until:
            time.sleep(0.1)
        with open(path, "rb") as file:
            self.assertEqual(file.read(2), b"\xff\xd8")
        self.program.say(forget={"camera": "front/1"})
        while os.listdir(self.folder.name) and time.monotonic() < until:
            time.sleep(0.1)
        self.assertEqual(os.listdir(self.folder.name), [])

    def test_a_camera_that_changes_leaves_the_others_as_they_were(self):
        stays, moves, elsewhere = self.camera(), self.camera(), self.camera()
        self.program.watch("stays", stays.url)
        self.program.watch("moves", moves.url)
        for name in ("stays", "moves"):
            self.program.wait_for_state(name, "live", 60)
        states = []

        def is_learning(kind, body):
            if kind == "camera" and body["camera"] == "stays":
                states.append((body["state"], body["connections"]))
            return (kind == "camera" and body["camera"] == "moves"
                    and body["reasons"] == ["learning"])
        self.program.watch("moves", elsewhere.url)
        # The same stream, whose recordings are looked for now.
        self.program.watch("stays", stays.url, recordings={
            "folder": self.folder.name, "pattern": "", "zone": "UTC", "segment_s": 60,
            "kept_s": 86400})
        self.program.wait_for(is_learning, "moves learning")
        self.program.wait_for(lambda kind, body: kind == "recording", "recordings of stays")
        self.program.wait_for(lambda kind, body: is_learning(kind, body) or states, "stays")
        self.assertEqual(set(states), {("live", 1)})

    def test_a_command_that_makes_no_sense_is_rejected_and_the_rest_goes_on(self):
        self.program.say(dance={})
        self.program.wait_for(lambda kind, body: kind == "rejected", "rejected")
        self.program.watch("front", self.camera().url)
        self.program.wait_for_state("front", "unproven", connections=1)

    def test_a_delay_of_its_own_is_not_blamed_on_a_camera(self):
        self.program.watch("front", self.camera().url)
        self.program.wait_for_state("front", "live", 60)
        self.program.process.send_signal(signal.SIGSTOP)
        # Long enough for a stall, had it been the camera's.
        time.sleep(11)
        while not self.program.reports.empty():
            self.program.reports.get()
        self.program.process.send_signal(signal.SIGCONT)
        blamed = []

        def is_delay(kind, body):
            if kind == "camera" and body["state"] in ("stalled", "unreachable"):
                blamed.append(body)
            return kind == "own_delay"
        delay = self.program.wait_for(is_delay, "own delay")
        self.assertGreater(delay["late_by_s"], 9)
        self.program.wait_for_state("front", "live")
        self.assertEqual(blamed, [])


if __name__ == "__main__":
    unittest.main()
