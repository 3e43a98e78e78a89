#!/usr/bin/env python3
"""The test cameras themselves: what a client sees of them, with every fault; how they are driven;
what they record; that nothing of them stays."""
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import unittest

sys.dont_write_bytecode = True
from cameras import PROGRAM, ROOT, Cameras

sys.path.insert(0, os.path.join(ROOT, "tests/camera/servers"))
from recorder import Recorder

WIDTH, HEIGHT = 160, 90
# A fault shows within 2 s; the machine may be busy.
LIMIT_S = 90
# Of a client, in words of ffmpeg: a picture that others can begin with comes every 2 s.
SILENCE_MAX_US = 8_000_000
CAMERA = "t-room"
SAMPLE = f"{CAMERA}:main:exam_room:viewer:secret"


class Look:
    """What somebody connected sees: pictures in grey, over one connection."""

    def __init__(self, url):
        self.process = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-vf",
             f"scale={WIDTH}:{HEIGHT}:flags=area,format=gray", "-fps_mode", "passthrough", "-f",
             "rawvideo", "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.pictures = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            picture = self.process.stdout.read(WIDTH * HEIGHT)
            if len(picture) < WIDTH * HEIGHT:
                return
            self.pictures.append((time.monotonic(), picture))

    def last(self, seconds):
        since_s = time.monotonic() - seconds
        return [picture for when_s, picture in self.pictures[-200:] if when_s >= since_s]

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def brightness(picture):
    return sum(picture) / len(picture)


def detail(picture):
    """The mean difference of neighbours below the clock."""
    below = picture[WIDTH * 12:]
    return sum(abs(a - b) for a, b in zip(below, below[1:])) / len(below)


def difference(one, other):
    return sum(abs(a - b) for a, b in zip(one[WIDTH * 12:], other[WIDTH * 12:])) / (WIDTH * HEIGHT)


def probe(url):
    """Exit status and words of a client that connects anew and gives up after a silence."""
    result = subprocess.run(
        ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-timeout", str(SILENCE_MAX_US),
         "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0", url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    return result.returncode, result.stdout.strip(), result.stderr


class Served(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cameras = Cameras(SAMPLE, options=["--no-recorders"])
        cls.url = cls.cameras.url(CAMERA)

    @classmethod
    def tearDownClass(cls):
        assert cls.cameras.end() == 0

    def tearDown(self):
        self.cameras.fault(CAMERA, None)

    def wait_for(self, holds, what):
        until_s = time.monotonic() + LIMIT_S
        while not holds():
            if time.monotonic() > until_s:
                self.fail(f"{what}: not within {LIMIT_S} s")
            time.sleep(0.2)

    def test_a_client_finds_the_stream(self):
        self.assertEqual(probe(self.url)[:2], (0, "h264,640,360"))

    def test_every_fault_of_the_picture_shows_on_the_connection_that_there_is(self):
        look = Look(self.url)
        self.addCleanup(look.end)
        self.wait_for(lambda: len(look.pictures) >= 15, "pictures")
        clean = look.pictures[-1][1]
        light, sharp = brightness(clean), detail(clean)
        moving = statistics.median(difference(a, b) for (_, a), (_, b) in
                                   zip(look.pictures[1:], look.pictures[2:]))

        def latest(holds):
            pictures = look.last(2)
            return bool(pictures) and all(holds(picture) for picture in pictures[-3:])

        def still():
            pictures = look.last(8)
            return len(pictures) > 20 and statistics.median(
                difference(a, b) for a, b in zip(pictures, pictures[1:])) < moving / 4

        shows = {
            "black": lambda: latest(lambda p: brightness(p) < 20),
            "overexposed": lambda: latest(lambda p: brightness(p) > 225),
            "covered": lambda: latest(lambda p: brightness(p) < light * 0.7
                                      and detail(p) < sharp * 0.5),
            "defocused": lambda: latest(lambda p: abs(brightness(p) - light) < 12
                                        and detail(p) < sharp * 0.75),
            "noise": lambda: latest(lambda p: detail(p) > sharp * 1.3
                                    and abs(brightness(p) - light) < 25),
            "moved": lambda: latest(lambda p: difference(p, clean) > 10
                                    and abs(detail(p) - sharp) < sharp * 0.2),
            "frozen": still,
            "low-fps": lambda: 6 <= len(look.last(8)) <= 10,
            "slow": lambda: 8 <= len(look.last(8)) <= 20,
            "stalled": lambda: not look.last(5),
        }
        for fault, holds in shows.items():
            with self.subTest(fault):
                self.assertFalse(holds())
                self.cameras.fault(CAMERA, fault)
                self.wait_for(holds, fault)
                self.cameras.fault(CAMERA, None)
                self.wait_for(lambda: len(look.last(8)) >= 36 and not still()
                              and latest(lambda p: difference(p, clean) < 6), f"{fault} cleared")
        self.assertIsNone(look.process.poll())

    def test_who_connects_meets_the_faults_of_the_server(self):
        for fault, words in (("wrong-password", "401"), ("closed", "refused"),
                             ("wrong-codec", "unknown"), ("stopped", "")):
            with self.subTest(fault):
                look = Look(self.url)
                self.addCleanup(look.end)
                self.wait_for(lambda look=look: len(look.pictures) > 3, "pictures")
                self.cameras.fault(CAMERA, fault)
                status, found, errors = probe(self.url)
                self.assertIn(words, (found + errors).lower())
                self.assertNotIn("h264", found)
                self.wait_for(lambda look=look: not look.last(2), "an end of pictures")
                if fault != "stopped":
                    self.assertIsNotNone(look.process.wait(LIMIT_S))
                self.cameras.fault(CAMERA, None)
                self.wait_for(lambda: probe(self.url)[:2] == (0, "h264,640,360"), "the stream")

    def test_a_server_that_dies_comes_back_with_its_fault(self):
        self.cameras.fault(CAMERA, "wrong-codec")
        first = self.cameras.say("list")[0]["server_pid"]
        os.kill(first, signal.SIGKILL)
        self.wait_for(lambda: self.cameras.say("list")[0]["server_pid"] != first, "another server")
        self.assertNotIn("h264", probe(self.url)[1])
        self.cameras.fault(CAMERA, None)
        self.assertEqual(probe(self.url)[:2], (0, "h264,640,360"))

    def test_commands_come_by_standard_input_http_and_command_line(self):
        state, = self.cameras.say("fault", CAMERA, "black")
        self.assertEqual((state["id"], state["fault"]), (CAMERA, "black"))
        self.assertEqual(self.cameras.post(b'{"command": ["clear", "t-room"]}')[0], 200)
        environment = dict(os.environ, LABD_CAMERAS=self.cameras.folder)
        subprocess.run([PROGRAM, "fault", CAMERA, "stalled"], env=environment, check=True,
                       stdout=subprocess.DEVNULL)
        self.assertEqual(self.cameras.say("list")[0]["fault"], "stalled")

    def test_a_command_that_makes_no_sense_says_why(self):
        for words in (("dance",), ("fault", CAMERA, "hiccup"), ("fault", "t-none", "black"),
                      ("recorder", CAMERA, "pause")):
            self.assertIn("error", self.cameras.say(*words))
        for body in (b"", b"{", b"[]", b'{"command": "list"}', b'{"command": [1]}', b"x" * 5000):
            status, answer = self.cameras.post(body)
            self.assertEqual((status, list(answer)), (400, ["error"]))
        self.assertEqual(self.cameras.post(b'{"command": ["list"]}', "text/plain")[0], 400)
        environment = dict(os.environ, LABD_CAMERAS=self.cameras.folder)
        result = subprocess.run([PROGRAM, "fault", CAMERA, "hiccup"], env=environment,
                                stderr=subprocess.PIPE, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"no fault 'hiccup'", result.stderr)


class Recorded(unittest.TestCase):
    def segments(self, cameras):
        folder = cameras.description["cameras"][0]["recordings"]
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]

    def wait_for(self, holds, what):
        until_s = time.monotonic() + LIMIT_S
        while not holds():
            self.assertLess(time.monotonic(), until_s, what)
            time.sleep(0.2)

    def test_a_segment_can_be_read_while_it_grows_and_a_dead_recorder_is_replaced(self):
        cameras = Cameras(SAMPLE)
        self.addCleanup(cameras.end)
        def grows(path):
            before = os.path.getsize(path)
            time.sleep(0.5)
            return self.segments(cameras)[-1] == path and "h264" in probe(path)[1] \
                and os.path.getsize(path) > before

        self.wait_for(lambda: any(map(grows, self.segments(cameras)[-1:])),
                      "a segment that grows and can be read")
        first = cameras.say("list")[0]["recorder_pid"]
        os.kill(first, signal.SIGKILL)
        self.wait_for(lambda: cameras.say("list")[0]["recorder_pid"] not in (first, None),
                      "another recorder")
        cameras.say("recorder", CAMERA, "stop")
        self.assertIsNone(cameras.say("list")[0]["recorder_pid"])
        before = self.segments(cameras)
        cameras.say("recorder", CAMERA, "start")
        self.wait_for(lambda: len(self.segments(cameras)) > len(before), "a new segment")

    def test_the_oldest_segments_go_when_there_are_too_many(self):
        cameras = Cameras(SAMPLE, options=["--no-recorders"])
        self.addCleanup(cameras.end)
        recorder = Recorder("t-kept", "", os.path.join(cameras.folder, "recordings"), "", 2500)
        for number in range(5):
            path = os.path.join(recorder.folder, f"2026-01-01_00-00-{number:02}.mp4")
            with open(path, "wb") as file:
                file.write(bytes(1000))
        recorder.prune()
        self.assertEqual(sorted(os.listdir(recorder.folder)),
                         ["2026-01-01_00-00-03.mp4", "2026-01-01_00-00-04.mp4"])


class Ended(unittest.TestCase):
    def gone(self, cameras):
        until_s = time.monotonic() + LIMIT_S
        while cameras.processes() and time.monotonic() < until_s:
            time.sleep(0.1)
        self.assertEqual(cameras.processes(), [])

    def test_nothing_stays_whatever_ends_it(self):
        for way in ("quit", "signal", "kill", "its process"):
            with self.subTest(way):
                waited = subprocess.Popen(["sleep", "600"])
                options = ["--until-pid", str(waited.pid)] if way == "its process" else []
                cameras = Cameras(SAMPLE, "t-other:side:belongings", options=options)
                cameras.fault("t-other", "stopped")
                self.assertGreaterEqual(len(cameras.processes()), 3)
                if way == "quit":
                    self.assertEqual(cameras.end(), 0)
                elif way == "its process":
                    waited.kill()
                    waited.wait()
                else:
                    cameras.process.send_signal(
                        signal.SIGTERM if way == "signal" else signal.SIGKILL)
                self.assertEqual(cameras.process.wait(30), -9 if way == "kill" else 0)
                self.gone(cameras)
                if way != "quit":
                    cameras.end()
                waited.kill()
                waited.wait()


if __name__ == "__main__":
    unittest.main()
