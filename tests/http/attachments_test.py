#!/usr/bin/env python3
"""Files of incidents: sent, kept encrypted, given back byte for byte, also after a restart and from
a backup; what is not accepted leaves nothing; an erasure leaves neither the bytes nor the name."""
import os
import shutil
import sqlite3
import subprocess
import sys
import time

from erasure_test import back_up, holders
from labd import BINARY, Labd, check, check_equal, raw, read_journal, run, uuid7
from privacy_test import Day, Markers, files_below, scan

PICTURE = b"\x89PNG\r\n\x1a\n" + b"plainmarker-of-the-picture" * 4000
PAPER = b"%PDF-1.7\n" + b"plainmarker-of-the-paper" * 100
TOO_LONG = 8 * 1024 * 1024 + 1
DAY_S = 86400


def send(client, incident, content, media, name="seen.png", key=None):
    return client.call("POST", f"/api/v1/incidents/{incident}/attachments?name={name}", content,
                       headers={"Content-Type": media, "Accept-Language": "en"},
                       key=uuid7() if key is None else key)


def attach(client, incident, content, media, **more):
    answer = send(client, incident, content, media, **more)
    check_equal(answer.status, 201, f"a file is attached: {answer}")
    return client.get(f"/api/v1/incidents/{incident}")["attachments"][-1]


def fetch(client, incident, file):
    return client.call("GET", f"/api/v1/incidents/{incident}/attachments/{file}")


def stored(labd):
    folder = os.path.join(labd.data, "attachments")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def holding(folder, text):
    found = []
    for path in files_below(folder):
        with open(path, "rb") as file:
            if text in file.read():
                found.append(path)
    return found


def check_refused(labd, security, proctor, ops):
    """Nothing of what is refused is kept."""
    before, size = stored(labd), security.get("/api/v1/head")["size"]
    for content, media in ((PICTURE, "image/jpeg"), (b"<svg onload=alert(1)>\0", "image/svg+xml"),
                           (b"\x7fELF", "image/png"), (b"a\0b", "text/plain"),
                           (b"", "text/plain"), (PICTURE, "application/octet-stream")):
        answer = send(security, "conduct", content, media)
        check_equal(answer.status, 415, f"{media}: {answer}")
    # The length alone is enough: none of the body is read.
    head = ("POST /api/v1/incidents/conduct/attachments?name=a HTTP/1.1\r\nHost: labd\r\n"
            f"Authorization: Bearer {security.token}\r\nContent-Length: {TOO_LONG}\r\n\r\n")
    answer = raw(labd.url, head.encode())
    check_equal(answer.status, 413, "too long")
    check_equal(send(security, "conduct", PICTURE, "image/png", name="a%2Fb").status, 400, "a path")
    check_equal(send(security, "conduct", PICTURE, "image/png", key="").status, 400, "no key")
    hidden, absent = (send(ops, one, PICTURE, "image/png") for one in ("conduct", "absent0"))
    check_equal([hidden.status, absent.status], [404, 404], "who does not see it")
    check_equal(hidden.body.replace(b"conduct", b"absent0"), absent.body, "hidden or not there")
    check_equal(send(proctor, "closed", PICTURE, "image/png").status, 409, "a closed one")
    for entry in ({"enter": "incident.attached", "incident": "conduct", "name": "n",
                   "media": "text", "bytes": 1, "sha256": "0" * 64},
                  {"enter": "incident.attachment_read", "incident": "conduct", "attachment": "a"}):
        security.enter(entry, 403)
    check_equal(stored(labd), before, "files that were refused")
    check_equal(security.get("/api/v1/head")["size"], size, "entries of what was refused")


def check_given(client, incident, file, content, media):
    answer = fetch(client, incident, file)
    check_equal((answer.status, answer.body), (200, content), "the file")
    headers = answer.headers
    check(headers["content-type"].startswith(media), "the type")
    check(headers["content-disposition"].startswith("attachment;"), "not shown in place")
    check_equal(headers["x-content-type-options"], "nosniff", "no guessing")
    check("sandbox" in headers["content-security-policy"], "sandboxed")


def check_damage(labd, client, file):
    path = os.path.join(labd.data, "attachments", file["sha256"])
    with open(path, "rb") as opened:
        good = opened.read()
    for bad in (good[:-1] + bytes([good[-1] ^ 1]), good[:100], None):
        if bad is None:
            os.remove(path)
        else:
            with open(path, "wb") as opened:
                opened.write(bad)
        answer = fetch(client, "conduct", file["attachment"])
        check_equal(answer.status, 503, "a file that is not as it was")
        check(b"plainmarker" not in answer.body, "wrong bytes are given")
        check(labd.verify().returncode != 0, "verify is silent")
    with open(path, "wb") as opened:
        opened.write(good)
    labd.check_verify()


def check_backup(labd, folder):
    copy = os.path.join(folder, "copy")
    done = subprocess.run([BINARY, "backup", "--from", labd.data, "--to", copy],
                          capture_output=True, text=True, check=False)
    check_equal(done.returncode, 0, done.stderr)
    check_equal(sorted(os.listdir(os.path.join(copy, "attachments"))), stored(labd), "the copies")
    labd.check_verify(directory=copy)
    shutil.rmtree(copy)


def erase(security, admin, candidate):
    security.enter({"enter": "erasure.requested", "candidate": candidate, "reason": "a letter"})
    admin.enter({"enter": "erasure.confirmed", "candidate": candidate})


def wrapped_key(labd, file):
    database = sqlite3.connect(f"file:{labd.data}/keys.db?mode=ro", uri=True)
    try:
        row = database.execute("SELECT wrapped FROM keys WHERE subject = ?",
                               (f"attachment:{file}",)).fetchone()
    finally:
        database.close()
    return row and row[0]


def check_kept(client, candidate, expected):
    """Which files stay when this person goes."""
    told = client.get(f"/api/v1/erasures/{candidate}")["files"]
    check_equal([(one["incident"], one["attachment"]) for one in told], expected,
                f"files that {candidate}'s erasure does not reach")


def check_gone(labd, client, incident, file, key):
    answer = fetch(client, incident, file["attachment"])
    check_equal(answer.status, 404, "an erased file")
    check("erased" in answer.json["detail"], f"what is said of an erased file: {answer}")
    check_equal(wrapped_key(labd, file["attachment"]), None, "the key's row")
    check_equal(holders(labd.data, key), [], "files with bytes of the key")
    told = [one for one in client.get(f"/api/v1/incidents/{incident}")["attachments"]
            if one["attachment"] == file["attachment"]]
    check_equal([(one["erased"], one["name"]) for one in told], [(True, None)], "what is told")


def open_incidents(security, proctor, sittings):
    base = {"enter": "incident.opened", "session": "private", "description": "A phone."}
    security.enter({**base, "id": "conduct", "kind": "cheating", "sittings": sittings[:1]})
    security.enter({**base, "id": "both", "kind": "cheating", "sittings": sittings[:2]})
    proctor.enter({**base, "id": "closed", "kind": "equipment"})
    security.enter({"enter": "incident.closed", "incident": "closed"})


def test_erasure(folder):
    """A file with a name and words that stand nowhere else: gone from the disk, new backups and the
    log with the last person whom it concerns."""
    labd = Labd(os.path.join(folder, "erasure"), mode="training").start()
    markers = Markers()
    day = Day(labd, markers)
    day.run()
    security, admin = labd.sign_in("kato"), labd.sign_in("admin")
    open_incidents(security, day.proctor, day.sittings)
    words = "\n".join(markers.text(f"filewords{number}") for number in range(50)).encode()
    files = {incident: attach(security, incident, words, "text/plain",
                              name=markers.text(f"filename {incident}").replace(" ", "%20"))
             for incident in ("conduct", "both")}
    for incident, file in files.items():
        check_equal(file["name"], markers.texts[f"filename {incident}"], "the name is told")
        check_given(security, incident, file["attachment"], words, "text/plain")
    keys = {incident: wrapped_key(labd, file["attachment"]) for incident, file in files.items()}
    check_kept(security, "P-0", [("both", files["both"]["attachment"])])
    check_kept(admin, "P-0", [])
    check_kept(security, "P-2", [])
    erase(security, admin, "P-0")
    check_gone(labd, security, "conduct", files["conduct"], keys["conduct"])
    check_given(security, "both", files["both"]["attachment"], words, "text/plain")
    check_kept(security, "P-0", [("both", files["both"]["attachment"])])
    check(holders(labd.data, keys["both"]), "the scan for keys is blind")
    erase(security, admin, "P-1")
    check_gone(labd, security, "both", files["both"], keys["both"])
    check_kept(security, "P-0", [])
    check_kept(security, "P-1", [])
    backups = os.path.join(folder, "backups")
    os.mkdir(backups)
    back_up(labd, backups)
    check_equal(labd.stop(), 0, "the exit status")
    # The folder holds the data, both backups, and what was printed and logged.
    scan(folder, markers)
    for key in keys.values():
        check_equal(holders(folder, key), [], "files and backups with bytes of the key")
    labd.check_verify()
    labd.check_verify(directory=os.path.join(backups, "journal"))


def test(folder):
    words = os.path.join(folder, "words")
    os.mkdir(words)
    test_erasure(words)
    labd = Labd(os.path.join(folder, "training"), mode="training").start()
    day = Day(labd, Markers())
    day.run()
    security, admin = labd.sign_in("kato"), labd.sign_in("admin")
    open_incidents(security, day.proctor, day.sittings)
    check_refused(labd, security, day.proctor, day.ops)
    key = uuid7()
    picture = attach(security, "conduct", PICTURE, "image/png", key=key, name="photo%20of%20it.png")
    again = send(security, "conduct", PICTURE, "image/png", key=key, name="photo%20of%20it.png")
    check_equal(again.headers.get("idempotency-replayed"), "true", "a retry")
    paper = attach(security, "both", PAPER, "application/pdf", name="paper.pdf")
    check_equal((picture["name"], picture["media"], picture["bytes"]),
                ("photo of it.png", "png", len(PICTURE)), "what is listed")
    check_equal(stored(labd), sorted([picture["sha256"], paper["sha256"]]), "the files")
    check_given(security, "conduct", picture["attachment"], PICTURE, "image/png")
    read = [one for one in read_journal(security) if one.get("enter") == "incident.attachment_read"]
    check_equal([(one["attachment"], one["by"]["name"]) for one in read],
                [(picture["attachment"], "kato")], "who was given it")
    check_equal(fetch(day.ops, "conduct", picture["attachment"]).status, 404, "who sees it not")
    check_equal(fetch(security, "both", picture["attachment"]).status, 404, "of another incident")
    check_equal(holding(labd.data, b"plainmarker"), [], "plaintext on the disk")
    check_equal(holding(labd.data, b"photo of it"), [], "names on the disk")
    check_damage(labd, security, picture)
    check_backup(labd, folder)
    # As after a kill between file and entry: swept when it is older than a day.
    old, young = (os.path.join(labd.data, "attachments", digit * 64) for digit in "ab")
    for path in (old, young):
        with open(path, "wb") as file:
            file.write(b"unfinished")
    os.utime(old, (time.time() - DAY_S - 60,) * 2)
    labd.kill()
    labd.start()
    security, admin = labd.sign_in("kato"), labd.sign_in("admin")
    check_given(security, "conduct", picture["attachment"], PICTURE, "image/png")
    check_given(security, "both", paper["attachment"], PAPER, "application/pdf")
    check(not os.path.exists(old) and os.path.exists(young), "what is swept")
    keys = [wrapped_key(labd, one["attachment"]) for one in (picture, paper)]
    check(all(keys) and holders(labd.data, keys[0]), "the scan for keys is blind")
    erase(security, admin, "P-0")
    check_gone(labd, security, "conduct", picture, keys[0])
    check_given(security, "both", paper["attachment"], PAPER, "application/pdf")
    erase(security, admin, "P-1")
    check_gone(labd, security, "both", paper, keys[1])
    labd.kill()
    labd.start()
    security = labd.sign_in("kato")
    check_gone(labd, security, "conduct", picture, keys[0])
    check_gone(labd, security, "both", paper, keys[1])
    check_equal(labd.stop(), 0, "the exit status")
    check_equal(holding(folder, b"plainmarker"), [], "plaintext after the end")
    labd.check_verify()
    print(f"{len(stored(labd))} encrypted files, none of them readable any more")


if __name__ == "__main__":
    sys.exit(run(test))
