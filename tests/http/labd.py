"""A labd under test: its data directory, its process, its people, and a client that records.

Python's standard library only. With LABD_RECORD set to a folder every answer is kept there, one
JSON object a line, for tests/http/validate.mjs; answers that look alike are kept a few times only.
"""
import datetime
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("LABD_BINARY", os.path.join(ROOT, "build/bin/labd"))
LONG = os.environ.get("LABD_TEST_LONG") == "1"
# A sanitizer's build takes several times as long for the same.
START_TIMEOUT_S = 60
ANSWER_TIMEOUT_S = 60

CHECKIN_STEPS = ["identification", "agreement", "recording_consent", "belongings", "materials"]
DOCUMENTS = [
    {"kind": "passport", "signed": True, "government": True, "photo": True, "name_matches": True},
    {"kind": "second document", "signed": True, "photo": True, "name_matches": True},
]
TRAINING_PASSWORDS = {
    "sato": "proctor", "mori": "lead_proctor", "abe": "lab_ops", "kato": "exam_security",
    "ueda": "examiner", "booking": "scheduling", "audit": "auditor", "wall": "display",
    "admin": "admin",
}


# Everything started here, to be ended here.
PROCESSES = []


class Failure(Exception):
    """What was tested does not hold."""


def check(condition, what):
    if not condition:
        raise Failure(what)


def check_equal(found, expected, what):
    check(found == expected, f"{what}: expected {expected!r}, found {found!r}")


def uuid7():
    """A time-ordered key (RFC 9562, section 5.7)."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | (7 << 76) | (secrets.randbits(12) << 64)
    value |= (2 << 62) | secrets.randbits(62)
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def wait_until(is_so, what, limit_s=90):
    """The first true answer of `is_so`. Generous: machines that run tests are loaded."""
    until = time.monotonic() + limit_s
    while True:
        answer = is_so()
        if answer:
            return answer
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {limit_s} s")
        time.sleep(0.05)


class Recorder:
    """Keeps answers for the check against the API's description."""

    ALIKE_MAX = 12
    # Of what is no JSON only that it is text matters.
    OTHER_BYTES_MAX = 4096

    def __init__(self):
        folder = os.environ.get("LABD_RECORD")
        self.path = None
        if folder:
            os.makedirs(folder, exist_ok=True)
            name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
            self.path = os.path.join(folder, name + ".jsonl")
            self.file = open(self.path, "w", encoding="utf-8")
        self.seen = {}
        self.lock = threading.Lock()

    def record(self, method, path, answer):
        if not self.path:
            return
        alike = re.sub(r"[0-9]+", "0", re.sub(r"file-[0-9a-f]+", "file", path))
        kind = (method, alike, answer.status, shape(answer.json))
        body = answer.body if answer.json is not None else answer.body[:self.OTHER_BYTES_MAX]
        with self.lock:
            self.seen[kind] = self.seen.get(kind, 0) + 1
            if self.seen[kind] > self.ALIKE_MAX:
                return
            line = {"method": method, "path": path, "status": answer.status,
                    "headers": answer.headers, "body": body.decode("utf-8", "replace")}
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()


def shape(value):
    """What is alike in two answers: the names and types of members."""
    if isinstance(value, dict):
        return tuple(sorted((name, shape(member)) for name, member in value.items()))
    if isinstance(value, list):
        return ("list",) + tuple(sorted({str(shape(item)) for item in value}))
    return type(value).__name__


RECORDER = Recorder()


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body
        self.json = None
        if "json" in self.headers.get("content-type", "") and body:
            self.json = json.loads(body)

    def __repr__(self):
        return f"{self.status} {self.body[:600].decode('utf-8', 'replace')}"

    @property
    def problem(self):
        """The last part of the problem's type."""
        kind = (self.json or {}).get("type", "") if isinstance(self.json, dict) else ""
        return kind.rpartition("/")[2]


class Gone(Exception):
    """No answer came: the daemon is down, or the connection broke."""


class Client:
    """One kept connection, one identity. One thread at a time."""

    def __init__(self, url, token=None):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.token = token
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def call(self, method, path, body=None, headers=None, key=None, timeout_s=ANSWER_TIMEOUT_S):
        """The answer; `body` is sent as JSON unless it is text or bytes."""
        sent = {}
        data = body
        if body is not None and not isinstance(body, (str, bytes)):
            data = json.dumps(body)
        if isinstance(data, str):
            data = data.encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        if key:
            sent["Idempotency-Key"] = key
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.host, self.port,
                                                             timeout=timeout_s)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.request(method, path, data, sent)
            response = self.connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Gone(f"{method} {path}: {error!r}") from error
        RECORDER.record(method, path, answer)
        return answer

    def get(self, path, expected=200, **more):
        answer = self.call("GET", path, **more)
        check(answer.status == expected, f"GET {path}: {answer}")
        return answer.json

    def post(self, path, body, expected=200, **more):
        answer = self.call("POST", path, body, **more)
        check(answer.status == expected, f"POST {path} {body}: {answer}")
        return answer.json

    def enter(self, entry, expected=201, key=None):
        """Records one entry, or several as one batch."""
        body = {"batch": entry} if isinstance(entry, list) else entry
        return self.post("/api/v1/entries", body, expected, key=key or uuid7())


def raw(url, data, method="RAW", path="/", timeout_s=ANSWER_TIMEOUT_S):
    """Sends bytes as they are over a connection of their own; the answer, or Gone."""
    parts = urllib.parse.urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout_s) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass  # The server may answer and close before it has read all.
        response = http.client.HTTPResponse(connection, method="GET" if method == "RAW" else method)
        try:
            response.begin()
            answer = Answer(response.status, response.getheaders(), response.read())
        except (OSError, http.client.HTTPException) as error:
            raise Gone(repr(error)) from error
    if method != "RAW":
        RECORDER.record(method, path, answer)
    return answer


def noon_zone():
    """A time zone in which it is about noon now: a day around now has one date everywhere in it."""
    ahead = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    name = "Etc/UTC" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
    return name, datetime.timezone(datetime.timedelta(hours=ahead))


class Labd:
    """One data directory and the daemon on it, started as often as wanted."""

    def __init__(self, directory, mode="real", seats=16):
        self.directory = directory
        self.data = os.path.join(directory, "data")
        self.mode = mode
        self.process = None
        self.url = None
        self.starts = 0
        self.output = os.path.join(directory, "stdout.log")
        self.log = os.path.join(directory, "stderr.log")
        self.zone_name, self.zone = noon_zone()
        self.config = os.path.join(directory, "labd.toml")
        os.makedirs(directory, exist_ok=True)
        if mode == "real":
            self.write_config(seats)

    def write_config(self, seats):
        listed = ", ".join(f'{{id = "S{i:02}", rack = "R{(i + 1) // 2:02}"}}'
                           for i in range(1, seats + 1))
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f'[site]\nid = "tyo"\ntime_zone = "{self.zone_name}"\ncountry = "JP"\n'
                       f'rooms = [{{id = "main", seats = [{listed}]}}]\n'
                       f'equipment = [{{id = "R01-sw1", rack = "R01", kind = "switch"}}]\n'
                       '[data]\ndirectory = "data"\n'
                       '[listen]\naddresses = ["127.0.0.1:0"]\n')

    def command(self):
        if self.mode == "real":
            return [BINARY, "serve", "--config", self.config]
        return [BINARY, "serve", "--" + self.mode, "--data", self.data, "--listen", "127.0.0.1:0"]

    def make_token(self, label, role):
        """A token of a service in that role, made on the command line."""
        os.makedirs(self.data, mode=0o700, exist_ok=True)
        done = subprocess.run([BINARY, "user", "token", label, "--data", self.data, "--role", role],
                              capture_output=True, text=True,
errors="replace", timeout=START_TIMEOUT_S, check=False)
        check(done.returncode == 0, f"labd user token: {done.stderr}")
        return done.stdout.split()[-1]

    def start_process(self, prefix=(), environment=None):
        """Starts without waiting for it to be ready."""
        self.starts += 1
        self.url = None
        self.listening_from = os.path.getsize(self.output) if os.path.exists(self.output) else 0
        with open(self.output, "ab") as out, open(self.log, "ab") as log:
            self.process = subprocess.Popen([*prefix, *self.command()], stdout=out, stderr=log,
                                            stdin=subprocess.DEVNULL,
                                            env={**os.environ, **(environment or {})})
        PROCESSES.append(self.process)

    def wait_ready(self):
        """Until it says where it listens; False when it ended before."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            with open(self.output, "rb") as file:
                file.seek(self.listening_from)
                found = re.search(rb"listens on (http://\S+)\n", file.read())
            if found:
                self.url = found.group(1).decode()
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.005)
        raise Failure(f"labd was not ready after {START_TIMEOUT_S} s")

    def start(self, prefix=(), environment=None):
        self.start_process(prefix, environment)
        check(self.wait_ready(), f"labd ended at its start, {self.process.poll()}: {self.tail()}")
        return self

    def kill(self):
        """As a power cut ends it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """As an operator ends it; its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(START_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failure("labd did not end on SIGTERM") from None
        return self.process.returncode

    def tail(self):
        with open(self.log, "rb") as file:
            return file.read()[-2000:].decode("utf-8", "replace")

    def client(self, token=None):
        return Client(self.url, token)

    def sign_in(self, name):
        """A client of one of training's sample people."""
        client = self.client()
        answer = client.post("/api/v1/sign-in",
                             {"name": name, "password": name + "-training", "token": True})
        client.token = answer["token"]
        return client

    def verify(self, against=None, directory=None):
        """The finished `labd verify`."""
        command = [BINARY, "verify", directory or self.data]
        if against:
            command += ["--against", against]
        return subprocess.run(command, capture_output=True, text=True,
                              errors="replace", timeout=600, check=False)

    def check_verify(self, against=None, directory=None):
        """Verifies; the head that it prints."""
        done = self.verify(against, directory)
        check(done.returncode == 0, f"labd verify: {done.returncode} {done.stderr}")
        return done.stdout.split("whole: ")[1].strip()


def head_of(client):
    head = client.get("/api/v1/head")
    return f"{head['size']} {head['root']}"


def read_journal(client, after=0):
    """Every entry from a sequence on."""
    entries = []
    while True:
        page = client.get(f"/api/v1/journal?after={after}&limit=1000")
        entries += page["entries"]
        if page["next"] >= page["size"] or page["next"] == after:
            return entries
        after = page["next"]


def checkin_entries(sitting):
    """Arrival and every required step."""
    entries = [{"enter": "candidate.arrived", "sitting": sitting}]
    for step in CHECKIN_STEPS:
        done = {"enter": "checkin.done", "sitting": sitting, "step": step}
        if step == "identification":
            done["documents"] = DOCUMENTS
        entries.append(done)
    return entries


def plan_day(lead, labd, sittings, track="ccie-enterprise-infrastructure"):
    """A session that began 20 minutes ago with everybody checked in and in the first module."""
    now = datetime.datetime.now(labd.zone)
    day = now.date().isoformat()
    signed = (now - datetime.timedelta(days=40)).date().isoformat()
    begin = (now - datetime.timedelta(minutes=20)).strftime("%H:%M")
    lead.enter({"enter": "session.planned", "session": "day", "date": day, "start": begin})
    for number, sitting in enumerate(sittings, 1):
        booked = {"enter": "sitting.booked", "session": "day", "sitting": sitting,
                  "candidate": f"C-{2000 + number}", "name": f"Person {number}",
                  "born": "1990-01-02", "residence": "JP", "track": track,
                  "seat": f"S{number:02}", "agreement_signed": signed}
        lead.enter([booked, *checkin_entries(sitting),
                    {"enter": "module.started", "sitting": sitting, "module": "design"}])


def clocks(client, sittings, at, as_of):
    """What each sitting's clock and explanation are at an instant, as known then."""
    query = "?" + urllib.parse.urlencode({"at": at, "as_of": as_of})
    return {(sitting, part): client.get(f"/api/v1/sittings/{sitting}{part}{query}")
            for sitting in sittings for part in ("", "/explanation")}


def save_results(name, results):
    """Keeps figures of a long run where it wants them, and prints them."""
    print(json.dumps({name: results}), flush=True)
    folder = os.environ.get("LABD_TEST_RESULTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(results, file, indent=2)
            file.write("\n")


def validate_recorded():
    """Every answer of this test against the API's description."""
    if not RECORDER.path:
        return True
    done = subprocess.run(["node", os.path.join(ROOT, "tests/http/validate.mjs"), RECORDER.path],
                          check=False)
    return done.returncode == 0


def run(test):
    """Runs a test in a folder of its own, which stays when it fails; the exit status."""
    folder = tempfile.mkdtemp(prefix="labd-test-")
    try:
        test(folder)
    except (Failure, Gone) as failure:
        print(f"FAILED: {failure}\nIts files are in {folder}", file=sys.stderr)
        return 1
    finally:
        for process in PROCESSES:
            if process.poll() is None:
                process.kill()
                process.wait()
    shutil.rmtree(folder)
    return 0 if validate_recorded() else 1
