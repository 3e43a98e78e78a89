#!/usr/bin/env python3
"""Against a noted head `labd verify` sees every change of a copied journal; backups are whole.

Each change is made alone on a copy, with SQLite's own means and the triggers back in place: bytes
of leaves and of hashes, rows missing, swapped, added, renumbered, cut off at the end. Then any byte
of a backup's file, verifying and backing up beside a daemon that is written to, and a restore.
"""
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

from ledger import Audit, Writers
from labd import (BINARY, LONG, Labd, check, check_equal, clocks, head_of, plan_day, run,
                  save_results)

SITTINGS = ["S01", "S02", "S03"]
# Bytes tried of each leaf and hash, and of a backup's file. A long run tries all of the former.
BYTES_PER_VALUE = None if LONG else 4
BYTES_OF_FILE = 2000 if LONG else 40


@contextlib.contextmanager
def opened(path):
    """A journal whose triggers stand aside meanwhile; what is written goes into the file itself."""
    database = sqlite3.connect(path, isolation_level=None)
    triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = triggers.fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    yield database
    for _, sql in triggers:
        database.execute(sql)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def flipped(value, place, bit):
    return value[:place] + bytes([value[place] ^ (1 << bit)]) + value[place + 1:]


class Copies:
    """Tries changes of one journal, each on a copy of its own."""

    def __init__(self, labd, folder, head, chance):
        self.labd = labd
        self.folder = os.path.join(folder, "copy")
        self.head = head
        self.random = random.Random(chance)
        self.tried = {}
        os.makedirs(self.folder, mode=0o700)
        self.path = os.path.join(self.folder, "journal.db")

    def copy(self):
        for name in os.listdir(self.folder):
            os.remove(os.path.join(self.folder, name))
        shutil.copy(os.path.join(self.labd.data, "journal.db"), self.path)

    def expect(self, kind, what, status):
        done = self.labd.verify(self.head, self.folder)
        check_equal(done.returncode, status, f"labd verify of {what}: {done.stderr}{done.stdout}")
        check(status == 0 or done.stderr, f"labd verify says nothing of {what}")
        self.tried[kind] = self.tried.get(kind, 0) + 1

    def change(self, kind, what, action):
        """`action` gets the open database."""
        self.copy()
        with opened(self.path) as database:
            action(database)
        self.expect(kind, what, 1)

    def rows(self):
        self.copy()
        with opened(self.path) as database:
            return database.execute("SELECT seq, hashes, leaf FROM journal ORDER BY seq").fetchall()

    def untouched(self):
        self.copy()
        self.expect("untouched", "an untouched copy", 0)
        # Taking the triggers away and putting them back is no change.
        with opened(self.path):
            pass
        self.expect("untouched", "a copy that was only opened", 0)

    def bytes(self, rows):
        for seq, hashes, leaf in rows:
            for column, value in (("hashes", hashes), ("leaf", leaf)):
                places = range(len(value))
                if BYTES_PER_VALUE:
                    some = self.random.sample(places, BYTES_PER_VALUE - 2)
                    places = sorted({0, len(value) - 1, *some})
                for place in places:
                    new = flipped(value, place, self.random.randrange(8))
                    self.change(column, f"byte {place} of {column} {seq}",
                                lambda database, new=new, column=column, seq=seq: database.execute(
                                    f"UPDATE journal SET {column} = ? WHERE seq = ?", (new, seq)))

    def lengths(self, rows):
        for seq, _, leaf in rows:
            for new in (leaf[:-1], leaf + b" "):
                self.change("length", f"leaf {seq} with {len(new)} bytes",
                            lambda database, new=new, seq=seq: database.execute(
                                "UPDATE journal SET leaf = ? WHERE seq = ?", (new, seq)))

    def missing(self, rows):
        for seq, _, _ in rows:
            self.change("missing", f"row {seq} missing", lambda database, seq=seq: database.execute(
                "DELETE FROM journal WHERE seq = ?", (seq,)))
            self.change("closed up", f"row {seq} missing, the others moved up",
                        lambda database, seq=seq: remove_and_close(database, seq))

    def cut(self, rows):
        for seq, _, _ in rows:
            self.change("cut", f"everything from {seq} on cut off",
                        lambda database, seq=seq: database.execute(
                            "DELETE FROM journal WHERE seq >= ?", (seq,)))

    def swapped(self, rows):
        for seq in range(len(rows) - 1):
            other = self.random.choice([seq + 1, self.random.randrange(seq + 1, len(rows))])
            self.change("swapped", f"rows {seq} and {other} swapped",
                        lambda database, seq=seq, other=other: swap(database, seq, other))

    def added(self, rows):
        for seq, hashes, leaf in rows:
            self.change("added", f"row {seq} once more before the first",
                        lambda database, row=(-1, hashes, leaf): insert(database, row))
            self.change("added", f"row {seq} once more in the middle",
                        lambda database, row=(seq, hashes, leaf): insert_in_middle(database, row))


def insert(database, row):
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.execute("INSERT INTO journal(seq, hashes, leaf) VALUES(?, ?, ?)", row)


def insert_in_middle(database, row):
    database.execute("UPDATE journal SET seq = seq + 1000000 WHERE seq >= ?", (row[0],))
    database.execute("UPDATE journal SET seq = seq - 999999 WHERE seq >= 1000000")
    insert(database, row)


def remove_and_close(database, seq):
    last = database.execute("SELECT max(seq) FROM journal").fetchone()[0]
    database.execute("DELETE FROM journal WHERE seq = ?", (seq,))
    for later in range(seq + 1, last + 1):
        database.execute("UPDATE journal SET seq = ? WHERE seq = ?", (later - 1, later))


def swap(database, one, other):
    for old, new in ((one, 1000000), (other, one), (1000000, other)):
        database.execute("UPDATE journal SET seq = ? WHERE seq = ?", (new, old))


def make_small_journal(labd):
    token = labd.make_token("lead", "lead_proctor")
    labd.start()
    lead = labd.client(token)
    plan_day(lead, labd, SITTINGS)
    lead.enter({"enter": "break.started", "id": "b1", "sitting": "S01", "kind": "toilet",
                "place": "corridor"})
    lead.enter({"enter": "break.ended", "break": "b1"})
    lead.enter({"enter": "outage.reported", "id": "o1", "scope": {"seat": "S02"}, "cause": "lab",
                "description": "no console"})
    lead.enter({"enter": "outage.ended", "outage": "o1"})
    lead.enter({"enter": "entry.corrected", "entry": "b1", "reason": "another place",
                "replacement": {"enter": "break.started", "sitting": "S01", "kind": "toilet",
                                "place": "lobby"}})
    return token


def labd_backup(*arguments):
    return subprocess.run([BINARY, "backup", *arguments], capture_output=True, text=True,
                          errors="replace",
                          timeout=300, check=False)


def test_tampering(labd, folder, seed):
    head = labd.check_verify()
    copies = Copies(labd, folder, head, seed)
    copies.untouched()
    rows = copies.rows()
    check_equal(len(rows), int(head.split()[0]), "the number of rows")
    copies.bytes(rows)
    copies.lengths(rows)
    copies.missing(rows)
    copies.cut(rows)
    copies.swapped(rows)
    copies.added(rows)
    return dict(copies.tried, rows=len(rows))


def test_backup_file(labd, folder, seed):
    """A backup has a checksum: there not one byte of the file can change unseen."""
    place = os.path.join(folder, "still")
    done = labd_backup("--from", labd.data, "--to", place)
    check_equal(done.returncode, 0, f"labd backup: {done.stderr}")
    path = os.path.join(place, "journal.db")
    labd.check_verify(directory=place)
    with open(path, "rb") as file:
        whole = file.read()
    chance = random.Random(seed)
    for where in chance.sample(range(len(whole)), BYTES_OF_FILE):
        with open(path, "wb") as file:
            file.write(flipped(whole, where, chance.randrange(8)))
        check_equal(labd.verify(directory=place).returncode, 1, f"verify with byte {where} changed")
    with open(path, "wb") as file:
        file.write(whole)
    labd.check_verify(directory=place)
    check_equal(labd_backup("--from", labd.data, "--to", place).returncode, 1,
                "labd backup to where something is")
    return BYTES_OF_FILE


def test_live(labd, folder, token, seed):
    """Verifying and backing up while entries arrive; then a restore."""
    labd.start()
    client = labd.client(token)
    noted = head_of(client)
    writers = Writers(labd, SITTINGS, token, seed)
    writers.go()
    copies = []
    for number in range(3):
        time.sleep(0.3)
        labd.check_verify(noted)
        question = (SITTINGS, client.get("/api/v1/clock")["now"], head_of(client).split()[0])
        answer = clocks(client, *question)
        journal = os.path.join(folder, f"backup-{number}")
        keys = os.path.join(folder, f"keys-{number}")
        done = labd_backup("--from", labd.data, "--to", journal)
        check_equal(done.returncode, 0, f"labd backup: {done.stderr}")
        head = done.stdout.splitlines()[0].partition(": ")[2]
        done = labd_backup("--from", labd.data, "--to", keys, "--keys")
        check_equal(done.returncode, 0, f"labd backup --keys: {done.stderr}")
        check_equal(labd.check_verify(head, journal), head, "the head of the copy")
        labd.check_verify(noted, journal)
        check(int(head.split()[0]) >= int(question[2]), "the copy lacks what was acknowledged")
        copies.append((journal, keys, head, question, answer))
    writers.end()
    Audit(writers).check(client)
    check_equal(labd.stop(), 0, "the exit status")
    labd.check_verify(copies[-1][2])
    return copies[1], writers.acknowledged()


def test_restore(folder, labd, copy):
    """docs/journal.md, "To restore"."""
    journal, keys, head, question, answer = copy
    restored = Labd(os.path.join(folder, "restored"))
    os.makedirs(restored.data, mode=0o700)
    for source in (os.path.join(journal, "journal.db"), os.path.join(keys, "keys.db"),
                   os.path.join(keys, "checkpoint.key"), os.path.join(labd.data, "master.key")):
        name = os.path.join(restored.data, os.path.basename(source))
        shutil.copy(source, name)
        os.chmod(name, 0o600)
    check_equal(restored.check_verify(head), head, "the restored head")
    token = restored.make_token("again", "lead_proctor")
    restored.start()
    client = restored.client(token)
    check_equal(clocks(client, *question), answer, "the clocks after the restore")
    names = [sitting["name"] for sitting in client.get("/api/v1/sessions/day/board")["sittings"]]
    check_equal(names, ["Person 1", "Person 2", "Person 3"], "the names after the restore")
    client.enter({"enter": "note.added", "sitting": "S01", "text": "after the restore"})
    check_equal(restored.stop(), 0, "the exit status")
    restored.check_verify(head)


def test(folder):
    seed = int(os.environ.get("LABD_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"LABD_TEST_SEED={seed}", flush=True)
    begin = time.monotonic()
    labd = Labd(os.path.join(folder, "small"))
    token = make_small_journal(labd)
    check_equal(labd.stop(), 0, "the exit status")
    results = {"seed": seed, "tampered": test_tampering(labd, folder, seed),
               "backup_bytes": test_backup_file(labd, folder, seed)}
    copy, results["entries_while_backing_up"] = test_live(labd, folder, token, seed)
    test_restore(folder, labd, copy)
    results["took_s"] = round(time.monotonic() - begin, 1)
    save_results("tamper", results)


if __name__ == "__main__":
    sys.exit(run(test))
