#!/usr/bin/env python3
"""labd's checkpoints are cosigned by a witness that knows the key and nothing else of labd: it
takes a checkpoint only with the proof that the journal grew, over kills and over its own absence;
and a labd that was started on an older copy of its data is told on."""
import base64
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time

from labd import Failure, Labd, check, check_equal, plan_day, run
from sceptic import Sceptic, roots_from_consistency

SITTINGS = ["S01", "S02"]
NAME = "witness.example/tokyo"
TIMEOUT_S = 120


class Witness:
    """C2SP tlog-witness, kept in memory; signs with openssl."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.key_file = os.path.join(folder, "witness.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key_file],
                       check=True)
        public = subprocess.run(["openssl", "pkey", "-in", self.key_file, "-pubout", "-outform",
                                 "DER"], check=True, capture_output=True).stdout[-32:]
        timed = b"\x04" + public
        self.key_id = hashlib.sha256(NAME.encode() + b"\n" + timed).digest()[:4]
        self.key = f"{NAME}+{self.key_id.hex()}+{base64.b64encode(timed).decode()}"
        self.sceptic = None
        self.size, self.root = 0, b""
        self.statuses = []
        self.server = http.server.HTTPServer(("127.0.0.1", 0), self.handler())
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(self):
        witness = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                try:
                    status, text = witness.add(self.path, body)
                except Exception as error:  # Every bad request is one answer.
                    status, text = 400, repr(error)
                witness.statuses.append(status)
                self.send_response(status)
                self.send_header("Content-Type",
                                 "text/x.tlog.size" if status == 409 else "text/plain")
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        return Handler

    def sign(self, note_text):
        at = int(time.time())
        message = os.path.join(self.folder, "message")
        with open(message, "wb") as file:
            file.write(f"cosignature/v1\ntime {at}\n{note_text}".encode())
        signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", self.key_file,
                                    "-rawin", "-in", message], check=True,
                                   capture_output=True).stdout
        blob = base64.b64encode(self.key_id + at.to_bytes(8, "big") + signature).decode()
        return f"\u2014 {NAME} {blob}\n"

    def add(self, path, body):
        if path != "/tokyo/add-checkpoint":
            return 404, path
        if self.sceptic is None:
            return 503, "not yet"
        head, note = body.split("\n\n", 1)
        old, *proof = head.split("\n")
        word, old_size = old.split(" ")
        check_equal(word, "old", "the first line")
        size, root = self.sceptic.open(note)
        if int(old_size) != self.size:
            return 409, f"{self.size}\n"
        if size < self.size:
            return 400, "shorter than what it grew from"
        if self.size == 0:
            check_equal(proof, [], "the proof from nothing")
        else:
            reached = roots_from_consistency(self.size, self.root, size,
                                             [base64.b64decode(line, validate=True)
                                              for line in proof])
            if reached != (self.root, root):
                return 422, "no growth"
        self.size, self.root = size, root
        return 200, self.sign(note.rsplit("\n\n", 1)[0] + "\n")


def wait_for(what, found):
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        value = found()
        if value:
            return value
        time.sleep(0.2)
    raise Failure(f"{what}: not within {TIMEOUT_S} s")


def state_of(client):
    witnesses = client.get("/api/v1/log/witnesses")["witnesses"]
    check_equal([one["name"] for one in witnesses], [NAME], "the witnesses")
    return witnesses[0]


def cosigned_size(client):
    """Of the newest checkpoint that the witness signed, too."""
    answer = client.call("GET", "/api/v1/log/checkpoint")
    if answer.status != 200 or f"\u2014 {NAME} " not in answer.body.decode():
        return 0
    return int(answer.body.decode().splitlines()[1])


def test(folder):
    witness = Witness(os.path.join(folder, "witness"))
    labd = Labd(os.path.join(folder, "labd"), seats=2)
    with open(labd.config, "a", encoding="utf-8") as file:
        file.write(f'[[witnesses]]\nurl = "http://127.0.0.1:{witness.port}/tokyo"\n'
                   f'key = "{witness.key}"\n')
    token = labd.make_token("lead", "lead_proctor")
    labd.start()
    client = labd.client(token)
    plan_day(client, labd, SITTINGS)
    wait_for("a witness that is away is seen", lambda: state_of(client)["state"] == "unreached")
    key = wait_for("a key", lambda: client.call("GET", "/api/v1/log/key").body.decode().strip()
                   if client.call("GET", "/api/v1/log/key").status == 200 else None)
    witness.sceptic = Sceptic(witness.folder, key)

    size = wait_for("a first cosignature", lambda: cosigned_size(client))
    check_equal(size, witness.size, "what is cosigned")
    check_equal(state_of(client)["state"], "cosigned", "the witness's state")
    older = os.path.join(folder, "older")
    labd.kill()
    shutil.copytree(labd.data, older)

    # After a start labd doesn't know what the witness knows, and asks.
    labd.start()
    client = labd.client(token)
    client.enter({"enter": "note.added", "text": "later", "sitting": "S01"})
    wait_for("a cosignature after the kill", lambda: cosigned_size(client) > size)
    check(409 in witness.statuses, "the witness was asked to go on from nothing")
    check(witness.size > size, "the witness's size")

    # The older copy, put back as somebody would who wants the last hour undone.
    labd.kill()
    shutil.rmtree(labd.data)
    shutil.copytree(older, labd.data)
    labd.start()
    client = labd.client(token)
    refused = wait_for("the older copy is told on",
                       lambda: state_of(client)["state"] == "refused" and state_of(client))
    check(f"has signed {witness.size} entries" in refused["why"], refused["why"])
    check_equal(client.call("GET", "/api/v1/sessions").status, 200, "the day goes on")
    client.enter({"enter": "note.added", "text": "another history", "sitting": "S01"})
    with open(labd.log, encoding="utf-8") as file:
        check("critical" in file.read(), "the log says nothing of it")
    check_equal(labd.stop(), 0, "the exit status")
    labd.check_verify()


if __name__ == "__main__":
    sys.exit(run(test))
