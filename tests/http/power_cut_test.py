#!/usr/bin/env python3
"""A power cut in the middle of an exam: the next labd says until when the one before was alive,
previews what a site outage since then means, and entering it gives the lost minutes back."""
import datetime
import os
import sys
import time

from labd import LONG, Failure, Labd, check, check_equal, plan_day, read_journal, run

SITTINGS = ["S01", "S02"]
ROUNDS = 20 if LONG else 2
# The liveness mark is written each second; the rest is for a busy machine.
MARK_AGE_MAX_S = 2.0


def instant(text):
    return datetime.datetime.fromisoformat(text)


def wait_for_start(client, size):
    """The entry that says that labd started; it may be on its way to the disk when labd answers."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for entry in read_journal(client, size):
            check_equal(entry["enter"], "daemon.started", "the first entry after a restart")
            return entry
        time.sleep(0.02)
    raise Failure("no daemon.started within 10 s")


def cut(labd, token, down_s):
    """One power cut."""
    # So that a mark of this process is there.
    time.sleep(1.2)
    before = labd.client(token)
    begin = {sitting: before.get(f"/api/v1/sittings/{sitting}") for sitting in SITTINGS}
    size = before.get("/api/v1/head")["size"]
    killed = datetime.datetime.now(datetime.timezone.utc)
    labd.kill()
    time.sleep(down_s)
    labd.start()
    client = labd.client(token)
    started = wait_for_start(client, size)
    alive_until = instant(started["alive_until"])
    age_s = (killed - alive_until).total_seconds()
    check(-0.1 <= age_s <= MARK_AGE_MAX_S, f"alive until {alive_until}, killed at {killed}")

    told = client.get("/api/v1/restart")
    check_equal(told["alive_until"], started["alive_until"], "GET /api/v1/restart")
    check_equal(sorted(effect["sitting"] for effect in told["effects"]), SITTINGS,
                "the sittings that the outage would concern")
    for effect in told["effects"]:
        # Open until somebody says that it is over: no end can be told meanwhile.
        check("ends_before" in effect and "ends_after" not in effect, f"the effect {effect}")
    check_equal(client.get("/api/v1/head")["size"], size + 1, "the journal after a preview")

    outage = {"enter": "outage.reported", "session": told["session"], "scope": {"site": True},
              "cause": "lab", "happened": told["alive_until"], "reason": "power cut"}
    (recorded,) = client.enter(outage)["entries"]
    check_equal(client.get("/api/v1/sittings/S01")["clock"], "stopped", "the clock meanwhile")
    check(client.call("GET", "/api/v1/restart").status == 204, "the question is answered")
    (ended,) = client.enter({"enter": "outage.ended", "outage": recorded["id"]})["entries"]
    lost = instant(ended["happened"]) - alive_until
    check(lost.total_seconds() >= down_s, f"only {lost} were lost")
    for sitting in SITTINGS:
        after = client.get(f"/api/v1/sittings/{sitting}")
        given = instant(after["ends_at"]) - instant(begin[sitting]["ends_at"])
        check_equal(given, lost, f"what {sitting} got back")
        limit = (instant(after["module"]["limit_at"])
                 - instant(begin[sitting]["module"]["limit_at"]))
        check_equal(limit, lost, f"what the module of {sitting} got back")
        check_equal(round(after["lost_s"] - begin[sitting]["lost_s"], 6), lost.total_seconds(),
                    f"the lost time of {sitting}")


def test(folder):
    labd = Labd(os.path.join(folder, "real"))
    token = labd.make_token("lead", "lead_proctor")
    labd.start()
    plan_day(labd.client(token), labd, SITTINGS)
    for number in range(ROUNDS):
        cut(labd, token, 0.5 + number % 4)
    labd.stop()
    labd.check_verify()
    print(f"{ROUNDS} power cuts")


if __name__ == "__main__":
    sys.exit(run(test))
