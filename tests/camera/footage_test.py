#!/usr/bin/env python3
"""Clips and holds of a running labd with real recordings: asked for, granted, cut, handed out,
compared; and the same when it is killed, when recordings go away, and when the program falls over.
"""
import base64
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from labd import BINARY, Labd, plan_day, read_journal, wait_until

LIMIT_S = 60
SEGMENT_S = 5
FILES = 12
ROLES = ["proctor", "lead_proctor", "lab_ops", "exam_security", "auditor", "examiner",
         "scheduling", "display"]

# Stands before the camera program: waits while `wait` is there, has a call fail while `fail` says
# which, and falls over at the second recording of a job while `crash` is there and the job does not
# leave it out.
PROGRAM = """#!/bin/sh
if [ "$1" != footage ]; then exec "{real}" "$@"; fi
touch "{folder}/begun"
while [ -e "{folder}/wait" ]; do sleep 0.05; done
if [ -e "{folder}/fail" ]; then
    ASAN_OPTIONS=detect_leaks=0 exec strace -f -o "{folder}/trace" $(cat "{folder}/fail") \\
        "{real}" footage
fi
if [ -e "{folder}/crash" ]; then
    read -r job
    case "$job" in
        *'"skip":[]'*) echo "{{\\"reading\\":\\"$(cat "{folder}/crash")\\"}}"; kill -SEGV $$;;
        *) printf '%s\\n' "$job" | exec "{real}" footage;;
    esac
fi
exec "{real}" footage
"""


def packets(path):
    """What is in the packets of a video."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-map", "0:v", "-c", "copy", "-f",
                           "framemd5", "-"], capture_output=True, text=True, check=True)
    return [line.split()[-1] for line in done.stdout.splitlines() if not line.startswith("#")]


class Clips(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        self.recorder = os.path.join(self.folder, "recorder")
        os.mkdir(self.recorder)
        self.labd = Labd(self.folder, seats=4)
        self.begin = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(minutes=5)
        self.files = self.record()
        self.clients = {}

    def tearDown(self):
        for client in self.clients.values():
            client.close()
        self.labd.stop()
        self.temporary.cleanup()

    def record(self):
        """A minute in files of five seconds, named by their time."""
        raw = os.path.join(self.folder, "raw")
        os.mkdir(raw)
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                        f"testsrc2=s=160x90:r=10:d={SEGMENT_S * FILES}", "-c:v", "libx264",
                        "-preset", "ultrafast", "-g", "10", "-f", "segment", "-segment_time",
                        str(SEGMENT_S), os.path.join(raw, "%02d.mp4")], check=True)
        files = []
        for number, name in enumerate(sorted(os.listdir(raw))):
            start = self.begin + timedelta(seconds=SEGMENT_S * number)
            path = os.path.join(self.recorder, start.strftime("%Y-%m-%d_%H-%M-%S.mp4"))
            os.rename(os.path.join(raw, name), path)
            end = (start + timedelta(seconds=SEGMENT_S)).timestamp()
            os.utime(path, (end, end))
            files.append(path)
        return files

    def start(self, more=""):
        program = os.path.join(self.folder, "program")
        with open(program, "w", encoding="utf-8") as file:
            file.write(PROGRAM.format(folder=self.folder,
                                      real=os.path.join(os.path.dirname(BINARY), "labd-camera")))
        os.chmod(program, 0o755)
        with open(self.labd.config, "a", encoding="utf-8") as file:
            file.write(f'[cameras]\nprogram = "{program}"\n[evidence]\nroom_left_mib = 1\n{more}\n'
                       '[[site.cameras]]\nid = "cam1"\nroom = "main"\narea = "exam_room"\n'
                       'url = "rtsp://127.0.0.1:9/cam1"\n'
                       f'recordings = {{folder = "{self.recorder}", time_zone = "UTC", '
                       f'segment = "{SEGMENT_S}s"}}\n')
        tokens = {role: self.labd.make_token(role.replace("_", "-"), role) for role in ROLES}
        self.labd.start()
        self.clients = {role: self.labd.client(token) for role, token in tokens.items()}
        self.tokens = tokens
        plan_day(self.clients["lead_proctor"], self.labd, ["A", "B"])
        self.security = self.clients["exam_security"]
        self.clients["proctor"].enter(
            {"enter": "incident.opened", "id": "i", "kind": "cheating", "description": "a phone",
             "sittings": ["A"]})

    def restart(self):
        self.labd.start()
        for role, client in list(self.clients.items()):
            client.close()
            self.clients[role] = self.labd.client(self.tokens[role])
        self.security = self.clients["exam_security"]

    def at(self, second):
        return (self.begin + timedelta(seconds=second)).isoformat()

    def ask(self, identity, begin_s, end_s, grant=True):
        self.security.enter({"enter": "footage.requested", "id": identity, "incident": "i",
                             "cameras": ["cam1"], "from": self.at(begin_s), "to": self.at(end_s)})
        if grant:
            self.clients["lead_proctor"].enter({"enter": "footage.granted", "request": identity})

    def told(self):
        return self.security.get("/api/v1/footage?incident=i")

    def parts(self, identity):
        """Of a request or hold, once nothing is left to do."""
        def settled():
            told = self.told()
            for one in told["requests"] + told["holds"]:
                if identity in (one.get("request"), one.get("hold")) and one["parts"]:
                    if all(part["state"] != "waiting" for part in one["parts"]):
                        return one["parts"]
            return None
        return wait_until(settled, f"parts of {identity}: {self.told()} {self.labd.tail()}")

    def fetch(self, clip, expected=200):
        answer = self.security.call("GET", "/api/v1/footage/" + clip.replace("@", "%40"))
        self.assertEqual(answer.status, expected, answer)
        return answer

    def entries(self, kind):
        return [entry for entry in read_journal(self.security) if entry.get("enter") == kind]

    def test_what_is_granted_is_cut_handed_out_and_entered(self):
        self.start()
        self.ask("g", 7.5, 22)
        parts = self.parts("g")
        self.assertEqual([part["state"] for part in parts], ["clip"])
        part = parts[0]
        self.assertEqual(datetime.fromisoformat(part["starts"]).timestamp(),
                         (self.begin + timedelta(seconds=7)).timestamp())
        answer = self.fetch(part["clip"])
        digest = hashlib.sha256(answer.body).digest()
        self.assertEqual(digest.hex(), part["sha256"])
        self.assertEqual(answer.headers["repr-digest"],
                         f"sha-256=:{base64.b64encode(digest).decode()}:")
        clip = os.path.join(self.folder, "clip.mp4")
        with open(clip, "wb") as file:
            file.write(answer.body)
        recorded = [one for path in self.files for one in packets(path)]
        cut = packets(clip)
        self.assertEqual(cut, recorded[70:70 + len(cut)])
        self.assertTrue(150 <= len(cut) <= 151, len(cut))
        for source, path in zip(part["sources"], self.files[1:5], strict=True):
            with open(path, "rb") as file:
                self.assertEqual(source["sha256"], hashlib.sha256(file.read()).hexdigest())
        self.assertEqual([entry["clip"] for entry in self.entries("footage.exported")],
                         [part["clip"]])
        self.by_the_terminal(part)
        evidence = os.path.join(self.labd.data, "evidence")
        self.assertEqual(os.stat(evidence).st_mode & 0o777, 0o700)
        stored = os.path.join(evidence, "clips", part["sha256"])
        self.assertEqual(os.stat(stored).st_mode & 0o777, 0o600)
        os.remove(stored)
        self.fetch(part["clip"], 503)
        self.assertEqual(len(self.entries("footage.exported")), 2, "what is not there is not given")
        self.assertEqual(self.told()["requests"][0]["parts"][0]["trouble"], "file_missing")

    def by_the_terminal(self, part):
        console = [os.path.join(os.path.dirname(BINARY), "proctor-console"), "--url", self.labd.url,
                   "--lang", "en"]
        environment = {**os.environ, "PROCTOR_CONSOLE_TOKEN": self.tokens["exam_security"]}
        listed = subprocess.run([*console, "footage", "list", "i"], capture_output=True, text=True,
                                env=environment, check=True, timeout=LIMIT_S)
        self.assertIn(part["clip"], listed.stdout)
        file = os.path.join(self.folder, "got.mp4")
        got = subprocess.run([*console, "footage", "get", part["clip"], "--to", file],
                             capture_output=True, text=True, env=environment, check=True,
                             timeout=LIMIT_S)
        self.assertIn(part["sha256"], got.stdout + got.stderr)
        with open(file, "rb") as saved:
            self.assertEqual(hashlib.sha256(saved.read()).hexdigest(), part["sha256"])

    def test_without_an_open_incident_there_is_none(self):
        self.start()
        refused = self.security.enter({
            "enter": "footage.requested", "cameras": ["cam1"], "from": self.at(1),
            "to": self.at(9)}, expected=422)
        self.assertEqual((refused["recorded"], refused["rules"]), (True, ["CAM-5"]))
        self.ask("waits", 2, 9, grant=False)
        self.ask("g", 2, 9)
        clip = self.parts("g")[0]["clip"]
        self.fetch(clip)
        for role in ROLES:
            expected = 200 if role == "exam_security" else 403
            for path in ("/api/v1/footage?incident=i", "/api/v1/footage/%40" + clip[1:]):
                self.assertEqual(self.clients[role].call("GET", path).status, expected, role)
        self.assertEqual([one["parts"] for one in self.told()["requests"]
                          if one["request"] == "waits"], [[]])
        self.security.enter({"enter": "incident.decided", "incident": "i",
                             "finding": "dismissed", "reason": "nothing to be seen"})
        self.security.enter({"enter": "incident.closed", "incident": "i"})
        before = len(self.entries("footage.exported"))
        answer = self.fetch(clip, 422)
        self.assertIn("CAM-5", answer.json["rules"])
        self.assertEqual(len(self.entries("footage.exported")), before)

    def test_a_hold_outlives_the_recordings(self):
        self.start()
        held = {"enter": "footage.held", "id": "h", "incident": "i", "cameras": ["cam1"],
                "from": self.at(3), "to": self.at(27)}
        self.security.enter(held, expected=422)
        self.security.enter({**held, "reason": "the review goes on"})
        parts = self.parts("h")
        self.assertEqual([part["state"] for part in parts], ["kept"])
        self.assertEqual(len(parts[0]["sources"]), 6)
        digests = [source["sha256"] for source in parts[0]["sources"]]
        for path in self.files:
            os.remove(path)
        self.ask("g", 4, 26)
        parts = self.parts("g")
        self.assertEqual([part["state"] for part in parts], ["clip"])
        self.assertEqual([source["sha256"] for source in parts[0]["sources"]], digests)
        self.fetch(parts[0]["clip"])
        folder = os.path.join(self.labd.data, "evidence/holds/h/cam1")
        self.assertEqual(len(os.listdir(folder)), 6)
        self.security.enter({"enter": "footage.released", "hold": "h"}, expected=422)
        self.security.enter({"enter": "incident.decided", "incident": "i",
                             "finding": "dismissed", "reason": "nothing to be seen"})
        self.security.enter({"enter": "incident.closed", "incident": "i"})
        self.assertTrue(os.path.exists(folder))
        self.security.enter({"enter": "footage.released", "hold": "h"})
        wait_until(lambda: not os.path.exists(folder), "the copies are removed")

    def test_killed_in_the_middle_it_is_cut_once(self):
        self.start()
        wait = os.path.join(self.folder, "wait")
        with open(wait, "w", encoding="utf-8"):
            pass
        self.ask("g", 2, 28)
        wait_until(lambda: os.path.exists(os.path.join(self.folder, "begun")), "the program")
        self.labd.kill()
        os.remove(wait)
        self.restart()
        parts = self.parts("g")
        self.assertEqual([part["state"] for part in parts], ["clip"])
        self.fetch(parts[0]["clip"])
        # In order, so that the next start goes on from a snapshot.
        self.labd.stop()
        self.labd.check_verify()
        self.restart()
        self.assertEqual(self.parts("g"), parts)
        self.assertEqual(len(self.entries("footage.cut")), 1)
        self.assertEqual(os.listdir(os.path.join(self.labd.data, "evidence/clips")),
                         [parts[0]["sha256"]])
        self.labd.check_verify()
        stored = os.path.join(self.labd.data, "evidence/clips", parts[0]["sha256"])
        with open(stored, "r+b") as file:
            file.seek(1000)
            file.write(b"changed")
        spoilt = self.labd.verify()
        self.assertEqual(spoilt.returncode, 1)
        self.assertIn(f"{stored}: is not what was entered", spoilt.stderr)

    def test_gaps_limits_and_a_program_that_falls_over(self):
        self.start('clip_length_max = "10s"')
        os.remove(self.files[3])
        with open(os.path.join(self.folder, "crash"), "w", encoding="utf-8") as file:
            file.write(os.path.basename(self.files[1]))
        self.ask("g", 0, 35)
        states = [(part["state"], datetime.fromisoformat(part["from"]).timestamp() -
                   self.begin.timestamp()) for part in self.parts("g")]
        self.assertEqual(states, [("clip", 0), ("unreadable", 5), ("clip", 10),
                                  ("no_recording", 15), ("clip", 20), ("clip", 30)])

    def fail_at(self, path, call, when, error="ENOSPC"):
        """Has the camera program's calls on a file fail from one on."""
        draft = os.path.join(self.folder, "fail.new")
        with open(draft, "w", encoding="utf-8") as file:
            file.write(f"-P {path} -e trace={call} -e inject={call}:error={error}:when={when}+")
        os.rename(draft, os.path.join(self.folder, "fail"))

    def was_failed(self):
        with open(os.path.join(self.folder, "trace"), encoding="utf-8") as file:
            return "(INJECTED)" in file.read()

    def told_trouble(self, identity):
        for one in self.told()["requests"] + self.told()["holds"]:
            if identity in (one.get("request"), one.get("hold")):
                return [part.get("trouble") for part in one["parts"]] == ["no_room"]
        return False

    def left_in_evidence(self):
        return sorted(name for _, _, names in os.walk(os.path.join(self.labd.data, "evidence"))
                      for name in names)

    def check_told_and_mended(self, identity):
        """The failure is told, labd goes on, and with room it is done."""
        wait_until(lambda: self.told_trouble(identity), f"{identity}: no room is told")
        self.clients["proctor"].enter({"enter": "note.added", "sitting": "A", "text": "goes on"})
        wait_until(self.was_failed, "the call that fails")
        os.remove(os.path.join(self.folder, "fail"))
        return self.parts(identity)

    def test_a_disk_that_fills_up_while_a_clip_is_cut(self):
        self.start()
        clips = os.path.join(self.labd.data, "evidence/clips")
        for number, (call, when) in enumerate(
                (("write", 2), ("fsync", 1), ("?rename,?renameat,?renameat2", 1))):
            self.fail_at(os.path.join(clips, "clip.new"), call, when)
            identity = f"g{number}"
            before = self.left_in_evidence()
            self.ask(identity, 2 + number, 28)
            wait_until(lambda one=identity: self.told_trouble(one), call)
            wait_until(lambda one=before: self.left_in_evidence() == one, f"{call}: a draft stays")
            self.assertEqual(len(self.entries("footage.cut")), number)
            parts = self.check_told_and_mended(identity)
            self.assertEqual([part["state"] for part in parts], ["clip"])
            answer = self.fetch(parts[0]["clip"])
            self.assertEqual(hashlib.sha256(answer.body).hexdigest(), parts[0]["sha256"])
        self.assertEqual(len(self.left_in_evidence()), 3)
        self.labd.check_verify()

    def test_a_disk_that_fills_up_while_a_hold_is_copied(self):
        self.start()
        target = os.path.join(self.labd.data, "evidence/holds/h/cam1")
        # The first of the recordings is whole by then.
        second = os.path.basename(self.files[1])
        self.fail_at(os.path.join(target, second + ".new"), "write", 1)
        self.security.enter({"enter": "footage.held", "id": "h", "incident": "i",
                             "cameras": ["cam1"], "from": self.at(1), "to": self.at(12),
                             "reason": "the review goes on"})
        wait_until(lambda: self.told_trouble("h"), "no room is told")
        wait_until(lambda: self.left_in_evidence() == [os.path.basename(self.files[0])],
                   "a draft stays")
        self.assertEqual(self.entries("footage.kept"), [])
        parts = self.check_told_and_mended("h")
        self.assertEqual([part["state"] for part in parts], ["kept"])
        self.assertEqual(self.left_in_evidence(),
                         [os.path.basename(path) for path in self.files[:3]])
        for source, path in zip(parts[0]["sources"], self.files[:3], strict=True):
            with open(os.path.join(target, os.path.basename(path)), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), source["sha256"])
        self.labd.check_verify()

    def test_what_is_still_written_waits(self):
        self.start()
        growing = os.path.join(self.recorder, (self.begin + timedelta(
            seconds=SEGMENT_S * FILES)).strftime("%Y-%m-%d_%H-%M-%S.mp4"))
        with open(self.files[0], "rb") as whole, open(growing, "wb") as file:
            file.write(whole.read())

        def touch():
            os.utime(growing)
            told = self.told()["requests"][0]["parts"]
            return told and told[-1]["trouble"] == "still_written"

        self.ask("g", SEGMENT_S * FILES - 8, SEGMENT_S * FILES + 4)
        wait_until(touch, "it says that it waits")
        end = (self.begin + timedelta(seconds=SEGMENT_S * (FILES + 1))).timestamp()
        os.utime(growing, (end, end))
        states = [part["state"] for part in self.parts("g")]
        self.assertEqual(states, ["clip", "clip"])


if __name__ == "__main__":
    unittest.main()
