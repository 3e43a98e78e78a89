#!/usr/bin/env python3
"""Webhooks of a running labd to a receiver that is built on the official packages
(tests/http/receiver.mjs): every event is accepted and right, changed ones are not, both secrets of
a rotation work. Then the receiver answers 500 and 503, hangs, resets, is away for 30 hours of
simulated time and says 410, and labd is killed again and again meanwhile: every outcome arrives, in
order for each sitting, under equal ids when it is repeated, and as the pull feed tells it.
"""
import base64
import datetime
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request

from labd import BINARY, LONG, ROOT, Labd, check, check_equal, checkin_entries, run

KILLS = 100 if LONG else 10
WAIT_S = 120
SECRETS = ["whsec_" + base64.b64encode(bytes([number] * 32)).decode() for number in (1, 2)]


class Receiver:
    """The Node program, and what it has written down."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "received.jsonl")
        with open(self.file, "w", encoding="utf-8"):
            pass
        self.process = subprocess.Popen(
            ["node", os.path.join(ROOT, "tests/http/receiver.mjs"), self.file, SECRETS[0]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(WAIT_S)

    def control(self, **more):
        # Not by the client, which records what labd answers.
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/control",
                                         json.dumps(more).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            check_equal(answer.status, 204, "the receiver")

    def lines(self):
        with open(self.file, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def events(self):
        return [line["event"] for line in self.lines() if "event" in line]

    def refusals(self):
        return [line["refused"] for line in self.lines() if "refused" in line]


class Lab(Labd):
    """A training labd that tells the receiver."""

    def __init__(self, folder, receiver):
        super().__init__(folder, mode="training")
        self.webhooks = os.path.join(folder, "webhooks.toml")
        self.secrets = os.path.join(folder, "secrets")
        self.use_secrets(SECRETS[0])
        with open(self.webhooks, "w", encoding="utf-8") as file:
            file.write('[[webhooks]]\nname = "scheduler"\n'
                       f'url = "http://127.0.0.1:{receiver.port}/hook?key=hidden"\n'
                       'secret_file = "secrets"\n')

    def command(self):
        return [*super().command(), "--webhooks", self.webhooks]

    def use_secrets(self, *secrets):
        with open(self.secrets, "w", encoding="utf-8") as file:
            file.write("\n".join(secrets) + "\n")


def eventually(what, condition, meanwhile=None):
    deadline = time.monotonic() + WAIT_S
    while not condition():
        check(time.monotonic() < deadline, f"{what}: not within {WAIT_S} s")
        if meanwhile:
            meanwhile()
        time.sleep(0.02)


class Day:
    """An exam day that goes on whatever happens to labd."""

    def __init__(self, labd):
        self.labd = labd
        self.clients = {}
        self.number = 0
        self.renew()

    def renew(self):
        """After a start of labd: its tokens are good as before, its port is another."""
        for name in ("mori", "booking", "admin", "ueda"):
            old = self.clients.get(name)
            if old is None:
                self.clients[name] = self.labd.sign_in(name)
            else:
                self.clients[name] = self.labd.client(old.token)
        self.session = self.clients["mori"].get("/api/v1/sessions")["sessions"][0]["id"]

    def enter(self, entry, name="mori"):
        return self.clients[name].enter(entry)

    def move_clock(self, hours):
        now = self.clients["admin"].get("/api/v1/clock")["now"]
        moved = shifted(now, hours)
        self.clients["admin"].post("/api/v1/training/clock", {"now": moved})

    def ask_for_reread(self, number):
        """Two more events of a sitting."""
        name = f"rr-{number}"
        self.enter({"enter": "reread.requested", "sitting": self.sitting(number), "id": name},
                   "booking")
        self.enter({"enter": "reread.paid", "reread": name, "amount_usd": 1000, "method": "card"},
                   "booking")

    def sitting(self, number):
        return f"{self.session}-{number:02}"

    def sit_exam(self, number):
        """Four events of one sitting: arrived, started, left early, result."""
        sitting = self.sitting(number)
        self.enter(checkin_entries(sitting))
        self.enter({"enter": "module.started", "sitting": sitting, "module": "design"})
        self.enter({"enter": "sitting.finished", "sitting": sitting})
        self.enter({"enter": "result.recorded", "sitting": sitting, "result": "fail",
                    "examiner": "ueda"}, "ueda")

    def pay(self):
        """Two events of one voucher."""
        self.number += 1
        voucher = f"v-{self.number}"
        self.enter({"enter": "voucher.issued", "candidate": f"C-{self.number}", "id": voucher},
                   "booking")
        self.enter({"enter": "voucher.redeemed", "voucher": voucher,
                    "candidate": f"C-{self.number}", "booking": f"bk-{self.number}"}, "booking")

    def pull(self):
        """All events of the feed, page by page."""
        events, after = [], 0
        while True:
            page = self.clients["booking"].get(f"/api/v1/feed?after={after}&limit=7")
            events += page["events"]
            if page["next"] == page["size"]:
                return events
            check(page["next"] > after, f"no progress: {page}")
            after = page["next"]

    def status(self):
        (webhook,) = self.clients["booking"].get("/api/v1/webhooks")["webhooks"]
        return webhook

    def retry(self):
        return self.clients["booking"].post("/api/v1/webhooks/scheduler/retry", {})["retried"]


def shifted(instant, hours):
    """RFC 3339, so many hours later."""
    moved = datetime.datetime.fromisoformat(instant) + datetime.timedelta(hours=hours)
    return moved.isoformat()


def check_agreement(day, receiver):
    """Webhooks and pull agree: nothing is missing, nothing else was told, nothing out of order."""
    pulled = {event["id"]: event for event in day.pull()}
    received = receiver.events()
    for line in receiver.lines():
        check_equal(line.get("faults", []), [], f"faults of {line.get('event')}")
    for event in received:
        check_equal(pulled.get(event["id"]), event, "what the feed says of an event")
    check_equal(sorted({event["id"] for event in received}), sorted(pulled), "what arrived")
    seen, last = set(), {}
    for event in received:
        if event["id"] in seen:
            continue
        seen.add(event["id"])
        subject, sequence = event["subject"], event["sequence"]
        check(last.get(subject, "") < sequence, f"{subject}: {sequence} came too late")
        last[subject] = sequence
    return len(pulled), len(received)


def wait_for_all(day, receiver, meanwhile=None):
    def arrived():
        return {event["id"] for event in receiver.events()} == {event["id"] for event in day.pull()}
    eventually("every event arrives", arrived, meanwhile)
    return check_agreement(day, receiver)


def check_first_events(day, receiver):
    day.move_clock(0.6)
    for number in (1, 2, 3):
        day.sit_exam(number)
    day.pay()
    count, received = wait_for_all(day, receiver)
    check_equal((count, received), (14, 14), "events and what was received")
    types = {event["type"] for event in receiver.events()}
    check_equal(types, {"labd.sitting.arrived", "labd.sitting.started", "labd.sitting.left_early",
                        "labd.result.fail", "labd.voucher.issued", "labd.voucher.redeemed"},
                "types")
    for event in receiver.events():
        check_equal(event["source"], "/training/sites/tyo", "the source")
        check("name" not in event["data"], f"a name is told: {event}")
    # The receiver has them before labd knows that it has.
    eventually("labd knows", lambda: day.status()["delivered"] == 14)
    status = day.status()
    check_equal((status["state"], status["waiting"]), ("working", 0), "the status")
    check("hidden" not in json.dumps(status), f"a query is told: {status}")


def check_rotation(labd, day, receiver):
    """Old, both, new: events go through as long as the receiver knows one of them."""
    labd.use_secrets(SECRETS[1], SECRETS[0])
    labd.process.send_signal(signal.SIGHUP)
    eventually("secrets read again", lambda: "secrets read again" in labd.tail())
    for secret in SECRETS:
        receiver.control(secret=secret)
        day.pay()
        wait_for_all(day, receiver)
    labd.use_secrets(SECRETS[1])
    labd.process.send_signal(signal.SIGHUP)
    eventually("again", lambda: labd.tail().count("secrets read again") == 2)
    day.pay()
    wait_for_all(day, receiver)
    check_equal(receiver.refusals(), [], "refusals of the receiver")
    receiver.control(secret=SECRETS[0])
    day.pay()
    eventually("the old secret is refused", receiver.refusals)
    check_equal(set(receiver.refusals()), {"No matching signature found"}, "refusals")
    eventually("it is seen", lambda: day.status()["state"] == "failing")
    check("401" in day.status()["why"], day.status())
    receiver.control(secret=SECRETS[1])
    check(day.retry() > 0, "nothing was tried again")
    wait_for_all(day, receiver)
    eventually("it works again", lambda: day.status()["state"] == "working")


def check_gone(day, receiver):
    receiver.control(mode="gone")
    day.pay()
    eventually("it is disabled", lambda: day.status()["state"] == "disabled")
    receiver.control(mode="accept")
    day.pay()
    before = len(receiver.events())
    day.move_clock(1)
    time.sleep(0.3)
    check_equal(len(receiver.events()), before, "what came although it is disabled")
    day.retry()
    wait_for_all(day, receiver)


def check_console(labd, day):
    """As a person sees it."""
    console = os.path.join(os.path.dirname(BINARY), "proctor-console")
    token = os.path.join(labd.directory, "token")
    with open(token, "w", encoding="ascii") as file:
        file.write(day.clients["booking"].token)
    os.chmod(token, 0o600)
    done = subprocess.run([console, "--url", labd.url, "--token-file", token, "feed"],
                          capture_output=True, text=True, timeout=60, check=False)
    check_equal(done.returncode, 0, done.stderr)
    check("scheduler" in done.stdout and "working" in done.stdout, done.stdout)


def check_hanging(labd, day, receiver):
    """A receiver that never answers neither stops labd nor keeps it from ending."""
    receiver.control(mode="hang")
    day.pay()
    check_equal(labd.stop(), 0, "the exit status")
    receiver.control(mode="accept")
    labd.start()
    day.renew()
    wait_for_all(day, receiver)


def check_away(labd, day, receiver):
    """30 hours without an answer, and a restart within."""
    receiver.control(mode="away")
    for number in (4, 5, 6):
        day.sit_exam(number)
    for hour in range(30):
        if hour == 15:
            labd.kill()
            labd.start()
            day.renew()
        day.move_clock(1)
        if hour % 5 == 0:
            day.pay()
        time.sleep(0.05)
    eventually("it is seen", lambda: day.status()["state"] == "failing")
    receiver.control(mode="accept")
    return wait_for_all(day, receiver, lambda: day.move_clock(0.25))


def check_storm(labd, day, receiver, chance):
    """Everything at once, and killed meanwhile."""
    receiver.control(mode="mixed")
    for kill in range(KILLS):
        for _ in range(4):
            day.pay()
        if kill < 6:
            day.ask_for_reread(1 + kill)
        day.move_clock(chance.random())
        time.sleep(chance.random() * 0.3)
        labd.kill()
        labd.start()
        day.renew()
    receiver.control(mode="accept")
    count, received = wait_for_all(day, receiver, lambda: (day.move_clock(0.25), day.retry()))
    print(f"{KILLS} kills: {count} events, {received} received", flush=True)


def test(folder):
    seed = int(os.environ.get("LABD_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"LABD_TEST_SEED={seed}", flush=True)
    receiver = Receiver(folder)
    try:
        labd = Lab(os.path.join(folder, "training"), receiver).start()
        day = Day(labd)
        check_first_events(day, receiver)
        check_rotation(labd, day, receiver)
        check_console(labd, day)
        check_gone(day, receiver)
        check_hanging(labd, day, receiver)
        check_away(labd, day, receiver)
        check_storm(labd, day, receiver, random.Random(seed))
        check_equal(labd.stop(), 0, "the exit status")
        labd.check_verify()
    finally:
        receiver.stop()


if __name__ == "__main__":
    sys.exit(run(test))
