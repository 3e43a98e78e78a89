#!/usr/bin/env python3
"""Requests that are wrong in every way a table can hold: each gets its status and its problem, and
the daemon is alive and unchanged afterwards.

The tables of who may do and enter what are written here once more, from the rulebook's and docs/
roles.md's words, not read from labd.
"""
import gzip
import json
import os
import re
import socket
import sys

from labd import ROOT, Gone, Labd, TRAINING_PASSWORDS, check, check_equal, raw, run, uuid7

JSON = "application/json"
MAY_BOOK = {"candidate": "C-9", "track": "ccde", "date": "2026-04-03"}
BOOKING = {"booking": {"candidate": "C-9", "track": "ccde", "exam_date": "2026-05-31"}}
VOUCHER = {"voucher": {"candidate": "C-9", "expires": "2026-05-31"}, "candidate": "C-9"}
NOTE = {"enter": "note.added", "text": "a note"}

FLOOR = ["proctor", "lead_proctor"]
FLOOR_AND_OPS = [*FLOOR, "lab_ops"]
STAFF = [*FLOOR_AND_OPS, "exam_security"]
PLANNING = ["lead_proctor", "scheduling", "admin"]
DECIDERS = [*PLANNING, "lab_ops", "exam_security"]
DAY = [*STAFF, "auditor"]
CASE_READERS = ["lead_proctor", "lab_ops", "exam_security", "scheduling", "examiner", "auditor"]
FEED_READERS = ["scheduling", "lead_proctor", "exam_security", "auditor"]
DESK = ["lead_proctor", "scheduling"]
OPS = ["lead_proctor", "lab_ops"]
EVIDENCE_READERS = ["lead_proctor", "exam_security"]
ALL = [*DAY, "examiner", "scheduling", "display", "admin"]
HEAD_READERS = [role for role in ALL if role not in ("display", "examiner")]
LOG_READERS = ["lead_proctor", "exam_security", "auditor", "admin"]

# The endpoints: method, path, body, and who may use it. Bodies that nobody would be hurt by.
ENDPOINTS = [
    ("POST", "/api/v1/entries?preview=true", NOTE, STAFF),
    ("GET", "/api/v1/sessions", None, [role for role in ALL if role != "examiner"]),
    ("GET", "/api/v1/sessions/{session}", None, DAY),
    ("GET", "/api/v1/sessions/{session}/board", None, [*DAY, "display"]),
    ("GET", "/api/v1/sessions/{session}/alarms", None, DAY),
    ("GET", "/api/v1/sessions/{session}/outages", None, DAY),
    ("POST", "/api/v1/sessions/{session}/roster?preview=true", {"sittings": []}, PLANNING),
    ("POST", "/api/v1/decisions/may-book", MAY_BOOK, DECIDERS),
    ("POST", "/api/v1/decisions/change-quote", BOOKING, DECIDERS),
    ("POST", "/api/v1/decisions/cancel-quote", BOOKING, DECIDERS),
    ("POST", "/api/v1/decisions/absence-quote", BOOKING, DECIDERS),
    ("POST", "/api/v1/decisions/dues", BOOKING, DECIDERS),
    ("POST", "/api/v1/decisions/voucher-check", VOUCHER, DECIDERS),
    ("GET", "/api/v1/sittings/{sitting}", None, DAY),
    ("GET", "/api/v1/sittings/{sitting}/explanation", None, DAY),
    ("GET", "/api/v1/sittings/{sitting}/remedy", None, CASE_READERS),
    ("GET", "/api/v1/sittings/{sitting}/reread", None, CASE_READERS),
    ("GET", "/api/v1/sittings/{sitting}/evidence", None, EVIDENCE_READERS),
    ("GET", "/api/v1/sessions/{session}/cases", None, CASE_READERS),
    ("POST", "/api/v1/vouchers/check", {"code": "0" * 24, "candidate": "C-1"}, DESK),
    ("POST", "/api/v1/vouchers/redeem",
     {"code": "0" * 24, "candidate": "C-1", "booking": "b"}, DESK),
    ("POST", "/api/v1/vouchers", {"candidate": "C-1", "expires": "2000-01-01"}, DESK),
    ("GET", "/api/v1/vouchers/nothing", None, [*DESK, "exam_security", "auditor"]),
    ("GET", "/api/v1/vouchers?limit=1", None, [*DESK, "exam_security", "auditor"]),
    ("GET", "/api/v1/sessions/{session}/equipment", None, DAY),
    ("GET", "/api/v1/investigations", None, DAY),
    ("GET", "/api/v1/incidents", None, DAY),
    ("GET", "/api/v1/erasures", None, ["exam_security", "admin", "auditor"]),
    ("GET", "/api/v1/erasures/nobody", None, ["exam_security", "admin", "auditor"]),
    ("GET", "/api/v1/incidents/nothing", None, DAY),
    ("GET", "/api/v1/incidents/nothing/evidence", None, EVIDENCE_READERS),
    ("GET", "/api/v1/remedies/nothing/evidence", None, EVIDENCE_READERS),
    ("GET", "/api/v1/footage?incident=nothing", None, ["exam_security"]),
    ("GET", "/api/v1/footage/nothing", None, ["exam_security"]),
    ("POST", "/api/v1/incidents/nothing/attachments?name=a.txt", "a text", STAFF),
    ("GET", "/api/v1/incidents/nothing/attachments/none", None, STAFF),
    ("GET", "/api/v1/racks/report?month=2026-03", None, DAY),
    ("GET", "/api/v1/cameras", None, DAY),
    ("GET", "/api/v1/cameras/arming", None, FLOOR_AND_OPS),
    ("POST", "/api/v1/cameras/arming", {}, FLOOR_AND_OPS),
    ("GET", "/api/v1/cameras/cam1/still", None, FLOOR_AND_OPS),
    ("GET", "/api/v1/cameras/cam1/coverage", None, DAY),
    ("GET", "/api/v1/sessions/{session}/coverage", None, DAY),
    ("GET", "/api/v1/sessions/{session}/coverage/report.html", None, DAY),
    ("GET", "/api/v1/sessions/{session}/coverage/report.pdf", None, DAY),
    ("GET", "/api/v1/sittings/{sitting}/coverage", None, DAY),
    ("GET", "/api/v1/journal", None, [role for role in ALL if role != "display"]),
    ("GET", "/api/v1/journal/0", None, [role for role in ALL if role != "display"]),
    ("GET", "/api/v1/head", None, HEAD_READERS),
    ("GET", "/api/v1/log/checkpoint", None, LOG_READERS),
    ("GET", "/api/v1/log/checkpoint.html", None, LOG_READERS),
    ("GET", "/api/v1/log/checkpoint.pdf", None, LOG_READERS),
    ("GET", "/api/v1/log/key", None, HEAD_READERS),
    ("GET", "/api/v1/log/witnesses", None, LOG_READERS),
    ("GET", "/api/v1/log/inclusion", None, LOG_READERS),
    ("GET", "/api/v1/log/consistency", None, LOG_READERS),
    ("GET", "/api/v1/feed", None, FEED_READERS),
    ("GET", "/api/v1/webhooks", None, [*PLANNING, "lab_ops", "auditor"]),
    ("GET", "/api/v1/webhooks/nothing/undelivered", None, [*PLANNING, "lab_ops", "auditor"]),
    ("POST", "/api/v1/webhooks/nothing/retry", {}, PLANNING),
    ("GET", "/api/v1/site", None, ALL),
    ("GET", "/api/v1/policy", None, ALL),
    ("GET", "/api/v1/tracks", None, ALL),
    ("GET", "/api/v1/entry-types", None, ALL),
    ("GET", "/api/v1/clock", None, ALL),
    ("GET", "/api/v1/restart", None, STAFF),
    ("POST", "/api/v1/training/clock", {"rate": 1}, ["admin"]),
    ("GET", "/api/v1/me", None, ALL),
    ("GET", "/api/v1/users", None, ["admin"]),
    ("POST", "/api/v1/users", {"name": "sato", "roles": ["display"]}, ["admin"]),
    ("GET", "/api/v1/users/sato", None, ["admin"]),
    ("PATCH", "/api/v1/users/nobody", {"display_name": "x"}, ["admin"]),
    ("GET", "/api/v1/users/sato/tokens", None, ["admin"]),
    ("DELETE", "/api/v1/users/sato/tokens/999999", None, ["admin"]),
    ("GET", "/api/v1/tokens", None, ["admin"]),
    ("POST", "/api/v1/tokens", {"label": "", "role": "display"}, ["admin"]),
    ("DELETE", "/api/v1/tokens/999999", None, ["admin"]),
    ("POST", "/api/v1/me/pin", {"password": "wrong", "pin": "1"}, STAFF),
    ("POST", "/api/v1/me/present", None, ALL),
    ("GET", "/api/v1/devices", None, ["lead_proctor", "admin"]),
    ("POST", "/api/v1/devices", {"name": "No name"}, ["lead_proctor", "admin"]),
    ("DELETE", "/api/v1/devices/nothing", None, ["lead_proctor", "admin"]),
    ("DELETE", "/api/v1/users/nobody/pin", None, ["admin"]),
    ("GET", "/api/v1/live", None, ALL),
]

# For whoever knows no password yet, and what everybody does with their own session.
OPEN_TO_ALL = {
    ("GET", "/livez"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/"),
    ("GET", "/assets/{asset}"), ("GET", "/api/v1/openapi.yaml"),
    ("GET", "/api/v1/messages/{language}"), ("POST", "/api/v1/sign-in"),
    ("POST", "/api/v1/sign-in/pin"), ("GET", "/api/v1/devices/this"), ("POST", "/api/v1/sign-out"),
    ("POST", "/api/v1/me/password"),
}

# The entry types: a body that can be read, and who may enter it.
ENTRY_TYPES = {
    "site.configured": ({"site": "tyo", "time_zone": "Asia/Tokyo"}, ["admin"]),
    "policy.adopted": ({}, ["admin"]),
    "session.planned": ({"session": "s", "date": "2026-03-03", "start": "09:00"}, PLANNING),
    "session.delayed": ({"session": "{session}", "start": "09:30"}, ["lead_proctor"]),
    "session.closed": ({"session": "{session}"}, ["lead_proctor"]),
    "sitting.booked": ({"session": "{session}", "sitting": "x", "candidate": "c", "name": "n",
                        "track": "devnet-expert"}, PLANNING),
    "sitting.amended": ({"sitting": "{sitting}", "seat": "S13"}, [*PLANNING, "proctor"]),
    "sitting.withdrawn": ({"sitting": "{sitting}"}, PLANNING),
    "daemon.started": ({"version": "0"}, []),
    "clock.stepped": ({"wall": "2026-03-03T09:00:00Z", "step": "1s"}, []),
    "outcome.announced": ({"sitting": "{sitting}", "outcome": "no_show", "revision": 1,
                           "basis": 0}, []),
    "duty.started": ({"session": "{session}"}, STAFF),
    "duty.ended": ({"session": "{session}"}, STAFF),
    "handover.accepted": ({"session": "{session}", "from": "mori"}, STAFF),
    "note.added": ({"text": "x"}, STAFF),
    "alarm.acknowledged": ({"session": "{session}", "alarm": "a"}, STAFF),
    "alarm.shelved": ({"session": "{session}", "alarm": "a", "until": "09:00", "reason": "r"},
                      STAFF),
    "candidate.arrived": ({"sitting": "{sitting}"}, FLOOR),
    "checkin.done": ({"sitting": "{sitting}", "step": "agreement"}, FLOOR),
    "checkin.refused": ({"sitting": "{sitting}", "step": "agreement", "reason": "r"}, FLOOR),
    "materials.returned": ({"sitting": "{sitting}", "items": {}}, FLOOR),
    "module.started": ({"sitting": "{sitting}", "module": "design"}, FLOOR),
    "module.handed_in": ({"sitting": "{sitting}", "module": "design"}, FLOOR),
    "sitting.finished": ({"sitting": "{sitting}"}, FLOOR),
    "sitting.terminated": ({"sitting": "{sitting}", "reason": "r"}, ["lead_proctor"]),
    "seat.changed": ({"sitting": "{sitting}", "seat": "S13"}, FLOOR_AND_OPS),
    "break.started": ({"sitting": "{sitting}", "kind": "toilet", "place": "corridor"}, FLOOR),
    "break.ended": ({"session": "{session}", "break": "b"}, FLOOR),
    "break.justified": ({"session": "{session}", "break": "b", "justification": "j"}, FLOOR),
    "outage.reported": ({"session": "{session}", "scope": {"site": True}, "cause": "lab"},
                        FLOOR_AND_OPS),
    "outage.estimated": ({"session": "{session}", "outage": "o", "resolved_by": "09:00"},
                         FLOOR_AND_OPS),
    "outage.ended": ({"session": "{session}", "outage": "o"}, FLOOR_AND_OPS),
    "outage.ruled": ({"session": "{session}", "outage": "o", "cause": "lab"},
                     ["lead_proctor", "lab_ops"]),
    "sitting.cancelled": ({"sitting": "{sitting}", "outage": "o"}, FLOOR),
    "equipment.failed": ({"session": "{session}", "item": "R01-sw1", "description": "d"},
                         FLOOR_AND_OPS),
    "equipment.restored": ({"session": "{session}", "failure": "f"}, FLOOR_AND_OPS),
    "camera.state": ({"camera": "cam1", "state": "gap"}, FLOOR_AND_OPS),
    "camera.disable": ({"camera": "cam1"}, FLOOR_AND_OPS),
    "footage.viewed": ({"camera": "cam1"}, FLOOR_AND_OPS),
    "cameras.armed": ({}, FLOOR_AND_OPS),
    "evidence.exported": ({"sitting": "{sitting}"}, EVIDENCE_READERS),
    "recordings.digested": ({"camera": "cam1", "from": "2026-03-03T00:00:00Z",
                             "to": "2026-03-03T00:10:00Z", "segments": 1, "bytes": 1,
                             "root": "0" * 64}, ["camera_service"]),
    "incident.announced": ({"incident": "gap:cam1:x", "camera": "cam1",
                            "since": "2026-03-03T09:00:00Z", "seats": [], "revision": 1,
                            "basis": 0}, []),
    "result.recorded": ({"sitting": "{sitting}", "result": "fail", "examiner": "e"},
                        ["examiner"]),
    "remedy.requested": ({"sitting": "{sitting}", "ground": "B", "documents": ["d"]},
                         ["lead_proctor", "lab_ops", "scheduling"]),
    "remedy.investigated": ({"remedy": "remedy:{sitting}", "cause": "lab"},
                            ["lead_proctor", "lab_ops"]),
    "remedy.judged": ({"remedy": "remedy:{sitting}", "inoperable": True}, ["lab_ops"]),
    "remedy.decided": ({"remedy": "remedy:{sitting}"}, ["lead_proctor"]),
    "voucher.issued": ({"candidate": "C-1"}, DESK),
    "voucher.redeemed": ({"voucher": "v", "candidate": "C-1", "booking": "b"}, DESK),
    "voucher.voided": ({"voucher": "v", "reason": "r"}, [*DESK, "exam_security"]),
    "reread.requested": ({"sitting": "{sitting}"}, DESK),
    "reread.paid": ({"reread": "rr", "amount_usd": 1000, "method": "card"}, DESK),
    "reread.rack_reserved": ({"reread": "rr", "rack": "R01", "first": "2026-03-09",
                              "last": "2026-03-10"}, OPS),
    "reread.rack_released": ({"reread": "rr"}, OPS),
    "rack.taken_out": ({"rack": "R01", "first": "2000-01-01", "last": "2000-01-02",
                        "reason": "r"}, OPS),
    "rack.put_back": ({"outing": "x"}, OPS),
    "equipment.assessed": ({"session": "{session}", "failure": "f", "owner": "o"},
                           FLOOR_AND_OPS),
    "investigation.opened": ({"session": "{session}", "about": "o", "owner": "m",
                              "due": "23:59"}, FLOOR_AND_OPS),
    "investigation.noted": ({"investigation": "q", "owner": "m"}, FLOOR_AND_OPS),
    "investigation.closed": ({"investigation": "q", "cause": "lab", "finding": "f"}, OPS),
    "reread.cancelled": ({"reread": "rr"}, DESK),
    "reread.decided": ({"reread": "rr", "examiner": "e", "outcome": "passed"}, ["examiner"]),
    "reread.refunded": ({"reread": "rr"}, DESK),
    "case.announced": ({"sitting": "{sitting}", "case": "result:x", "outcome": "pass",
                        "revision": 1, "basis": 0}, []),
    "candidate.banned": ({"candidate": "c", "reason": "r"}, ["exam_security"]),
    "candidate.ban_lifted": ({"candidate": "c", "reason": "r"}, ["exam_security"]),
    "erasure.requested": ({"candidate": "c", "reason": "r"}, ["exam_security", "admin"]),
    "erasure.withdrawn": ({"candidate": "c"}, ["exam_security", "admin"]),
    "erasure.confirmed": ({"candidate": "c"}, ["exam_security", "admin"]),
    "incident.opened": ({"session": "{session}", "kind": "other", "description": "d"}, STAFF),
    "incident.noted": ({"incident": "i", "text": "t"}, STAFF),
    "incident.assigned": ({"incident": "i", "owner": "o"}, [*OPS, "exam_security"]),
    "incident.decided": ({"incident": "i", "finding": "dismissed", "reason": "r"},
                         ["exam_security"]),
    "incident.closed": ({"incident": "i"}, [*OPS, "exam_security"]),
    "incident.attached": ({"incident": "i", "name": "n", "media": "text", "bytes": 1,
                           "sha256": "0" * 64}, []),
    "incident.attachment_read": ({"incident": "i", "attachment": "a"}, []),
    "footage.requested": ({"cameras": ["cam1"], "from": "09:00", "to": "09:01"},
                          ["exam_security"]),
    "footage.granted": ({"request": "g"}, ["lead_proctor", "exam_security"]),
    "footage.refused": ({"request": "g", "reason": "r"}, ["lead_proctor", "exam_security"]),
    "footage.cut": ({"request": "g", "camera": "cam1", "from": "09:00", "to": "09:01",
                     "fault": "no_recording", "bytes": 0}, []),
    "footage.exported": ({"clip": "k"}, ["exam_security"]),
    "footage.held": ({"incident": "i", "cameras": ["cam1"], "from": "09:00", "to": "09:01",
                      "reason": "r"}, ["exam_security"]),
    "footage.kept": ({"hold": "h", "camera": "cam1", "from": "09:00", "to": "09:01"}, []),
    "footage.released": ({"hold": "h"}, ["exam_security"]),
    "incident.exported": ({"incident": "i"}, EVIDENCE_READERS),
    "entry.corrected": ({"session": "{session}", "entry": "e", "reason": "r"}, STAFF),
}

# Bodies of POST /api/v1/entries that cannot be read: what is wrong, the bytes, the place.
BAD_BODIES = [
    ("nothing", b"", None),
    ("cut off", b'{"enter": "note.added", "text": "x"', None),
    ("no JSON", b"enter=note.added", None),
    ("two documents", b'{"enter": "note.added", "text": "x"} {}', None),
    ("a comment", b'{"enter": "note.added", /* x */ "text": "x"}', None),
    ("a trailing comma", b'{"enter": "note.added", "text": "x",}', None),
    ("a duplicate key", b'{"enter": "note.added", "text": "x", "text": "y"}', None),
    ("a duplicate key by escape", b'{"enter": "note.added", "text": "x", "t\\u0065xt": "y"}', None),
    ("bad UTF-8", b'{"enter": "note.added", "text": "\xff\xfe"}', None),
    ("overlong UTF-8", b'{"enter": "note.added", "text": "\xc0\xaf"}', None),
    ("half a surrogate pair", b'{"enter": "note.added", "text": "\\ud800"}', None),
    ("a byte order mark", b'\xef\xbb\xbf{"enter": "note.added", "text": "x"}', None),
    ("a control character", b'{"enter": "note.added", "text": "a\x01b"}', None),
    ("NaN", b'{"enter": "note.added", "text": "x", "based_on": NaN}', None),
    ("1,000 levels", b'{"enter": "note.added", "text": ' + b"[" * 1000 + b"]" * 1000 + b"}", None),
    ("a list", b"[]", None),
    ("a text", b'"note.added"', None),
    ("null", b"null", None),
    ("no entry", b"{}", None),
    ("an empty batch", b'{"batch": []}', "/batch"),
    ("a batch that is none", b'{"batch": {}}', "/batch"),
    ("a batch and more", b'{"batch": [{"enter": "note.added", "text": "x"}], "text": "y"}',
     "/text"),
    ("201 entries", json.dumps({"batch": [NOTE] * 201}).encode(), "/batch"),
    ("a fault in the second entry",
     b'{"batch": [{"enter": "note.added", "text": "x"}, {"enter": "note.added", "text": 1}]}',
     "/batch/1/text"),
    ("an unknown type", b'{"enter": "note.removed"}', "/enter"),
    ("a type of another type", b'{"enter": 7}', "/enter"),
    ("an unknown member", b'{"enter": "note.added", "text": "x", "colour": "red"}', "/colour"),
    ("a member too few", b'{"enter": "note.added"}', None),
    ("a number for a text", b'{"enter": "note.added", "text": 5}', "/text"),
    ("null for a text", b'{"enter": "note.added", "text": null}', "/text"),
    ("a text too long", json.dumps({"enter": "note.added", "text": "x" * 5000}).encode(), "/text"),
    ("a bad id", b'{"enter": "note.added", "text": "x", "id": "../x"}', "/id"),
    ("an id of labd's own", b'{"enter": "note.added", "text": "x", "id": "@7"}', "/id"),
    ("an id too long", json.dumps(dict(NOTE, id="x" * 65)).encode(), "/id"),
    ("a bad time", b'{"enter": "note.added", "text": "x", "happened": "25:00"}', "/happened"),
    ("a day that is none",
     b'{"enter": "note.added", "text": "x", "happened": "2026-02-30T10:00:00Z"}', "/happened"),
    ("a number for a time", b'{"enter": "note.added", "text": "x", "happened": 1}', "/happened"),
    ("a negative size", b'{"enter": "note.added", "text": "x", "based_on": -1}', "/based_on"),
    ("somebody else's name",
     b'{"enter": "note.added", "text": "x", "by": {"name": "mori", "role": "lead_proctor"}}',
     "/by"),
    ("a bad scope", b'{"enter": "outage.reported", "scope": {"planet": "earth"}, "cause": "lab"}',
     "/scope/planet"),
    ("a bad word", b'{"enter": "outage.reported", "scope": {"site": true}, "cause": "weather"}',
     "/cause"),
]


class Tester:
    def __init__(self, labd):
        self.labd = labd
        self.people = {}
        for name, role in TRAINING_PASSWORDS.items():
            self.people[role] = labd.sign_in(name)
        self.lead = self.people["lead_proctor"]
        self.admin = self.people["admin"]
        self.session = self.lead.get("/api/v1/sessions")["sessions"][0]["id"]
        self.sitting = self.lead.get(f"/api/v1/sessions/{self.session}/board")[
            "sittings"][0]["sitting"]
        self.tried = 0

    def fill(self, value):
        text = json.dumps(value).replace("{session}", self.session)
        return json.loads(text.replace("{sitting}", self.sitting))

    def expect(self, what, answer, status, problem=None):
        self.tried += 1
        check_equal(answer.status, status, f"{what}: {answer}")
        if problem:
            check_equal(answer.problem, problem, what)
            check_equal(answer.headers["content-type"], "application/problem+json", what)
        return answer

    def post_entry(self, what, body, status, problem, client=None, key="new", headers=None):
        answer = (client or self.lead).call("POST", "/api/v1/entries", body, headers=headers,
                                            key=uuid7() if key == "new" else key)
        return self.expect(what, answer, status, problem)

    def bodies(self):
        for what, body, place in BAD_BODIES:
            answer = self.post_entry(what, body, 400, "bad-input")
            check(answer.json.get("place"), f"{what}: it does not say where: {answer}")
            if place:
                check_equal(answer.json["place"], place, f"{what}: {answer}")

    def content_types(self):
        for given in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", None):
            self.post_entry(f"content type {given}", NOTE, 415, "wrong-content-type",
                            headers={"Content-Type": given})
        self.expect("a roster as a form",
                    self.lead.call("POST", f"/api/v1/sessions/{self.session}/roster", "x=y",
                                   {"Content-Type": "application/x-www-form-urlencoded"},
                                   key=uuid7()), 415, "wrong-content-type")

    def large_bodies(self):
        for path in ("/api/v1/entries", f"/api/v1/sessions/{self.session}/roster",
                     "/api/v1/sign-in", "/api/v1/users", "/api/v1/training/clock"):
            client = self.admin
            answer = raw(self.labd.url, self.request_bytes(
                "POST", path, client.token, b'{"enter": "' + b"x" * (10 << 20) + b'"}'),
                "POST", path)
            self.expect(f"10 MB to {path}", answer, 413, "too-large")
            # Said in advance only: answered before the body is sent.
            head = self.request_bytes("POST", path, client.token, b"", length=10 << 30)
            self.expect(f"10 GB announced to {path}", raw(self.labd.url, head, "POST", path), 413,
                        "too-large")

    def request_bytes(self, method, path, token, body, length=None, more=""):
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        return (f"{method} {path} HTTP/1.1\r\nHost: {self.labd.url[7:]}\r\n{authorization}"
                f"Content-Type: application/json\r\nIdempotency-Key: {uuid7()}\r\n{more}"
                f"Content-Length: {len(body) if length is None else length}\r\n\r\n"
                ).encode() + body

    def bytes_that_are_no_request(self):
        for what, data, statuses in (
                ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", [400]),
                ("a bad line", b"GET\r\n\r\n", [400]),
                ("another version", b"GET /livez HTTP/3.0\r\nHost: x\r\n\r\n", [400, 505]),
                ("no host", b"GET /livez HTTP/1.1\r\n\r\n", [400]),
                ("a header without a name", b"GET /livez HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
                 [400]),
                ("a long header",
                 b"GET /livez HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20000 + b"\r\n\r\n", [431]),
                ("two lengths", b"POST /api/v1/entries HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                 b"Content-Length: 2\r\n\r\nab", [400]),
                ("a bad length",
                 b"POST /api/v1/entries HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", [400]),
                ("length and chunks", b"POST /api/v1/entries HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
        ):
            try:
                answer = raw(self.labd.url, data)
            except Gone:
                self.tried += 1
                continue
            check(answer.status in statuses, f"{what}: {answer}")
            check_equal(answer.json["status"], answer.status, what)
            self.tried += 1
        # Somebody who goes away in the middle.
        parts = self.labd.url[7:].split(":")
        for cut in (5, 60, 200):
            data = self.request_bytes("POST", "/api/v1/entries", self.lead.token,
                                      json.dumps(NOTE).encode(), 500)
            with socket.create_connection((parts[0], int(parts[1]))) as connection:
                connection.sendall(data[:cut])

    def unknown_things(self):
        for path in ("/api/v1/sittings/nobody", "/api/v1/sittings/nobody/explanation",
                     "/api/v1/sessions/never", "/api/v1/sessions/never/board",
                     "/api/v1/sessions/never/alarms", "/api/v1/sessions/never/outages",
                     "/api/v1/journal/99999999", "/api/v1/journal/-1", "/api/v1/journal/x",
                     "/api/v1/messages/fr", "/api/v1/nothing", "/api/v2/entries",
                     "/assets/nothing.js",
                     "/api/v1/sittings/..%2f..%2fetc%2fpasswd"):
            self.expect(path, self.lead.call("GET", path), 404, "not-found")
        for path, body in (("/api/v1/users/nobody", {"disabled": True}),):
            self.expect(path, self.admin.call("PATCH", path, body), 404, "not-found")
        for entry in ({"enter": "candidate.arrived", "sitting": "nobody"},
                      {"enter": "break.ended", "session": self.session, "break": "nothing"},
                      {"enter": "outage.ended", "session": self.session, "outage": "nothing"},
                      {"enter": "entry.corrected", "session": self.session, "entry": "nothing",
                       "reason": "x"},
                      {"enter": "seat.changed", "sitting": self.sitting, "seat": "S99"}):
            answer = self.post_entry(str(entry), entry, 404, "not-found")
            check_equal(answer.json["rules"], ["REFERENCE"], str(entry))
        for method, path in (("DELETE", "/api/v1/entries"), ("PUT", "/api/v1/sessions"),
                             ("POST", "/livez"), ("PATCH", "/api/v1/journal/0"),
                             ("DELETE", "/api/v1/journal/0")):
            answer = self.lead.call(method, path)
            self.expect(f"{method} {path}", answer, 405, "method-not-allowed")
            check(answer.headers.get("allow"), f"{method} {path} has no Allow")

    def console_page(self):
        """The page of the web console is kept gzipped only; nobody has to sign in for it."""
        page = self.labd.client().call("GET", "/", headers={"Accept-Encoding": "gzip"})
        self.expect("/", page, 200)
        check_equal(page.headers["content-encoding"], "gzip", "its coding")
        check_equal(page.headers["cache-control"], "no-cache", "its Cache-Control, once")
        check("default-src 'none'; script-src 'self'" in page.headers["content-security-policy"],
              f"its policy: {page.headers}")
        asset = gzip.decompress(page.body).decode().split('src="')[1].split('"')[0]
        script = self.labd.client().call("GET", asset, headers={"Accept-Encoding": "gzip"})
        self.expect(asset, script, 200)
        check("immutable" in script.headers["cache-control"], f"its script: {script.headers}")
        known = {"If-None-Match": page.headers["etag"]}
        self.expect("/ again", self.labd.client().call("GET", "/", headers=known), 304)
        plain = self.labd.client().call("GET", "/", headers={"Accept-Encoding": "identity"})
        self.expect("/ not gzipped", plain, 406, "not-acceptable")

    def bad_queries(self):
        for path in ("/api/v1/sittings/%00", "/api/v1/sittings/%zz", "/api/v1/sittings/%FF",
                     f"/api/v1/sittings/{self.sitting}?at=yesterday",
                     f"/api/v1/sittings/{self.sitting}?as_of=-1",
                     f"/api/v1/sittings/{self.sitting}?as_of=99999999",
                     f"/api/v1/sessions/{self.session}?at=25:00",
                     f"/api/v1/sessions/{self.session}/board?as_of=x",
                     "/api/v1/journal?after=x", "/api/v1/journal?after=99999999",
                     "/api/v1/journal?limit=1000000", "/api/v1/journal?limit=",
                     "/api/v1/journal?after=18446744073709551616"):
            self.expect(path, self.lead.call("GET", path), 400, "bad-input")

    def keys(self):
        entry = dict(NOTE, session=self.session)
        self.post_entry("no key", entry, 400, "idempotency-key-missing", key=None)
        self.post_entry("an empty key", entry, 400, "idempotency-key-missing", key='""')
        self.post_entry("a key too long", entry, 400, "bad-input", key="k" * 201)
        self.post_entry("a key with a space", entry, 400, "bad-input", key="a b")
        key = uuid7()
        first = self.post_entry("the first", entry, 201, None, key=key)
        again = self.post_entry("the same again", entry, 201, None, key=f'"{key}"')
        check_equal(again.body, first.body, "the answer to the same request")
        check_equal(again.headers.get("idempotency-replayed"), "true", "the header of a retry")
        self.post_entry("the key with another request", dict(entry, text="other"), 422,
                        "idempotency-key-reused", key=key)
        # Keys are each person's own.
        self.post_entry("somebody else's key", entry, 201, None, key=key,
                        client=self.people["proctor"])
        answer = raw(self.labd.url, self.request_bytes(
            "POST", "/api/v1/entries", self.lead.token, json.dumps(entry).encode(),
            more="Idempotency-Key: second\r\n"), "POST", "/api/v1/entries")
        self.expect("two keys", answer, 400, "bad-input")

    def stale(self):
        size = self.lead.get("/api/v1/head")["size"]
        self.lead.enter({"enter": "outage.reported", "id": "stale-1", "session": self.session,
                         "scope": {"seat": "S05"}, "cause": "unknown"})
        self.lead.enter({"enter": "outage.ended", "outage": "stale-1"})
        self.post_entry("a decision on what has changed",
                        {"enter": "outage.ruled", "outage": "stale-1", "cause": "lab",
                         "based_on": size}, 409, "changed-since")
        etag = self.admin.call("GET", "/api/v1/users/ueda").headers["etag"]
        changed = self.admin.call("PATCH", "/api/v1/users/ueda", {"display_name": "Ueda"},
                                  {"If-Match": etag})
        self.expect("a change with a fresh If-Match", changed, 200)
        self.expect("a stale If-Match",
                    self.admin.call("PATCH", "/api/v1/users/ueda", {"display_name": "Other"},
                                    {"If-Match": etag}), 412, "precondition-failed")
        board = self.lead.call("GET", f"/api/v1/sessions/{self.session}/board")
        self.expect("an unchanged board",
                    self.lead.call("GET", f"/api/v1/sessions/{self.session}/board", None,
                                   {"If-None-Match": board.headers["etag"]}), 304)
        self.expect("a board that changed",
                    self.lead.call("GET", f"/api/v1/sessions/{self.session}/board", None,
                                   {"If-None-Match": '"0-0-0-0"'}), 200)

    def credentials(self):
        entry = dict(NOTE)
        nobody = self.labd.client()
        self.expect("nobody", nobody.call("GET", "/api/v1/me"), 401, "not-signed-in")
        for what, header in (("no token", "Bearer "), ("an unknown token", "Bearer " + "x" * 43),
                             ("a password", "Basic YWRtaW46YWRtaW4="),
                             ("a token too long", "Bearer " + "x" * 5000)):
            self.expect(what, nobody.call("GET", "/api/v1/me", None, {"Authorization": header}),
                        401, "not-signed-in")
        revoked = self.labd.sign_in("sato")
        revoked.get("/api/v1/me")
        revoked.post("/api/v1/sign-out", None, 204)
        self.post_entry("a revoked token", entry, 401, "not-signed-in", client=revoked)
        made = self.admin.post("/api/v1/tokens", {"label": "probe", "role": "proctor"}, 201)
        probe = self.labd.client(made["token"])
        probe.get("/api/v1/me")
        answer = self.admin.call("DELETE", f"/api/v1/tokens/{made['id']}")
        check_equal(answer.status, 204, "revoking a token")
        self.post_entry("a revoked service token", entry, 401, "not-signed-in", client=probe)
        self.admin.call("PATCH", "/api/v1/users/wall", {"disabled": True})
        self.expect("a disabled account", self.people["display"].call("GET", "/api/v1/me"), 401,
                    "not-signed-in")
        self.admin.call("PATCH", "/api/v1/users/wall", {"disabled": False})
        self.people["display"] = self.labd.sign_in("wall")
        self.expect("an unknown role",
                    self.admin.call("POST", "/api/v1/users", {"name": "x", "roles": ["king"]}),
                    400, "bad-input")
        self.expect("a role not held",
                    nobody.call("POST", "/api/v1/sign-in",
                                {"name": "sato", "password": "sato-training", "role": "admin"}),
                    403, "not-allowed")
        self.expect("a wrong type at sign-in",
                    nobody.call("POST", "/api/v1/sign-in", {"name": 1, "password": "x"}), 400,
                    "bad-input")

    def cookies(self):
        """What a browser sends, and what a page of somebody else could make it send."""
        browser = self.labd.client()
        answer = browser.call("POST", "/api/v1/sign-in",
                              {"name": "mori", "password": "mori-training"})
        check_equal(answer.status, 200, "signing in with a cookie")
        cookie = answer.headers["set-cookie"].split(";")[0]
        for attribute in ("HttpOnly", "SameSite=Strict", "Path=/"):
            check(attribute in answer.headers["set-cookie"], f"the cookie lacks {attribute}")
        own = self.labd.url
        entry = dict(NOTE, session=self.session)

        def send(what, headers, status, problem=None, method="POST", path="/api/v1/entries",
                 body=entry):
            given = {"Cookie": cookie, **headers}
            return self.expect(what, browser.call(method, path, body, given, uuid7()), status,
                               problem)

        send("our own page", {"Origin": own}, 201)
        send("a foreign page", {"Origin": "https://evil.example"}, 403, "foreign-origin")
        send("a page of another port", {"Origin": "http://127.0.0.1:1"}, 403, "foreign-origin")
        send("our page over TLS", {"Origin": own.replace("http", "https")}, 403, "foreign-origin")
        send("a page without an origin", {"Origin": "null"}, 403, "foreign-origin")
        send("no Origin", {}, 403, "foreign-origin")
        send("fetched by others", {"Origin": own, "Sec-Fetch-Site": "cross-site"}, 403,
             "foreign-origin")
        send("a form", {"Origin": own, "Content-Type": "text/plain", "Idempotency-Key": None}, 403,
             "foreign-origin", body="{}")
        send("a form's type", {"Origin": own, "Content-Type": "text/plain"}, 415,
             "wrong-content-type", body="{}")
        send("reading from a foreign page", {"Origin": "https://evil.example"}, 403,
             "foreign-origin", "GET", "/api/v1/me", None)
        send("a foreign sign-out", {"Origin": "https://evil.example"}, 403, "foreign-origin",
             "POST", "/api/v1/sign-out", None)
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                   "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        send("a foreign WebSocket", {"Origin": "https://evil.example", **upgrade}, 403,
             "foreign-origin", "GET", "/api/v1/live", None)
        send("a WebSocket without Origin", upgrade, 403, "foreign-origin", "GET", "/api/v1/live",
             None)
        both = {"Authorization": "Bearer " + self.lead.token, "Origin": own}
        send("two credentials", both, 401, "not-signed-in")
        self.expect("a foreign sign-in",
                    browser.call("POST", "/api/v1/sign-in",
                                 {"name": "mori", "password": "mori-training"},
                                 {"Origin": "https://evil.example"}), 403, "foreign-origin")
        send("signing out", {"Origin": own}, 204, None, "POST", "/api/v1/sign-out", None)
        send("an ended session", {"Origin": own}, 401, "not-signed-in")

    def tablets(self):
        """What a device can do before anybody has signed in on it."""
        nobody = self.labd.client()
        pin = {"user": "mori", "pin": "271828"}
        self.expect("a PIN on no device", nobody.call("POST", "/api/v1/sign-in/pin", pin), 401,
                    "not-signed-in")
        for cookie in ("labd-device=", "labd-device=wrong", "labd-device=a; labd-device=b"):
            self.expect(f"a PIN with {cookie}",
                        nobody.call("POST", "/api/v1/sign-in/pin", pin, {"Cookie": cookie}), 401,
                        "not-signed-in")
            check_equal(nobody.call("GET", "/api/v1/devices/this", None,
                                    {"Cookie": cookie}).json["device"], None, cookie)
        self.expect("a PIN that is a number",
                    nobody.call("POST", "/api/v1/sign-in/pin", {"user": "mori", "pin": 271828}),
                    400, "bad-input")
        for method, path, body in (("POST", "/api/v1/sign-in/pin", pin),
                                   ("GET", "/api/v1/devices/this", None)):
            self.expect(f"a foreign {path}",
                        nobody.call(method, path, body, {"Origin": "https://evil.example"}), 403,
                        "foreign-origin")

    def roles(self):
        """Every endpoint and every entry type in every role."""
        for method, path, body, allowed in ENDPOINTS:
            path = self.fill(path)
            nobody = self.labd.client().call(method, path, body, key=uuid7())
            self.expect(f"{method} {path} by nobody", nobody, 401, "not-signed-in")
            for role, client in self.people.items():
                answer = client.call(method, path, body, key=uuid7())
                what = f"{method} {path} as {role}"
                if role in allowed:
                    check(answer.status not in (401, 403), f"{what}: {answer}")
                    self.tried += 1
                else:
                    self.expect(what, answer, 403, "not-allowed")
        for kind, (members, allowed) in ENTRY_TYPES.items():
            entry = self.fill({"enter": kind, **members})
            for role, client in self.people.items():
                if role in allowed:
                    answer = client.call("POST", "/api/v1/entries?preview=true", entry)
                    check(answer.status not in (400, 401, 403), f"{kind} as {role}: {answer}")
                    self.tried += 1
                    continue
                answer = self.post_entry(f"{kind} as {role}", entry, 403, "not-allowed", client)
                check_equal(answer.json["rules"], ["ROLE"], f"{kind} as {role}")
        types = {row["type"] for row in self.lead.get("/api/v1/entry-types")["entry_types"]}
        check_equal(types, set(ENTRY_TYPES), "the entry types tried")

    @staticmethod
    def every_endpoint_is_listed():
        """The table of roles is of everything that the API's description has."""
        described = set()
        path = ""
        with open(os.path.join(ROOT, "schema/api/openapi.yaml"), encoding="utf-8") as file:
            for line in file:
                path = (re.match(r"  (/\S*):", line) or [None, path])[1]
                method = re.match(r"    (get|post|put|patch|delete):", line)
                if method:
                    described.add((method[1].upper(), path))
        check(len(described) > 80, f"endpoints described: {len(described)}")
        listed = [(method, path.split("?")[0]) for method, path, *_ in ENDPOINTS]
        for method, path in described - OPEN_TO_ALL:
            pattern = re.sub(r"\{\w+\}", "[^/]+", path)
            check(any(method == one and re.fullmatch(pattern, other) for one, other in listed),
                  f"nobody tries {method} {path} in the wrong role")

    def throttled(self):
        """The last one: this address has to wait afterwards."""
        client = self.labd.client()
        statuses = []
        for _ in range(8):
            answer = client.call("POST", "/api/v1/sign-in", {"name": "audit", "password": "wrong"})
            statuses.append(answer.status)
        check_equal(statuses[:5], [401] * 5, "wrong passwords")
        self.expect("guessing on", answer, 429, "throttled")
        check(int(answer.headers["retry-after"]) >= 1, "Retry-After")


def test(folder):
    labd = Labd(os.path.join(folder, "training"), mode="training").start()
    tester = Tester(labd)
    size = tester.lead.get("/api/v1/head")["size"]
    for part in (tester.bodies, tester.content_types, tester.large_bodies,
                 tester.bytes_that_are_no_request, tester.unknown_things, tester.bad_queries,
                 tester.console_page):
        part()
    check_equal(tester.lead.get("/api/v1/head")["size"], size, "the journal's size")
    for part in (tester.keys, tester.stale, tester.cookies, tester.tablets):
        part()
    size = tester.lead.get("/api/v1/head")["size"]
    for part in (tester.credentials, tester.every_endpoint_is_listed, tester.roles,
                 tester.throttled):
        part()
    # Who may arm the cameras has begun to, and who may be given evidence was: these are entries.
    check_equal(tester.lead.get("/api/v1/head")["size"],
                size + len(FLOOR_AND_OPS) + len(EVIDENCE_READERS), "the journal's size")
    tester.lead.get("/livez")
    tester.lead.get("/readyz")
    check_equal(labd.stop(), 0, "the exit status")
    labd.check_verify()
    print(f"{tester.tried} requests")


if __name__ == "__main__":
    sys.exit(run(test))
