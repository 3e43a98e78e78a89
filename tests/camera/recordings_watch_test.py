#!/usr/bin/env python3
"""`labd-camera watch` looking at recordings that a real ffmpeg writes: readable while they grow, a
gap when the recorder stops, found again when it goes on."""

import calendar
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
from clips import ffmpeg
from watch_test import Watch

# The limit is 10 s; a busy machine gets a minute.
LIMIT_S = 60
# A sample is read again every minute.
SAMPLE_LIMIT_S = 300
SEGMENT_S = 20


class Recorder:
    """ffmpeg's segment muxer, one file every 20 s, in the time of the clock."""

    def __init__(self, folder, ending, options=()):
        self.process = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i",
             "testsrc2=size=320x240:rate=10,noise=alls=30:allf=t", "-c:v", "libx264", "-preset",
             "ultrafast", "-g", "10",
             "-f", "segment", "-segment_time", str(SEGMENT_S), "-strftime", "1", *options,
             os.path.join(folder, "%Y-%m-%d_%H-%M-%S" + ending)],
            env={**os.environ, "TZ": "UTC"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def send(self, number):
        self.process.send_signal(number)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class WatchingRecordings(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        os.mkdir(os.path.join(self.folder, "stills"))
        self.manifests = os.path.join(self.folder, "manifests")
        self.program = Watch(os.path.join(self.folder, "stills"),
                             ("--manifests", self.manifests))
        self.recorders = []

    def tearDown(self):
        status, errors = self.program.end()
        for recorder in self.recorders:
            recorder.end()
        self.temporary.cleanup()
        self.assertEqual((status, errors), (0, ""))

    def record(self, camera, ending, options=()):
        folder = os.path.join(self.folder, camera)
        os.makedirs(folder, exist_ok=True)
        recorder = Recorder(folder, ending, options)
        self.recorders.append(recorder)
        return recorder

    def watch(self, camera):
        """Nobody answers under the address: only the recordings matter here."""
        self.program.say(watch={
            "camera": camera, "url": "rtsp://127.0.0.1:1/none", "width": 0, "height": 0,
            "frames_per_second": 0,
            "recordings": {"folder": os.path.join(self.folder, camera),
                           "pattern": "%Y-%m-%d_%H-%M-%S", "zone": "UTC",
                           "segment_s": SEGMENT_S}})

    def wait_for_seen(self, camera, seen, **members):
        def is_it(kind, body):
            if kind == "recording":
                self.program.last["recording of " + body["camera"]] = body
            return (kind == "recording" and body["camera"] == camera and body["seen"] == seen
                    and all(body[key] == value for key, value in members.items()))
        return self.program.wait_for(is_it, f"{camera} {seen} {members}", LIMIT_S)

    def test_matroska_is_read_while_it_is_written_and_a_gap_is_told_from_where_it_ends(self):
        recorder = self.record("front", ".mkv")
        self.watch("front")
        report = self.wait_for_seen("front", "readable")
        self.assertLess(report["looked_age_s"], LIMIT_S)
        stopped = time.monotonic()
        recorder.send(signal.SIGSTOP)
        report = self.wait_for_seen("front", "absent")
        # A cluster of Matroska is written when it is whole, after 5 s at the most; names are in
        # whole seconds.
        self.assertGreater(report["seen_age_s"], 9)
        self.assertLess(report["seen_age_s"], time.monotonic() - stopped + 8)
        recorder.send(signal.SIGCONT)
        self.wait_for_seen("front", "readable")

    def test_mp4_is_pending_until_it_is_closed_and_stuck_when_it_does_not_grow(self):
        recorder = self.record("front", ".mp4")
        self.watch("front")
        self.wait_for_seen("front", "pending")
        recorder.send(signal.SIGSTOP)
        report = self.wait_for_seen("front", "stuck")
        self.assertGreaterEqual(report["seen_age_s"], 10)
        self.wait_for_seen("front", "absent")
        recorder.send(signal.SIGCONT)
        self.wait_for_seen("front", "pending")

    def test_fragmented_mp4_is_read_while_it_is_written_and_its_loss_is_seen(self):
        recorder = self.record("front", ".mp4", (
            "-segment_format_options",
            "movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000"))
        self.watch("front")
        self.wait_for_seen("front", "readable")
        recorder.end()
        folder = os.path.join(self.folder, "front")
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        self.wait_for_seen("front", "deleted")

    def test_what_was_digested_has_a_root_and_what_is_deleted_since_is_told(self):
        folder = os.path.join(self.folder, "front")
        os.mkdir(folder)
        span = int(time.time()) // 600 * 600 - 1200
        names = []
        for start in (span, span + 120, span + 240):
            names.append(os.path.join(folder, time.strftime("%Y-%m-%d_%H-%M-%S",
                                                            time.gmtime(start)) + ".mkv"))
            ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=5", "-t", "5", "-c:v",
                    "libx264", "-preset", "ultrafast", "-g", "5", names[-1]])
            os.utime(names[-1], (start + 5, start + 5))
        self.watch("front")

        def at(text):
            return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
        manifest = self.program.wait_for(lambda kind, body: kind == "manifest", "a manifest",
                                         LIMIT_S)
        self.assertEqual((at(manifest["from"]), at(manifest["to"])), (span, span + 600))
        self.assertEqual(manifest["segments"], 3)
        self.assertEqual(manifest["bytes"], sum(os.path.getsize(name) for name in names))
        readable = self.program.wait_for(lambda kind, body: kind == "readable", "what it can read",
                                         LIMIT_S)
        self.assertEqual(readable, {"camera": "front", "from": manifest["from"],
                                    "to": manifest["from"].replace("0:00Z", "0:05Z")})
        with open(os.path.join(self.manifests, "front",
                               time.strftime("%Y%m%dT%H%M%SZ.json", time.gmtime(span))),
                  encoding="utf-8") as file:
            self.assertEqual(json.load(file)["root"], manifest["root"])
        os.remove(names[1])
        loss = self.program.wait_for(lambda kind, body: kind == "loss", "the loss",
                                     SAMPLE_LIMIT_S)
        self.assertEqual(loss, {"camera": "front", "kind": "deleted",
                                "from": manifest["from"].replace("0:00Z", "2:00Z"),
                                "to": manifest["from"].replace("0:00Z", "2:05Z")})

    def test_why_recordings_say_nothing(self):
        self.watch("nowhere")
        self.wait_for_seen("nowhere", "unsure", trouble="folder_unreadable")
        os.mkdir(os.path.join(self.folder, "nowhere"))
        self.wait_for_seen("nowhere", "unsure", trouble="nothing_found")
        self.record("nowhere", ".ts")
        self.wait_for_seen("nowhere", "readable", trouble="")


if __name__ == "__main__":
    unittest.main()
