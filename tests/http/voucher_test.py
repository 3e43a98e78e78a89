#!/usr/bin/env python3
"""Vouchers by their codes on a running labd: shown once, stored nowhere, redeemed exactly once.

1,000 attempts at one voucher at the same time (200 in the short run), from many connections and
with retries of one key among them: exactly one is recorded. No file of labd holds a code.
"""
import glob
import os
import sys
import threading

from labd import LONG, Labd, check, check_equal, run, uuid7

ATTEMPTS = 1000 if LONG else 200
CONNECTIONS = 40
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def issue(desk, candidate, expected=201, key=None, **more):
    return desk.post("/api/v1/vouchers", dict({"candidate": candidate}, **more), expected,
                     key=key or uuid7())


def redeem(client, code, candidate, booking, key=None):
    return client.call("POST", "/api/v1/vouchers/redeem",
                       {"code": code, "candidate": candidate, "booking": booking},
                       key=key or uuid7())


def check_codes(desk):
    """How codes look, and that none tells of another."""
    codes = [issue(desk, "C-1")["code"] for _ in range(20)]
    check_equal(len(set(codes)), len(codes), "codes")
    for code in codes:
        groups = code.split("-")
        check_equal([len(group) for group in groups], [4] * 6, code)
        check(set("".join(groups)) <= set(ALPHABET), code)
    # Bits are random: no place has the same character in all of them.
    plain = [code.replace("-", "") for code in codes]
    for place in range(24):
        check(len({code[place] for code in plain}) > 1, f"place {place} is always the same")
    return codes


def check_one_voucher(labd, desk):
    issued = issue(desk, "C-2", id="v-2", expires="2099-12-31")
    code = issued["code"]
    check_equal(issued["last_four"], code[-4:], "what is shown of it")
    known = desk.get("/api/v1/vouchers/v-2")
    check("code" not in known, known)
    check_equal((known["state"], known["last_day"]), ("issued", "2099-12-31"), known)
    answer = desk.post("/api/v1/vouchers/check", {"code": code.lower(), "candidate": "C-2"})
    check_equal((answer["pays"], answer["bars"]), (True, []), answer)
    answer = desk.post("/api/v1/vouchers/check", {"code": code, "candidate": "C-3"})
    check_equal([bar["rule"] for bar in answer["bars"]], ["VCH-1"], answer)
    check_equal(redeem(desk, code, "C-3", "bk").json["rules"], ["VCH-1"], "somebody else's")
    # One character read wrongly is no voucher at all.
    wrong = ("1" if code[0] == "0" else "0") + code[1:]
    check_equal(redeem(desk, wrong, "C-2", "bk").status, 400, "a code that cannot be")
    check_equal(redeem(desk, "0" * 24, "C-2", "bk").json["rules"], ["VCH-4"], "a forged code")
    answer = desk.post("/api/v1/vouchers/check", {"code": "0" * 24, "candidate": "C-2"})
    check_equal((answer["pays"], answer["conduct"]), (False, True), answer)
    return code


def check_retry(desk):
    """A retry gets the same voucher, and no code: labd does not have it any more."""
    key = uuid7()
    first = issue(desk, "C-4", key=key)
    again = issue(desk, "C-4", key=key)
    check_equal((again["voucher"], again["code"]), (first["voucher"], None), "the retry")
    desk.enter({"enter": "voucher.voided", "voucher": first["voucher"], "reason": "answer lost"})
    check_equal(desk.get(f"/api/v1/vouchers/{first['voucher']}")["state"], "voided", "its state")
    check_equal(redeem(desk, first["code"], "C-4", "bk").json["rules"], ["VCH-4"], "voided")


def storm(labd, code):
    """Everybody tries at once; statuses by the booking that was paid."""
    answers = []
    lock = threading.Lock()
    start = threading.Barrier(CONNECTIONS)
    tokens = [labd.sign_in(name).token for name in ("booking", "mori")]
    clients = [labd.client(tokens[i % 2]) for i in range(CONNECTIONS)]

    def attempt(number):
        mine = []
        start.wait()
        for i in range(ATTEMPTS // CONNECTIONS):
            booking = f"bk-{number}-{i}"
            key = uuid7()
            mine.append((booking, redeem(clients[number], code, "C-2", booking, key)))
            if i % 5 == 0:
                mine.append((booking, redeem(clients[number], code, "C-2", booking, key)))
        with lock:
            answers.extend(mine)

    threads = [threading.Thread(target=attempt, args=(i,)) for i in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    return answers


def check_storm(labd, desk, code):
    answers = storm(labd, code)
    paid = {booking for booking, answer in answers if answer.status == 201}
    check_equal(len(paid), 1, "bookings that were paid")
    for booking, answer in answers:
        check(answer.status in (201, 422), f"{booking}: {answer}")
        if answer.status == 422:
            check_equal(answer.json["rules"], ["VCH-4", "VCH-5"], booking)
    known = desk.get("/api/v1/vouchers/v-2")
    check_equal((known["state"], known["booking"]), ("redeemed", paid.pop()), known)
    entries = desk.get("/api/v1/journal?type=voucher.redeemed&limit=1000")["entries"]
    used = [entry for entry in entries if entry.get("enter") == "voucher.redeemed"]
    check_equal(len(used), 1, "redemptions in the journal")
    return len(answers)


def check_files(folder, codes):
    """No code stands in any file, with or without its groups."""
    files = [path for path in glob.glob(os.path.join(folder, "**"), recursive=True)
             if os.path.isfile(path)]
    check(len(files) >= 3, files)
    for path in files:
        with open(path, "rb") as file:
            content = file.read()
        for code in codes:
            for text in (code, code.replace("-", "")):
                check(text.encode() not in content, f"{path} holds a code")


def test(folder):
    labd = Labd(os.path.join(folder, "data"), mode="training").start()
    desk = labd.sign_in("booking")
    codes = check_codes(desk)
    code = check_one_voucher(labd, desk)
    check_retry(desk)
    entry = desk.call("POST", "/api/v1/entries",
                      {"enter": "voucher.issued", "candidate": "C-1",
                       "code": {"digest": "a" * 64, "last_four": "0000"}}, key=uuid7())
    check_equal((entry.status, entry.json["place"]), (400, "/code"), "a code of one's own")
    count = check_storm(labd, desk, code)
    check_equal(labd.stop(), 0, "the exit status")
    check_files(folder, [*codes, code])
    labd.start()
    desk = labd.sign_in("booking")
    check_equal(redeem(desk, code, "C-2", "bk-late").json["rules"], ["VCH-4", "VCH-5"],
                "after a restart")
    check_equal(redeem(desk, codes[0], "C-1", "bk-1").status, 201, "another after a restart")
    check_equal(labd.stop(), 0, "the exit status")
    labd.check_verify()
    print(f"{count} attempts at one voucher, one redemption")


if __name__ == "__main__":
    sys.exit(run(test))
