#!/usr/bin/env python3
"""After a whole day with 12 people none of their names, birth dates or free texts stands in plain
text in any file of the data directory, in what labd prints or logs, or in its metrics.

Every personal text is a marker of its own. Scanned are all bytes, also as UTF-16, base64, hex,
escaped and percent-encoded: with the daemon running, after a kill, and after a clean stop with its
snapshot. That the markers were taken is seen from the API, that the scan finds things from the ids.
"""
import base64
import json
import os
import sys
import urllib.parse

from labd import CHECKIN_STEPS, Labd, check, check_equal, read_journal, run

PEOPLE = 12


class Markers:
    """Texts that stand nowhere else."""

    def __init__(self):
        self.texts = {}

    def text(self, what):
        return self.texts.setdefault(what, f"Zq{len(self.texts):03}{what.title()}Xv")

    def local(self, number):
        return self.texts.setdefault(f"local {number}", f"薔薇{chr(0x9f00 + number)}鑿蠢")

    def born(self, number):
        # No other date of the day lies in these years.
        return self.texts.setdefault(f"born {number}", f"{1961 + number}-07-{11 + number}")


def spellings(text):
    """The bytes that would give a text away."""
    plain = text.encode()
    found = {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(),
             plain.hex().upper().encode(), json.dumps(text)[1:-1].encode(),
             urllib.parse.quote(text).encode()}
    for shift in range(3):
        # Whatever stands before and after it, these characters of its base64 stay.
        code = base64.b64encode(b"\0" * shift + plain)
        first = (shift * 8 + 5) // 6
        last = (shift + len(plain)) * 8 // 6
        found.add(code[first:last])
    return {spelling for spelling in found if len(spelling) >= 6}


class Day:
    """One exam day over the API, with every kind of text in it."""

    def __init__(self, labd, markers):
        self.labd = labd
        self.markers = markers
        self.lead = labd.sign_in("mori")
        self.proctor = labd.sign_in("sato")
        self.ops = labd.sign_in("abe")
        self.admin = labd.sign_in("admin")
        self.scheduling = labd.sign_in("booking")
        session = self.lead.get("/api/v1/sessions")["sessions"][0]
        self.date = session["date"]
        self.session = "private"
        self.sittings = [f"P{i:02}" for i in range(1, PEOPLE + 1)]

    def at(self, time):
        self.admin.post("/api/v1/training/clock",
                        {"now": f"{self.date}T{time}:00+09:00", "rate": 0})

    def roster_row(self, number):
        return {"sitting": self.sittings[number], "candidate": f"P-{number}",
                "name": self.markers.text(f"name{number}"),
                "name_local": self.markers.local(number), "born": self.markers.born(number),
                "residence": self.markers.text("residence"), "track": "devnet-expert",
                "seat": f"S{number + 1:02}", "agreement_signed": "2025-12-01"}

    def plan(self):
        """Half of the people as JSON, all of them as CSV."""
        self.lead.enter({"enter": "session.planned", "session": self.session, "date": self.date,
                         "start": "09:00"})
        rows = [self.roster_row(number) for number in range(PEOPLE)]
        path = f"/api/v1/sessions/{self.session}/roster"
        self.scheduling.post(path + "?preview=true", {"sittings": rows})
        self.scheduling.post(path, {"sittings": rows[:6]}, 201, key="roster-1")
        heading = list(rows[0])
        lines = [",".join(heading)] + [",".join(row[name] for name in heading) for row in rows]
        self.scheduling.post(path, "\r\n".join(lines), 201, key="roster-2",
                             headers={"Content-Type": "text/csv"})
        # What is refused must leave nothing behind either.
        bad = dict(rows[0], track="no-such-track", name=self.markers.text("refusedname"))
        self.scheduling.post(path, {"sittings": [bad]}, 422, key="roster-3")

    def check_in(self):
        text = self.markers.text
        document = {"kind": text("document"), "signed": True, "government": True, "photo": True,
                    "name_matches": True}
        second = {"kind": "second", "signed": True, "photo": True, "name_matches": True,
                  "country": text("country")}
        for sitting in self.sittings:
            self.proctor.enter({"enter": "candidate.arrived", "sitting": sitting,
                                "residence_shown": text("residence")})
            for step in CHECKIN_STEPS:
                done = {"enter": "checkin.done", "sitting": sitting, "step": step}
                if step == "identification":
                    done["documents"] = [document, second]
                self.proctor.enter(done)

    def exam(self):
        text = self.markers.text
        modules = self.lead.get("/api/v1/tracks")["tracks"]["devnet-expert"]["modules"]
        for sitting in self.sittings:
            self.proctor.enter({"enter": "module.started", "sitting": sitting,
                                "module": modules[0]["id"]})
        self.at("09:30")
        self.proctor.enter({"enter": "note.added", "sitting": "P01", "text": text("note")})
        self.proctor.enter({"enter": "break.started", "id": "b1", "sitting": "P01",
                            "kind": text("kind"), "place": text("place")})
        self.proctor.enter({"enter": "break.started", "id": "b2", "sitting": "P02",
                            "kind": text("kind"), "place": text("place")})
        self.at("09:45")
        self.proctor.enter({"enter": "break.ended", "break": "b1",
                            "justification": text("justification")})
        self.proctor.enter({"enter": "break.justified", "break": "b2",
                            "justification": text("later_justification")})
        self.proctor.enter({"enter": "break.ended", "break": "b2"})
        self.ops.enter({"enter": "equipment.failed", "id": "f1", "session": self.session,
                        "item": "R03-sw1", "description": text("failure")})
        self.at("10:15")
        self.ops.enter({"enter": "outage.reported", "id": "o1", "session": self.session,
                        "scope": {"rack": "R02"}, "cause": "lab", "description": text("outage"),
                        "happened": "10:00", "reason": text("reason")})
        self.at("10:30")
        self.ops.enter({"enter": "outage.ended", "outage": "o1"})
        self.lead.enter({"enter": "entry.corrected", "entry": "b2", "reason": text("correction"),
                         "replacement": {"enter": "break.started", "sitting": "P02",
                                         "kind": "toilet", "place": text("corrected_place")}})
        refused = {"enter": "break.ended", "break": "b2", "justification": text("refusedtext")}
        self.proctor.enter(refused, 422)
        self.proctor.call("POST", "/api/v1/entries",
                          f'{{"enter": "note.added", "text": "{text("unreadable")}",}}', key="bad")
        self.proctor.post("/api/v1/entries?preview=true",
                          {"enter": "note.added", "sitting": "P01", "text": text("previewed")})
        self.lead.enter({"enter": "sitting.terminated", "sitting": "P12", "reason": text("ended")})
        self.at("13:00")
        for sitting in self.sittings[:-1]:
            self.proctor.enter({"enter": "sitting.finished", "sitting": sitting})
        self.at("18:30")
        self.lead.enter({"enter": "session.closed", "session": self.session})

    def run(self):
        self.at("08:31")
        self.plan()
        self.at("08:40")
        self.check_in()
        self.at("09:00")
        self.exam()


def files_below(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(place, name)


def scan(folder, markers, more=()):
    """Fails on the first marker; the number of bytes looked through."""
    patterns = {spelling: what for what, text in markers.texts.items()
                for spelling in spellings(text)}
    size = 0
    sources = [(path, open(path, "rb").read()) for path in files_below(folder)]
    for path, data in [*sources, *more]:
        size += len(data)
        for spelling, what in patterns.items():
            check(spelling not in data, f"{what} stands in {path} as {spelling!r}")
    return size


def test(folder):
    labd = Labd(os.path.join(folder, "training"), mode="training").start()
    markers = Markers()
    day = Day(labd, markers)
    day.run()
    # The texts are there for those who may read them, so that not finding them says something.
    told = json.dumps(read_journal(day.lead), ensure_ascii=False)
    told += json.dumps(day.lead.get(f"/api/v1/sessions/{day.session}/board"), ensure_ascii=False)
    not_recorded = ("refusedname", "refusedtext", "unreadable", "previewed")
    for what, text in markers.texts.items():
        check((text in told) == (what not in not_recorded), f"{what} in the journal's entries")
    metrics = [("/metrics", day.lead.call("GET", "/metrics").body)]
    sizes = [scan(folder, markers, metrics)]
    for name in ("journal.db-wal", "keys.db", "accounts.db", "journal.db"):
        check(os.path.getsize(os.path.join(labd.data, name)) > 0, f"{name} was scanned empty")
    labd.kill()
    sizes.append(scan(folder, markers))
    labd.start()
    check_equal(labd.stop(), 0, "the exit status")
    sizes.append(scan(folder, markers))
    whole = b"".join(open(path, "rb").read() for path in files_below(labd.data))
    check(b'"P01"' in whole and b'"spans"' in whole,
          "neither an id nor the snapshot was found: the scan is blind")
    labd.check_verify()
    print(f"{len(markers.texts)} texts in none of {sum(sizes)} bytes")


if __name__ == "__main__":
    sys.exit(run(test))
