#!/usr/bin/env python3
"""Kills labd at random moments under 16 writers and holds the journal against their ledgers.

After each kill `labd verify` must pass, also against the head noted before; after each restart
every acknowledged entry is there exactly once and in the order of its writer, what was not
acknowledged at most once, the clocks are what they were, to the byte, and the journal is proven to
have only grown since each of its earlier heads (RFC 9162). LABD_TEST_SEED repeats the moments.
"""
import os
import random
import sys
import time

from ledger import Audit, Writers
from labd import LONG, Labd, check_equal, clocks, head_of, plan_day, run, save_results
from sceptic import digests, roots_from_consistency

KILLS = 1000 if LONG else int(os.environ.get("LABD_TEST_KILLS", "50"))
# Verifying reads the whole journal after each kill: a new one now and then keeps that short.
KILLS_PER_JOURNAL = 50
WRITERS = 16


def percentile(values, share):
    return round(sorted(values)[min(int(len(values) * share), len(values) - 1)], 3)


class Sitting:
    """One journal, killed many times."""

    def __init__(self, folder, seed):
        self.labd = Labd(folder, seats=WRITERS)
        self.random = random.Random(seed)
        self.sittings = [f"S{i:02}" for i in range(1, WRITERS + 1)]
        self.token = self.labd.make_token("lead", "lead_proctor")
        self.labd.start()
        plan_day(self.labd.client(self.token), self.labd, self.sittings)
        self.writers = Writers(self.labd, self.sittings, self.token, seed)
        self.audit = Audit(self.writers)
        self.recoveries_s = []
        self.killed_at_start = 0
        self.heads = []

    def known(self, client):
        """What must be the same after the next restart."""
        at = client.get("/api/v1/clock")["now"]
        head = head_of(client)
        size = head.split()[0]
        some = self.random.sample(self.sittings, 3)
        return head, (some, at, size), clocks(client, some, at, size)

    def check_growth(self, client):
        """What was told of the journal before stands in what is told now."""
        size, root = head_of(client).split()
        for old in {0, len(self.heads) // 2, len(self.heads) - 1}:
            old_size, old_root = self.heads[old].split()
            answer = client.get(f"/api/v1/log/consistency?from={old_size}&size={size}")
            reached = roots_from_consistency(int(old_size), bytes.fromhex(old_root), int(size),
                                             digests(answer["proof"]))
            check_equal([one.hex() for one in reached], [old_root, root],
                        f"the roots at {old_size} and at {size}")

    def kill_once(self):
        client = self.labd.client(self.token)
        head, question, answer = self.known(client)
        self.heads.append(head)
        client.close()
        self.writers.go()
        time.sleep(0.02 + self.random.random() * 0.6)
        self.labd.kill()
        self.writers.hold()
        self.labd.check_verify(head)
        begin = time.monotonic()
        if self.random.random() < 0.15:
            # Also while it starts.
            self.labd.start_process()
            time.sleep(self.random.random() * 0.15)
            self.labd.kill()
            self.killed_at_start += 1
            self.labd.check_verify(head)
            begin = time.monotonic()
        self.labd.start()
        self.recoveries_s.append(time.monotonic() - begin)
        client = self.labd.client(self.token)
        self.audit.check(client)
        check_equal(clocks(client, *question), answer, "the clocks after the restart")
        self.check_growth(client)
        client.close()

    def finish(self):
        """Lets every writer have its last answer, then ends as an operator would."""
        self.writers.go()
        time.sleep(0.3)
        self.writers.end()
        client = self.labd.client(self.token)
        self.audit.check(client)
        head = head_of(client)
        client.close()
        check_equal(self.labd.stop(), 0, "the exit status")
        self.labd.check_verify(head)


def test(folder):
    seed = int(os.environ.get("LABD_TEST_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"LABD_TEST_SEED={seed}", flush=True)
    results = {"seed": seed, "kills": 0, "kills_at_start": 0, "acknowledged": 0, "retries": 0,
               "answered_by_retry": 0, "given_up": 0, "given_up_but_there": 0}
    recoveries_s = []
    begin = time.monotonic()
    while results["kills"] < KILLS:
        number = results["kills"]
        sitting = Sitting(os.path.join(folder, str(number)), seed + number)
        for _ in range(min(KILLS_PER_JOURNAL, KILLS - number)):
            sitting.kill_once()
            results["kills"] += 1
        sitting.finish()
        writers = sitting.writers
        results["kills_at_start"] += sitting.killed_at_start
        results["acknowledged"] += writers.acknowledged()
        results["retries"] += writers.total("retried")
        results["answered_by_retry"] += writers.total("replayed")
        results["given_up"] += sum(len(writer.ledger.abandoned) for writer in writers.all)
        results["given_up_but_there"] += sitting.audit.abandoned_but_there()
        recoveries_s += sitting.recoveries_s
    results["recovery_p50_s"] = percentile(recoveries_s, 0.5)
    results["recovery_p99_s"] = percentile(recoveries_s, 0.99)
    results["took_s"] = round(time.monotonic() - begin, 1)
    save_results("kill", results)


if __name__ == "__main__":
    sys.exit(run(test))
