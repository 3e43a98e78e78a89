#!/usr/bin/env python3
"""After an erasure neither what was known of the person nor a byte of their key is anywhere in the
databases, their logs, new backups or what labd prints; everybody else's data is there, and the
journal still verifies. Two people have to decide it."""
import json
import os
import sqlite3
import subprocess
import sys

from labd import BINARY, Labd, check, check_equal, read_journal, run
from privacy_test import Day, Markers, files_below, scan

CANDIDATE = "P-0"
# What was told of candidate P-0 and of nobody else.
THEIRS = ("name0", "local 0", "born 0", "note", "justification")


def wrapped_key(labd, candidate):
    database = sqlite3.connect(f"file:{labd.data}/keys.db?mode=ro", uri=True)
    try:
        row = database.execute("SELECT wrapped FROM keys WHERE subject = ?",
                               (f"candidate:{candidate}",)).fetchone()
    finally:
        database.close()
    return row and row[0]


def holders(folder, key):
    """The files in which 16 bytes of the key, or more, stand."""
    parts = [key[start:start + 16] for start in range(len(key) - 15)]
    found = []
    for path in files_below(folder):
        with open(path, "rb") as file:
            data = file.read()
        if any(part in data for part in parts):
            found.append(path)
    return found


def back_up(labd, folder):
    for name, more in (("journal", []), ("keys", ["--keys"])):
        done = subprocess.run([BINARY, "backup", "--from", labd.data, "--to",
                               os.path.join(folder, name), *more],
                              capture_output=True, text=True, check=False)
        check_equal(done.returncode, 0, done.stderr)


def told_of(day):
    told = json.dumps(read_journal(day.lead), ensure_ascii=False)
    told += json.dumps(day.lead.get(f"/api/v1/sessions/{day.session}/board"), ensure_ascii=False)
    return told + json.dumps(day.lead.get("/api/v1/sittings/P01"), ensure_ascii=False)


def decide(day, security, admin):
    """Two people: the same one in another role would not do."""
    request = {"enter": "erasure.requested", "candidate": CANDIDATE, "reason": "letter of May 3"}
    day.lead.enter(request, 403)
    security.enter(request)
    refused = security.enter({"enter": "erasure.confirmed", "candidate": CANDIDATE}, 403)
    check_equal(refused["key"], "refusal.erasure_same_person", "one person alone")
    pending = admin.get("/api/v1/erasures")["erasures"]
    check_equal([row["erased_at"] for row in pending], [None], "what is asked for")
    admin.enter({"enter": "erasure.confirmed", "candidate": CANDIDATE})


def check_erased(labd, day, markers, key):
    told = told_of(day)
    for what, text in markers.texts.items():
        if what in THEIRS:
            check(text not in told, f"{what} is still told")
    check(markers.texts["name1"] in told, "somebody else's name is gone")
    check_equal(wrapped_key(labd, CANDIDATE), None, "the key's row")
    check_equal(holders(labd.data, key), [], "files with bytes of the key")


def test(folder):
    labd = Labd(os.path.join(folder, "training"), mode="training").start()
    markers = Markers()
    day = Day(labd, markers)
    day.run()
    security, admin = labd.sign_in("kato"), labd.sign_in("admin")
    key = wrapped_key(labd, CANDIDATE)
    check(len(key) == 72 and holders(labd.data, key), "the scan for keys is blind")
    decide(day, security, admin)
    check_erased(labd, day, markers, key)
    done = security.get("/api/v1/erasures")
    check_equal([(row["candidate"], row["requested_by"], row["confirmed_by"])
                 for row in done["erasures"]], [(CANDIDATE, "kato", "admin")], "who decided")
    check(len(done["not_reached"]) >= 5, "what no erasure reaches is told")
    check_equal(day.proctor.call("GET", "/api/v1/erasures").status, 403, "a proctor looks")
    os.mkdir(os.path.join(folder, "backups"))
    back_up(labd, os.path.join(folder, "backups"))
    check_equal(holders(folder, key), [], "files and new backups with bytes of the key")
    again = dict(day.roster_row(0), sitting="P99")
    again.pop("seat")
    day.admin.post("/api/v1/training/clock", {"now": f"{day.date}T20:00:00+09:00", "rate": 0})
    day.lead.enter({"enter": "session.planned", "session": "next", "date": "2031-05-06",
                    "start": "09:00"})
    refused = day.lead.enter({"enter": "sitting.booked", "session": "next", **again}, 409)
    check_equal(refused["key"], "refusal.candidate_erased", "booked under the old id")
    labd.kill()
    labd.start()
    day.lead = labd.sign_in("mori")
    check_erased(labd, day, markers, key)
    check_equal(labd.stop(), 0, "the exit status")
    scan(folder, markers)
    check_equal(holders(folder, key), [], "files with bytes of the key after the end")
    labd.check_verify()
    print(f"{CANDIDATE} is in none of {sum(1 for _ in files_below(folder))} files")


if __name__ == "__main__":
    sys.exit(run(test))
