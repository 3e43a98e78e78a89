#!/usr/bin/env python3
"""What a sceptic does who has labd's answers and nothing of labd's code: checks the signature of a
checkpoint with openssl, and the proofs that entries stand in it and that the journal only grew."""
import os
import shutil
import subprocess
import sys
import time

from labd import BINARY, Failure, Labd, check, check_equal, plan_day, run
from sceptic import Sceptic, digests, root_from_inclusion, roots_from_consistency

SITTINGS = ["S01", "S02"]
# A checkpoint is made every 10 s; the rest is for a busy machine.
CHECKPOINT_TIMEOUT_S = 120


def read_text(client, path):
    answer = client.call("GET", path)
    check_equal(answer.status, 200, path)
    return answer.body.decode()


def wait_for_key(client):
    """The key, which is told with the first checkpoint."""
    deadline = time.monotonic() + CHECKPOINT_TIMEOUT_S
    while client.call("GET", "/api/v1/log/key").status != 200:
        check(time.monotonic() < deadline, "no checkpoint was ever made")
        time.sleep(0.2)
    return read_text(client, "/api/v1/log/key")


def wait_for_checkpoint(client, sceptic, size):
    """A checkpoint of at least so many entries."""
    deadline = time.monotonic() + CHECKPOINT_TIMEOUT_S
    while time.monotonic() < deadline:
        note = read_text(client, "/api/v1/log/checkpoint")
        found = sceptic.open(note)
        if found[0] >= size:
            return note, found
        time.sleep(0.2)
    raise Failure(f"no checkpoint of {size} entries within {CHECKPOINT_TIMEOUT_S} s")


def check_every_entry(client, size, root):
    for seq in range(size):
        answer = client.get(f"/api/v1/log/inclusion?seq={seq}&size={size}")
        reached = root_from_inclusion(bytes.fromhex(answer["leaf_hash"]), seq, size,
                                      digests(answer["proof"]))
        check_equal(reached, root, f"the root from entry {seq}")


def check_growth(client, heads):
    for old_size, old_root in heads:
        for size, root in heads:
            if old_size <= size:
                answer = client.get(f"/api/v1/log/consistency?from={old_size}&size={size}")
                reached = roots_from_consistency(old_size, old_root, size,
                                                 digests(answer["proof"]))
                check_equal(reached, (old_root, root), f"the roots of {old_size} and {size}")


def test(folder):
    labd = Labd(os.path.join(folder, "real"))
    token = labd.make_token("lead", "lead_proctor")
    labd.start()
    client = labd.client(token)
    plan_day(client, labd, SITTINGS)
    key = wait_for_key(client)
    sceptic = Sceptic(folder, key)
    heads = []
    for number in range(3):
        client.enter({"enter": "note.added", "sitting": "S01", "text": f"note {number}"})
        note, head = wait_for_checkpoint(client, sceptic, client.get("/api/v1/head")["size"])
        heads.append(head)
    check_every_entry(client, *heads[-1])
    check_growth(client, heads)
    check_equal(client.call("GET", "/api/v1/log/inclusion?seq=5&size=5").status, 404,
                "an entry outside the tree")
    check_equal(client.call("GET", "/api/v1/log/consistency?from=9&size=5").status, 400,
                "a journal that shrinks")
    paper = check_print(folder, client, sceptic)
    check_growth(client, [heads[-1], sceptic.open(paper)])
    labd.kill()
    labd.start()
    client = labd.client(token)
    check_equal(read_text(client, "/api/v1/log/key"), key, "the key after a restart")
    later = wait_for_checkpoint(client, sceptic, client.get("/api/v1/head")["size"])[1]
    check_growth(client, [heads[0], later])
    check_equal(labd.stop(), 0, "the exit status")
    check_against(folder, labd, note, key)
    check_against(folder, labd, paper, key)
    check_restored(folder, labd, token, note, key)
    print(f"{heads[-1][0]} entries proven in {len(heads)} checkpoints")


def check_print(folder, client, sceptic):
    """What a scanner reads off the printed checkpoint: the same in both forms and languages."""
    files = []
    for ending in ("html", "pdf"):
        for language in ("en", "ja"):
            answer = client.call("GET", f"/api/v1/log/checkpoint.{ending}",
                                 headers={"Accept-Language": language})
            check_equal(answer.status, 200, f"the checkpoint as {ending}")
            files.append(os.path.join(folder, f"checkpoint-{language}.{ending}"))
            with open(files[-1], "wb") as file:
                file.write(answer.body)
    for name in files[2:]:
        subprocess.run(["pdftoppm", "-r", "150", "-singlefile", name, name[:-4]], check=True)
    here = os.path.dirname(os.path.abspath(__file__))
    texts = {subprocess.run(["node", os.path.join(here, "read_code.mjs"),
                             name.replace(".pdf", ".ppm")],
                            capture_output=True, text=True, check=True).stdout for name in files}
    check_equal(len(texts), 1, "different codes")
    note = texts.pop()
    check_equal(sceptic.open(note)[0], client.get("/api/v1/head")["size"], "the size on paper")
    with open(files[0], encoding="utf-8") as file:
        text = file.read().replace("<code>", "").replace("</code>", "")
    check("<pre>" + note in text, "the text beside the code is another")
    return note


def check_restored(folder, labd, token, note, key):
    """A copy that takes the place of what it was copied from signs under another name, and leads on
    from what was signed before it was made; what was signed afterwards is not in it."""
    copy, keys = os.path.join(folder, "copy"), os.path.join(folder, "keys")
    for more in ([copy], [keys, "--keys"]):
        done = subprocess.run([BINARY, "backup", "--from", labd.data, "--to", *more],
                              capture_output=True, text=True, check=False)
        check_equal(done.returncode, 0, f"labd backup: {done.stderr}")
    labd.start()
    client = labd.client(token)
    client.enter({"enter": "note.added", "sitting": "S01", "text": "lost"})
    sceptic = Sceptic(folder, key)
    lost, lost_head = wait_for_checkpoint(client, sceptic, client.get("/api/v1/head")["size"])
    lost_entry = client.get(f"/api/v1/journal/{lost_head[0] - 1}")
    check_equal(labd.stop(), 0, "the exit status")
    for name in os.listdir(keys):
        shutil.copy(os.path.join(keys, name), copy)
    shutil.copy(os.path.join(labd.data, "master.key"), copy)
    shutil.move(labd.data, os.path.join(folder, "lost"))
    shutil.move(copy, labd.data)
    labd.start()
    client = labd.client(token)
    while client.get("/api/v1/head")["size"] < lost_head[0]:
        client.enter({"enter": "note.added", "sitting": "S01", "text": "another"})
    check(client.get(f"/api/v1/journal/{lost_head[0] - 1}") != lost_entry, "the same entry")
    again = wait_for_key(client)
    renewed = Sceptic(folder, again)
    check_equal(renewed.name, sceptic.name[:-1] + "1", "whose life it is")
    check_equal(again.strip().rsplit("+", 1)[1], key.strip().rsplit("+", 1)[1], "the key itself")
    later = wait_for_checkpoint(client, renewed, lost_head[0])[1]
    check_growth(client, [sceptic.open(note), later])
    check_equal(labd.stop(), 0, "the exit status")
    check_against(folder, labd, note, key)
    check(verify_against(folder, labd, lost, key) == 1, "what is lost is found")


def verify_against(folder, labd, note, key):
    """The exit status of `labd verify --against FILE --key KEY`."""
    noted = os.path.join(folder, "noted")
    with open(noted, "w", encoding="utf-8") as file:
        file.write(note)
    return subprocess.run([BINARY, "verify", labd.data, "--against", noted, "--key", key.strip()],
                          capture_output=True, check=False).returncode


def check_against(folder, labd, note, key):
    """`labd verify --against FILE --key KEY`."""
    check_equal(verify_against(folder, labd, note, key), 0, "labd verify against a checkpoint")
    other = key.strip()[:-3] + ("AAA" if key.strip()[-3:] != "AAA" else "BBB")
    check_equal(verify_against(folder, labd, note, other), 2, "another key")


if __name__ == "__main__":
    sys.exit(run(test))
