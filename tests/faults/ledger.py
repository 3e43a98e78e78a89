"""Writers that keep a ledger of what was promised to them, and the journal held against it."""
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../http"))

from labd import Client, Failure, Gone, check, read_journal, uuid7  # noqa: E402


class Ledger:
    """What one writer was told. Sequences count from 0 in the order of writing."""

    def __init__(self, writer):
        self.writer = writer
        self.acknowledged = {}
        self.abandoned = set()


class Writer(threading.Thread):
    """Enters one thing after the other for its own sitting, and never goes on before the last one
    is acknowledged or given up. Survives restarts: the same key is sent again until it is answered.
    """

    # What may come back while the daemon is in trouble and asks to try again.
    AGAIN = (503, 507)

    def __init__(self, number, sitting, token, chance, text_bytes=40):
        super().__init__(daemon=True)
        self.ledger = Ledger(number)
        self.sitting = sitting
        self.token = token
        self.random = random.Random(chance)
        self.text_bytes = text_bytes
        self.url = None
        self.may_write = threading.Event()
        self.idle = threading.Event()
        self.ended = False
        self.failure = None
        self.next = 0
        self.open_break = None
        self.retried = 0
        self.replayed = 0
        self.statuses = {}
        self.on_refusal = None

    def run(self):
        try:
            while not self.ended:
                self.write_one()
        except Failure as failure:
            self.failure = failure
        except Exception as error:  # pylint: disable=broad-except
            self.failure = Failure(f"writer {self.ledger.writer}: {error!r}")

    def write_one(self):
        number = self.next
        self.next += 1
        entry = self.make_entry(number)
        key = uuid7()
        attempts = 0
        client = None
        while not self.ended:
            if not self.may_write.is_set():
                self.idle.set()
                client = self.drop(client)
                self.may_write.wait(0.5)
                continue
            self.idle.clear()
            if attempts == 1 and self.gives_up(entry):
                self.ledger.abandoned.add(entry["id"])
                break
            attempts += 1
            self.retried += attempts > 1
            if client is None:
                client = Client(self.url, self.token)
            try:
                if self.send(client, entry, key):
                    break
            except Gone:
                client = self.drop(client)
                time.sleep(0.01)
        self.drop(client)
        if self.pause_s():
            time.sleep(self.pause_s())

    @staticmethod
    def drop(client):
        if client:
            client.close()

    def pause_s(self):
        return self.random.random() * 0.02

    def gives_up(self, entry):
        """Some things are not sent again, so that it stays unknown whether they are there."""
        return entry["enter"] == "note.added" and self.random.random() < 0.2

    def make_entry(self, number):
        name = f"w{self.ledger.writer:02}-{number:06}"
        if self.open_break and self.random.random() < 0.3:
            entry = {"enter": "break.ended", "id": name, "break": self.open_break}
            self.open_break = None
        elif not self.open_break and self.random.random() < 0.1:
            entry = {"enter": "break.started", "id": name, "sitting": self.sitting,
                     "kind": "toilet", "place": "corridor"}
            self.open_break = name
        else:
            entry = {"enter": "note.added", "id": name, "sitting": self.sitting,
                     "text": "x" * self.text_bytes}
        return entry

    def send(self, client, entry, key):
        """Whether it is acknowledged."""
        answer = client.call("POST", "/api/v1/entries", entry, key=key)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status == 201:
            (recorded,) = answer.json["entries"]
            check(recorded["id"] == entry["id"], f"another entry was answered: {answer}")
            self.ledger.acknowledged[entry["id"]] = recorded["seq"]
            self.replayed += "idempotency-replayed" in answer.headers
            return True
        in_flight = answer.status == 409 and answer.problem == "in-flight"
        check(answer.status in self.AGAIN or in_flight,
              f"writer {self.ledger.writer}, {entry}: {answer}")
        if self.on_refusal:
            self.on_refusal(answer)
        time.sleep(0.02)
        return False


class Writers:
    """All writers at once."""

    def __init__(self, labd, sittings, token, seed, **more):
        self.labd = labd
        self.all = [Writer(i, sitting, token, seed * 1000 + i, **more)
                    for i, sitting in enumerate(sittings)]
        self.started = False

    def go(self):
        for writer in self.all:
            writer.url = self.labd.url
            writer.may_write.set()
            if not self.started:
                writer.start()
        self.started = True

    def hold(self, wait=False):
        """No new request; with `wait`, until those on their way are answered."""
        for writer in self.all:
            writer.idle.clear()
            writer.may_write.clear()
        for writer in self.all:
            if wait:
                writer.idle.wait(90)
        self.check()

    def end(self):
        for writer in self.all:
            writer.ended = True
            writer.may_write.set()
        for writer in self.all:
            if self.started:
                writer.join(90)
        self.check()

    def check(self):
        for writer in self.all:
            if writer.failure:
                raise writer.failure

    def acknowledged(self):
        return sum(len(writer.ledger.acknowledged) for writer in self.all)

    def total(self, name):
        return sum(getattr(writer, name) for writer in self.all)


class Audit:
    """Reads a journal as it grows and holds it against the ledgers."""

    def __init__(self, writers):
        self.writers = writers
        self.read_to = 0
        self.sequences = {}
        self.last = {}

    def check(self, client):
        """Every acknowledged entry is there once, at its sequence, in its writer's order; nothing
        is there twice."""
        for entry in read_journal(client, self.read_to):
            check(entry["seq"] == self.read_to, f"a hole in the journal before {entry}")
            self.read_to += 1
            name = entry.get("id", "")
            writer = name.partition("-")[0]
            if not (writer.startswith("w") and writer[1:].isdigit()):
                continue
            check(name not in self.sequences, f"{name} is there twice")
            check(self.last.get(writer, "") < name, f"{name} stands after {self.last.get(writer)}")
            self.last[writer] = name
            self.sequences[name] = entry["seq"]
        for writer in self.writers.all:
            for name, seq in list(writer.ledger.acknowledged.items()):
                found = self.sequences.get(name)
                check(found == seq, f"{name} was acknowledged as {seq}, the journal says {found}")

    def abandoned_but_there(self):
        return sum(name in self.sequences for writer in self.writers.all
                   for name in writer.ledger.abandoned)
