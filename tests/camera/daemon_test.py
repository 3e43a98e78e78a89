#!/usr/bin/env python3
"""`labd serve` and its camera program, which is killed or stopped at random while people enter.

Entries and clocks don't notice; what is known of the cameras becomes unknown, and is never more
than that while nobody looks. With a stand-in for the program, so that only labd is tested, and once
with the real one. LABD_TEST_SEED repeats the moments.
"""
import os
import random
import signal
import sys
import tempfile
import threading
import time
import unittest
from datetime import datetime

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from cameras import Cameras
from labd import LONG, Labd, clocks, plan_day, read_journal, wait_until

KILLS = 100 if LONG else 10
# Generous: machines that run tests are loaded.
LIMIT_S = 90
CAMERAS = ("cam1", "cam2")
STAND_IN = os.path.join(HERE, "witness_stand_in.py")


def seconds_of(instant):
    return datetime.fromisoformat(instant).timestamp()


def process_state(pid):
    """`R`, `S`, `T` …; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def count(pid, what):
    return len(os.listdir(f"/proc/{pid}/{what}"))


class Writer(threading.Thread):
    """A person who enters notes, one after another, until told to stop."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client = client
        self.entered = []
        self.error = None
        self.go_on = True
        self.start()

    def run(self):
        try:
            while self.go_on:
                text = f"note {len(self.entered)}"
                answer = self.client.enter({"enter": "note.added", "session": "day", "text": text})
                self.entered.append((answer["entries"][0]["seq"], text))
                time.sleep(0.01)
        except Exception as error:  # pylint: disable=broad-except
            self.error = error

    def end(self):
        self.go_on = False
        self.join(LIMIT_S)
        if self.error or self.is_alive():
            raise AssertionError(f"the writer: {self.error or 'does not end'}")


class Watched(unittest.TestCase):
    """A labd with cameras, in the middle of a session."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        self.labd = Labd(self.folder, seats=4)
        self.clients = []
        self.seed = int(os.environ.get("LABD_TEST_SEED", random.SystemRandom().randrange(10 ** 6)))
        self.random = random.Random(self.seed)

    def tearDown(self):
        for client in self.clients:
            client.close()
        self.labd.stop()
        self.temporary.cleanup()

    def start(self, cameras, program=None, more=""):
        with open(self.labd.config, "a", encoding="utf-8") as file:
            if program:
                file.write(f'[cameras]\nprogram = "{program}"\n')
            for camera, url in cameras.items():
                file.write(f'[[site.cameras]]\nid = "{camera}"\nroom = "main"\n'
                           f'area = "exam_room"\nurl = "{url}"\n{more}')
        token = self.labd.make_token("lead", "lead_proctor")
        self.labd.start(environment={"LABD_STAND_IN": self.folder})
        self.clients = [self.labd.client(token) for _ in range(2)]
        self.client, self.other = self.clients
        plan_day(self.client, self.labd, ["A", "B"])

    def cameras(self):
        return {camera["camera"]: camera
                for camera in self.client.get("/api/v1/cameras?session=day")["cameras"]}

    def live(self):
        """What is seen of each camera; nothing in the first second."""
        return {name: camera.get("live", {}) for name, camera in self.cameras().items()}

    def all_recorded(self):
        """By what is seen: entries may come later, so that not too many are made."""
        return all(live.get("state") == "recorded" for live in self.live().values())

    def states(self):
        """What was entered of each camera, in order."""
        found = {}
        for entry in read_journal(self.client):
            if entry.get("enter") == "camera.state":
                found.setdefault(entry["camera"], []).append(entry)
        return found

    def children(self):
        """The camera programs of this labd."""
        pid = self.labd.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            found = [int(word) for word in file.read().split()]
        for task in os.listdir(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{task}/children", encoding="utf-8") as file:
                    found += [int(word) for word in file.read().split()]
            except OSError:
                pass
        return set(found)


class WithAStandIn(Watched):
    def instances(self):
        """Process IDs of the stand-ins that have begun to report."""
        path = os.path.join(self.folder, "instances")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [int(line) for line in file if line.endswith("\n")]

    def hold(self):
        """From now on no stand-in that starts says anything."""
        with open(os.path.join(self.folder, "hold"), "w", encoding="utf-8"):
            pass

    def release(self):
        os.remove(os.path.join(self.folder, "hold"))

    def all_entered(self):
        return all(camera["state"] == "recorded" for camera in self.cameras().values())

    def all_unknown(self):
        return all(live.get("state") == "unknown" for live in self.live().values())

    def begin(self):
        self.start({camera: f"rtsp://127.0.0.1:9/{camera}" for camera in CAMERAS}, STAND_IN)
        wait_until(self.all_entered, "both cameras recorded")

    def size(self):
        return self.client.get("/api/v1/head")["size"]

    def now(self):
        return self.client.get("/api/v1/clock")["now"]

    def end_program(self):
        """Kills or stops the one that reports."""
        while True:
            pid = self.instances()[-1]
            try:
                os.kill(pid, self.random.choice((signal.SIGKILL, signal.SIGSTOP)))
                return pid
            except ProcessLookupError:
                # So slow a machine that labd itself took it for hung.
                wait_until(lambda: self.instances()[-1] != pid, "a successor")

    def time_without_program(self):
        """Ends the program and lets the next one speak; instants and journal sizes in between."""
        time.sleep(self.random.random() * 0.5)
        self.hold()
        pid = self.end_program()
        wait_until(self.all_unknown, "nothing known any more")
        begin = (self.now(), self.size())
        time.sleep(self.random.random() * 0.5)
        self.assertTrue(self.all_unknown())
        end = (self.now(), self.size())
        self.release()
        wait_until(self.all_recorded, "recorded again")
        self.assertEqual(process_state(pid), "", "what was killed or hung is gone")
        return begin, end

    def test_entries_and_clocks_do_not_notice_and_nothing_is_recorded_while_nobody_looks(self):
        self.begin()
        at = self.now()
        known = clocks(self.client, ["A", "B"], at, self.size())
        writer = Writer(self.other)
        wait_until(lambda: writer.entered, "a note")
        pid = self.labd.process.pid
        files, threads = (count(pid, what) for what in ("fd", "task"))
        times = [self.time_without_program() for _ in range(KILLS)]
        writer.end()
        wait_until(lambda: count(pid, "fd") <= files, "no file left open")
        wait_until(lambda: count(pid, "task") <= threads, "no thread left")

        now_known = clocks(self.client, ["A", "B"], at, self.size())
        for asked, answer in known.items():
            for body in (answer, now_known[asked]):
                body.pop("size", None)
            self.assertEqual(now_known[asked], answer, f"{asked}, seed {self.seed}")
        notes = {entry["seq"]: entry["text"] for entry in read_journal(self.client)
                 if entry.get("enter") == "note.added"}
        self.assertEqual(notes, dict(writer.entered))
        self.check_states(times)

    def check_states(self, times):
        states = self.states()
        self.assertEqual(set(states), set(CAMERAS))
        for camera, entries in states.items():
            what = f"{camera}, seed {self.seed}"
            told = {entry["state"] for entry in entries}
            self.assertLessEqual(told, {"unknown", "unproven", "recorded"}, what)
            covered = self.client.get(f"/api/v1/cameras/{camera}/coverage?session=day")
            for (begin, first), (end, last) in times:
                better = [entry for entry in entries
                          if first <= entry["seq"] < last and entry["state"] != "unknown"]
                self.assertEqual(better, [], what)
                seen = {part["state"] for part in covered["intervals"]
                        if seconds_of(part["to"]) > seconds_of(begin)
                        and seconds_of(part["from"]) < seconds_of(end)}
                self.assertEqual(seen, {"unknown"}, f"{what}: {begin} to {end} of {covered}")

    def test_a_labd_that_dies_leaves_no_program_and_what_nobody_saw_is_unknown(self):
        self.begin()
        program = self.instances()[-1]
        self.labd.kill()
        # By so much labd's clock and the machine's may differ.
        dead = time.time() + 0.3
        wait_until(lambda: process_state(program) == "", "the program of a labd that is gone")
        self.hold()
        time.sleep(1)
        self.labd.start(environment={"LABD_STAND_IN": self.folder})
        self.clients.append(self.labd.client(self.client.token))
        self.client = self.clients[-1]
        started = self.now()
        self.release()
        wait_until(self.all_entered, "recorded again")
        for camera in CAMERAS:
            covered = self.client.get(f"/api/v1/cameras/{camera}/coverage?session=day")
            unseen = {part["state"] for part in covered["intervals"]
                      if seconds_of(part["to"]) > dead
                      and seconds_of(part["from"]) < seconds_of(started)}
            self.assertEqual(unseen, {"unknown"}, covered)


class WithTheRealProgram(Watched):
    def setUp(self):
        super().setUp()
        self.servers = Cameras("t-room:main:exam_room:viewer:secret")

    def tearDown(self):
        super().tearDown()
        self.assertEqual(self.servers.end(), 0)

    def wait_for_stream(self, stream):
        wait_until(lambda: self.live()["t-room"].get("stream", "none yet") == stream,
                   f"the stream {stream}")

    def test_a_camera_is_live_fails_recovers_and_outlives_the_program(self):
        folder = os.path.join(self.servers.folder, "recordings", "t-room")
        self.start({"t-room": self.servers.url("t-room")},
                   more=f'recordings = {{folder = "{folder}", pattern = "%Y-%m-%d_%H-%M-%S", '
                        'time_zone = "UTC", segment = "10s"}\n')
        wait_until(self.all_recorded, "recorded")
        still = wait_until(lambda: self.still().status == 200 and self.still(), "a still")
        self.assertEqual(still.headers["content-type"], "image/jpeg")
        self.assertEqual(still.body[:2], b"\xff\xd8")
        self.servers.fault("t-room", "closed")
        self.wait_for_stream("unreachable")
        self.servers.fault("t-room", None)
        self.wait_for_stream("live")
        for end in (signal.SIGKILL, signal.SIGSTOP):
            (program,) = self.children()
            os.kill(program, end)
            self.wait_for_stream(None)
            self.wait_for_stream("live")
            self.assertEqual(process_state(program), "")
        wait_until(self.all_recorded, "recorded again")
        self.check_log()

    def still(self):
        return self.client.call("GET", "/api/v1/cameras/t-room/still")

    def check_log(self):
        with open(self.labd.log, encoding="utf-8") as file:
            log = file.read()
        looks = [entry for entry in read_journal(self.client)
                 if entry.get("enter") == "footage.viewed"]
        self.assertEqual([entry["camera"] for entry in looks], ["t-room"])
        self.assertNotIn("secret", log)
        answers = str(self.client.get("/api/v1/cameras?session=day"))
        self.assertNotIn("secret", answers + str(read_journal(self.client)))


if __name__ == "__main__":
    unittest.main()
