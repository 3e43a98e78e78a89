#!/usr/bin/env python3
"""A full disk, and a disk that fails, under writers that keep ledgers.

Full (a small tmpfs): writes are answered 507, reading goes on, and with room again labd writes
without a restart. Failing (strace injects EIO into syncs and writes): 503 outcome-unknown, nothing
more is written by that process, reading goes on, /readyz is false; after a restart the same key
gives exactly one entry. Each time: no acknowledged entry missing, none doubled by retries.
"""
import hashlib
import os
import random
import subprocess
import sys
import threading
import time

from ledger import Audit, Writers
from labd import (LONG, Failure, Labd, check, check_equal, head_of, plan_day, run, save_results,
                  uuid7)

WRITERS = 8
SITTINGS = [f"S{i:02}" for i in range(1, WRITERS + 1)]
# A write-ahead log of its largest size, and the journal beside it, have room.
TMPFS_BYTES = 48 << 20
FULL_ROUNDS = 5 if LONG else 1
# Which sync or write of the running labd fails.
RUNNING = {
    "fdatasync": [1, 2, 3, 5, 8, 20] if not LONG else range(1, 41),
    "pwrite64": [1, 2, 7] if not LONG else range(1, 41),
}
# Which one fails while labd starts on an empty directory.
STARTING = {
    "fdatasync": [1, 2, 3, 4, 6, 9] if not LONG else range(1, 41),
    "fsync": [1, 2, 3] if not LONG else range(1, 21),
    "pwrite64": [1, 4, 11, 30] if not LONG else range(1, 81),
}
# A sanitizer's leak check does not work under ptrace.
TRACED = {"ASAN_OPTIONS": "detect_leaks=0"}


def private_mounts():
    """Goes on in a mount namespace of its own, so that nothing mounted here outlives the test."""
    if os.environ.get("LABD_TEST_UNSHARED") != "1":
        check(os.geteuid() == 0, "this test mounts a small disk: run it as root")
        os.environ["LABD_TEST_UNSHARED"] = "1"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])


def started(labd):
    """A day in progress on a new directory; the token of its lead proctor."""
    token = labd.make_token("lead", "lead_proctor")
    labd.start()
    plan_day(labd.client(token), labd, SITTINGS)
    return token


def wait_for(condition, what, timeout_s=60):
    deadline = time.monotonic() + timeout_s
    while not condition():
        check(time.monotonic() < deadline, f"not within {timeout_s} s: {what}")
        time.sleep(0.02)


def check_reading(client):
    """What must work whatever the disk does."""
    client.get("/livez")
    client.get("/api/v1/sessions/day/board")
    client.get("/api/v1/sittings/S01/explanation")
    client.get("/api/v1/journal?limit=5")
    client.get("/metrics")


class FullDisk:
    """Fills the disk under writers and makes room again."""

    def __init__(self, folder):
        self.disk = os.path.join(folder, "full")
        os.makedirs(self.disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "tmpfs", self.disk],
                       check=True)
        self.labd = Labd(self.disk)
        # What the process prints must not be what fails.
        self.labd.output = os.path.join(folder, "full-stdout.log")
        self.labd.log = os.path.join(folder, "full-stderr.log")
        self.filler = os.path.join(self.disk, "filler")
        self.refused = []

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while file.write(b"\0" * size):
                        pass
                except OSError:
                    pass

    def round(self, writers, client):
        self.refused.clear()
        self.fill()
        wait_for(lambda: len(self.refused) >= 5 * WRITERS, "writes that are refused")
        for answer in self.refused:
            check_equal(answer.status, 507, "the status with a full disk")
            check_equal(answer.problem, "disk-full", "the problem with a full disk")
        check_reading(client)
        writers.check()
        before = writers.acknowledged()
        os.remove(self.filler)
        wait_for(lambda: writers.acknowledged() > before + 10 * WRITERS,
                 "writes after there is room again")
        check_equal(self.labd.process.poll(), None, "the daemon's exit")

    def test(self, seed):
        token = started(self.labd)
        writers = Writers(self.labd, SITTINGS, token, seed, text_bytes=1500)
        for writer in writers.all:
            writer.on_refusal = self.refused.append
        client = self.labd.client(token)
        writers.go()
        for _ in range(FULL_ROUNDS):
            time.sleep(0.2)
            self.round(writers, client)
        writers.end()
        audit = Audit(writers)
        audit.check(client)
        self.labd.check_verify(head_of(client))
        head = head_of(client)
        check_equal(self.labd.stop(), 0, "the exit status")
        self.labd.check_verify(head)
        self.labd.start()
        Audit(writers).check(self.labd.client(token))
        self.labd.stop()
        return {"rounds": FULL_ROUNDS, "acknowledged": writers.acknowledged(),
                "statuses": sum_of_statuses(writers)}


def sum_of_statuses(writers):
    total = {}
    for writer in writers.all:
        for status, count in writer.statuses.items():
            total[status] = total.get(status, 0) + count
    return total


def inject(call, number):
    return ["-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={number}"]


def attach(pid, call, number, log):
    """strace on a running process, once it says that it follows."""
    tracer = subprocess.Popen(["strace", "-f", "-o", log, *inject(call, number), "-p", str(pid)],
                              stderr=subprocess.PIPE, text=True)
    line = tracer.stderr.readline()
    check("attached" in line, f"strace: {line}")
    threading.Thread(target=tracer.stderr.read, daemon=True).start()
    return tracer


def database_bytes(labd):
    """What must not change any more."""
    digests = {}
    for name in sorted(os.listdir(labd.data)):
        if name.startswith(("journal.db", "keys.db")) and not name.endswith("-shm"):
            with open(os.path.join(labd.data, name), "rb") as file:
                digests[name] = hashlib.sha256(file.read()).hexdigest()
    return digests


class FailingDisk:
    """One injected fault in a running labd."""

    def __init__(self, folder, call, number):
        self.call, self.number = call, number
        self.labd = Labd(os.path.join(folder, f"{call}-{number}"))
        self.refused = []

    def failed(self):
        return [answer for answer in self.refused if answer.problem == "outcome-unknown"]

    def check_stopped(self, client):
        """Nothing is written, everything is read."""
        time.sleep(0.1)
        before = database_bytes(self.labd)
        for _ in range(3):
            answer = client.call("POST", "/api/v1/entries",
                                 {"enter": "note.added", "sitting": "S01", "text": "late"},
                                 key=uuid7())
            check_equal((answer.status, answer.problem), (503, "outcome-unknown"),
                        "a write after the failure")
        check_equal(database_bytes(self.labd), before, "the files after the failure")
        check_reading(client)
        client.get("/readyz", 503)
        check_equal(self.labd.process.poll(), None, "the daemon's exit")

    def test(self, seed):
        """Whether the fault hit a commit (the liveness mark is synced, too: that may fail)."""
        token = started(self.labd)
        writers = Writers(self.labd, SITTINGS, token, seed)
        for writer in writers.all:
            writer.on_refusal = self.refused.append
        client = self.labd.client(token)
        head = head_of(client)
        writers.go()
        tracer = attach(self.labd.process.pid, self.call, self.number, self.labd.log + ".strace")
        seen = writers.acknowledged()
        # A fault that hit nothing of the journal shows in writes going on far beyond it.
        wait_for(lambda: self.failed() or writers.acknowledged() > seen + 60 * (self.number + 20),
                 f"the failure of {self.call} {self.number}")
        hit = bool(self.failed())
        if hit:
            wait_for(lambda: len(self.failed()) >= WRITERS, "the refusal of all that wait")
            writers.hold(wait=True)
            self.check_stopped(client)
        else:
            writers.hold(wait=True)
        tracer.terminate()
        tracer.wait()
        # After a kill what failed to be synced is there; an orderly end may take it away.
        if self.number % 2:
            self.labd.kill()
        else:
            self.labd.stop()
        self.labd.check_verify(head)
        self.labd.start()
        # What was refused is sent again first, with its key.
        before = [len(writer.ledger.acknowledged) for writer in writers.all]
        writers.go()
        wait_for(lambda: all(len(writer.ledger.acknowledged) > count
                             for writer, count in zip(writers.all, before)), "new writes")
        writers.end()
        client = self.labd.client(token)
        Audit(writers).check(client)
        head = head_of(client)
        self.labd.stop()
        self.labd.check_verify(head)
        return hit, writers


def test_failing(folder, seed):
    results = {}
    for call, numbers in RUNNING.items():
        hits = acknowledged = replayed = 0
        for number in numbers:
            hit, writers = FailingDisk(folder, call, number).test(seed + number)
            hits += hit
            acknowledged += writers.acknowledged()
            replayed += writers.total("replayed")
        check(hits > 0, f"no injected {call} ever hit a commit")
        # The commit whose sync failed is there after a kill: only its key keeps it from doubling.
        check(replayed > 0 or call != "fdatasync", "no retry found its entry recorded already")
        results[call] = {"runs": len(list(numbers)), "commits_hit": hits,
                         "acknowledged": acknowledged, "answered_by_retry": replayed}
    return results


def test_failing_start(folder):
    """A first start that fails leaves a directory that the next start can use."""
    refused = runs = 0
    for call, numbers in STARTING.items():
        for number in numbers:
            labd = Labd(os.path.join(folder, f"start-{call}-{number}"))
            labd.start_process(["strace", "-D", "-f", "-o", labd.log + ".strace",
                                *inject(call, number)],
                               TRACED)
            runs += 1
            if not labd.wait_ready():
                refused += 1
                check_equal(labd.process.returncode, 1, f"the exit after {call} {number} failed")
                check("labd: " in labd.tail(), f"no reason given after {call} {number} failed")
            else:
                labd.stop()
            try:
                labd.start()
            except Failure as failure:
                raise Failure(f"after {call} {number} failed at the first start: {failure}") \
                    from failure
            token = labd.make_token("lead", "lead_proctor")
            plan_day(labd.client(token), labd, SITTINGS[:1])
            labd.stop()
            labd.check_verify()
    return {"runs": runs, "refused_to_start": refused}


def test(folder):
    seed = int(os.environ.get("LABD_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"LABD_TEST_SEED={seed}", flush=True)
    begin = time.monotonic()
    results = {"seed": seed, "full": FullDisk(folder).test(seed)}
    subprocess.run(["umount", os.path.join(folder, "full")], check=True)
    results["failing_start"] = test_failing_start(folder)
    results["failing"] = test_failing(folder, seed)
    results["took_s"] = round(time.monotonic() - begin, 1)
    save_results("disk", results)


if __name__ == "__main__":
    private_mounts()
    sys.exit(run(test))
