#!/usr/bin/env python3
"""`labd-camera watch` and a real RTSP server that is killed, stopped, slow, locked or sends what
nobody can play: the right state within the alarm limit, recovery by itself, nothing left behind."""
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from cameras import Cameras
from watch_test import CYCLES, Watch

CAMERA = "t-room"
RECOVERY_S = 60


class WatchingRtsp(unittest.TestCase):
    def setUp(self):
        self.cameras = Cameras(f"{CAMERA}:main:exam_room:viewer:secret",
                               options=["--no-recorders"])
        self.stills = tempfile.TemporaryDirectory()
        self.program = Watch(self.stills.name)
        self.program.say(watch={"camera": CAMERA, "url": self.cameras.url(CAMERA), "width": 640,
                                "height": 360, "frames_per_second": 5})

    def tearDown(self):
        status, errors = self.program.end()
        ended = self.cameras.end()
        self.stills.cleanup()
        self.assertEqual((status, errors, ended), (0, "", 0))

    def connected(self, least):
        return self.program.wait_for(lambda kind, body: kind == "camera"
                                     and body["connections"] >= least, f"connection {least}",
                                     RECOVERY_S)

    def test_each_failure_has_its_state_and_passes(self):
        self.program.wait_for_state(CAMERA, "live", RECOVERY_S)
        for fault, state, members in (
                ("closed", "unreachable", {"failure": "refused"}),
                ("stopped", "stalled", {}),
                ("wrong-password", "unreachable", {"failure": "unauthorised"}),
                ("slow", "degraded", {"reasons": ["low_fps"]}),
                ("wrong-codec", "unreachable", {"failure": "codec"}),
                ("stalled", "stalled", {})):
            with self.subTest(fault):
                self.cameras.fault(CAMERA, fault)
                self.program.wait_for_state(CAMERA, state, **members)
                self.cameras.fault(CAMERA, None)
                self.program.wait_for_state(CAMERA, "live", RECOVERY_S)

    def test_a_server_that_ends_and_comes_back_leaves_nothing_behind(self):
        self.connected(1)
        before = {what: self.program.count(what) for what in ("task", "fd")}
        ways = ("closed", "wrong-codec", "closed", "wrong-password")
        for cycle in range(CYCLES):
            connections = self.program.last[CAMERA]["connections"]
            self.cameras.fault(CAMERA, ways[cycle % len(ways)])
            self.cameras.fault(CAMERA, None)
            self.connected(connections + 1)
        for what, count in before.items():
            self.assertLessEqual(self.program.count(what), count, what)


if __name__ == "__main__":
    unittest.main()
