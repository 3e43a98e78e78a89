#!/usr/bin/env python3
"""Kills labd while files of incidents are sent to it, at random moments, between a file
and its entry, and between the entry and the answer.

After each restart every acknowledged file is given back byte for byte, no entry is without its
file, a file without an entry is given to nobody, and the retry under the same key makes one entry,
whatever the first try left. LABD_TEST_SEED repeats the moments.
"""
import os
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../http"))
from labd import LONG, Gone, Labd, check, check_equal, plan_day, read_journal, run, uuid7

KILLS = 100 if LONG else 6
# As many as labd takes at a time.
SENDERS = 2
FILES_MAX = 20
# labd is killed as it enters the call: before the file has its name, before it has its entry.
WITHOUT_ENTRY = ("link", "unlink")
# And before the answer goes out.
ANSWERING = "sendmsg"
TRACED = {"ASAN_OPTIONS": "detect_leaks=0"}


class Upload:
    """One file, sent until it is acknowledged."""

    def __init__(self, incident, name, content):
        self.incident, self.name, self.content = incident, name, content
        self.key = uuid7()
        self.file = None

    def send(self, client):
        answer = client.call("POST", f"/api/v1/incidents/{self.incident}/attachments?name="
                             + self.name, self.content, key=self.key,
                             headers={"Content-Type": "application/pdf"})
        if answer.status in (429, 503):
            time.sleep(0.01)
            return None
        check_equal(answer.status, 201, f"{self.name}: {answer}")
        self.file = answer.json["entries"][0]["id"]
        return answer


class Uploads:
    """A journal that is killed again and again."""

    def __init__(self, folder, seed):
        self.random = random.Random(seed)
        self.labd = Labd(folder)
        self.token = self.labd.make_token("lead", "lead_proctor")
        self.labd.start()
        plan_day(self.labd.client(self.token), self.labd, ["A"])
        self.all = []
        self.rounds = 0
        self.counts = {"sent": 0, "interrupted": 0, "there_already": 0, "without_entry": 0}

    def begin(self):
        """The files of a round, and who sends them."""
        self.rounds += 1
        incident = f"i{self.rounds}"
        self.labd.client(self.token).enter(
            {"enter": "incident.opened", "id": incident, "kind": "cheating", "session": "day",
             "sittings": ["A"], "description": "a phone"})
        uploads = [Upload(incident, f"{self.rounds}-{number}.pdf", self.content())
                   for number in range(FILES_MAX)]
        self.all += uploads
        senders = [threading.Thread(target=self.send, args=(uploads[first::SENDERS],))
                   for first in range(SENDERS)]
        for sender in senders:
            sender.start()
        return senders

    def content(self):
        return b"%PDF-1.7\n" + self.random.randbytes(self.random.choice((1, 5000, 1 << 20)))

    def send(self, uploads):
        client = self.labd.client(self.token)
        try:
            for upload in uploads:
                while upload.send(client) is None:
                    pass
        except Gone:
            pass
        client.close()

    def kill_at_random(self):
        senders = self.begin()
        time.sleep(self.random.random() * 0.2)
        self.labd.kill()
        for sender in senders:
            sender.join()
        self.check_after()

    def kill_at(self, call):
        """How many files were left without an entry, and how many with one that nobody knows."""
        log = os.path.join(self.labd.directory, "trace")
        tracer = subprocess.Popen(["strace", "-f", "-o", log, "-e", f"trace={call}", "-e",
                                   f"inject={call}:signal=SIGKILL:when=3", "-p",
                                   str(self.labd.process.pid)], stderr=subprocess.PIPE, text=True)
        check("attached" in tracer.stderr.readline(), "strace does not follow")
        senders = self.begin()
        self.labd.process.wait(60)
        for sender in senders:
            sender.join()
        tracer.communicate(timeout=60)
        before = self.counts["there_already"]
        return self.check_after(), self.counts["there_already"] - before

    def folder(self):
        return os.path.join(self.labd.data, "attachments")

    def stored(self):
        return set(os.listdir(self.folder())) if os.path.isdir(self.folder()) else set()

    def check_after(self):
        """What must hold after a kill; how many files have no entry."""
        self.labd.check_verify()
        self.labd.start(environment=TRACED)
        client = self.labd.client(self.token)
        entries = self.attached(client)
        named = {entry["sha256"] for entry in entries}
        check_equal(named - self.stored(), set(), "entries without their file")
        without = self.stored() - named
        for name in sorted(without):
            path = f"/api/v1/incidents/i{self.rounds}/attachments/{name}"
            check_equal(client.call("GET", path).status, 404, "a file without an entry")
        there = {entry["name"] for entry in entries}
        for upload in self.all:
            if upload.file is None:
                self.finish(client, upload, upload.name in there)
            elif upload.incident == f"i{self.rounds}":
                self.check_given(client, upload)
        self.counts["without_entry"] += len(without)
        check_equal(sorted(entry["name"] for entry in self.attached(client)),
                    sorted(upload.name for upload in self.all), "one entry for each file")
        client.close()
        return len(without)

    def finish(self, client, upload, was_there):
        """The retry of what was not acknowledged."""
        answer = upload.send(client)
        check(answer is not None, "nobody else sends now")
        check_equal(answer.headers.get("idempotency-replayed") == "true", was_there,
                    f"{upload.name} is told from the first try")
        self.counts["interrupted"] += 1
        self.counts["there_already"] += was_there
        self.check_given(client, upload)

    def check_given(self, client, upload):
        answer = client.call("GET", f"/api/v1/incidents/{upload.incident}/attachments/"
                             + upload.file)
        check_equal(answer.status, 200, f"{upload.name}: {answer}")
        check(answer.body == upload.content, f"{upload.name} has other bytes")

    @staticmethod
    def attached(client):
        return [one for one in read_journal(client) if one.get("enter") == "incident.attached"]

    def end(self):
        client = self.labd.client(self.token)
        for upload in self.all:
            self.check_given(client, upload)
        self.counts["sent"] = len(self.all)
        client.close()
        check_equal(self.labd.stop(), 0, "the exit status")
        self.labd.check_verify()


def test(folder):
    seed = int(os.environ.get("LABD_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"LABD_TEST_SEED={seed}", flush=True)
    uploads = Uploads(folder, seed)
    for call in WITHOUT_ENTRY:
        check(uploads.kill_at(call)[0] > 0, f"{call}: not killed between file and entry")
    check(uploads.kill_at(ANSWERING)[1] > 0, "not killed between entry and answer")
    for _ in range(KILLS):
        uploads.kill_at_random()
    uploads.end()
    print(uploads.counts)


if __name__ == "__main__":
    sys.exit(run(test))
