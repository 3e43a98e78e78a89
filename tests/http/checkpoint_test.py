#!/usr/bin/env python3
"""What a sceptic does who has labd's answers and nothing of labd's code: checks the signature of a
checkpoint with openssl, and the proofs that entries stand in it and that the journal only grew."""
import base64
import hashlib
import os
import subprocess
import sys
import time

from labd import BINARY, Failure, Labd, check, check_equal, plan_day, run

SITTINGS = ["S01", "S02"]
# A checkpoint is made every 10 s; the rest is for a busy machine.
CHECKPOINT_TIMEOUT_S = 120
# SubjectPublicKeyInfo of an Ed25519 key (RFC 8410), before its 32 bytes.
ED25519_PREFIX = bytes.fromhex("302a300506032b6570032100")


def hash_node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_from_inclusion(leaf_hash, index, size, proof):
    """RFC 9162, section 2.1.3.2."""
    node, last, digest = index, size - 1, leaf_hash
    for sibling in proof:
        check(last > 0, "the proof is too long")
        if node % 2 == 1 or node == last:
            digest = hash_node(sibling, digest)
            while node % 2 == 0 and node != 0:
                node, last = node // 2, last // 2
        else:
            digest = hash_node(digest, sibling)
        node, last = node // 2, last // 2
    check_equal(last, 0, "what is left of the way up")
    return digest


def roots_from_consistency(old_size, old_root, size, proof):
    """RFC 9162, section 2.1.4.2: the old and the new root that the proof leads to."""
    if old_size == size:
        check_equal(proof, [], "the proof of nothing")
        return old_root, old_root
    node, last = old_size - 1, size - 1
    while node % 2 == 1:
        node, last = node // 2, last // 2
    path = ([old_root] if node == 0 else []) + proof
    old, new = path[0], path[0]
    for sibling in path[1:]:
        check(last > 0, "the proof is too long")
        if node % 2 == 1 or node == last:
            old, new = hash_node(sibling, old), hash_node(sibling, new)
            while node % 2 == 0 and node != 0:
                node, last = node // 2, last // 2
        else:
            new = hash_node(new, sibling)
        node, last = node // 2, last // 2
    check_equal(last, 0, "what is left of the way up")
    return old, new


class Sceptic:
    """Knows the key from paper, and openssl."""

    def __init__(self, folder, key):
        self.folder = folder
        self.name, key_id, encoded = key.strip().split("+", 2)
        algorithm_and_key = base64.b64decode(encoded, validate=True)
        check_equal(algorithm_and_key[0], 1, "the algorithm")
        digest = hashlib.sha256(self.name.encode() + b"\n" + algorithm_and_key).digest()
        check_equal(key_id, digest[:4].hex(), "the key's id")
        self.key_id = digest[:4]
        self.key_file = os.path.join(folder, "key.der")
        with open(self.key_file, "wb") as file:
            file.write(ED25519_PREFIX + algorithm_and_key[1:])

    def is_signed(self, text, signature):
        names = [os.path.join(self.folder, name) for name in ("text", "signature")]
        for name, content in zip(names, (text, signature)):
            with open(name, "wb") as file:
                file.write(content)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", self.key_file,
             "-rawin", "-in", names[0], "-sigfile", names[1]], capture_output=True, check=False)
        return done.returncode == 0

    def open(self, note):
        """(size, root) of a checkpoint."""
        text, signatures = note.rsplit("\n\n", 1)
        text += "\n"
        dash, name, encoded = signatures.rstrip("\n").split(" ")
        check_equal((dash, name), ("\u2014", self.name), "who signed")
        signature = base64.b64decode(encoded, validate=True)
        check_equal(signature[:4], self.key_id, "the id of the key that signed")
        check(self.is_signed(text.encode(), signature[4:]), "the signature is wrong")
        check(not self.is_signed(text.replace("labd", "labd2").encode(), signature[4:]),
              "openssl takes anything")
        origin, size, root = text.splitlines()
        check_equal(origin, self.name, "the origin")
        return int(size), base64.b64decode(root, validate=True)


def read_text(client, path):
    answer = client.call("GET", path)
    check_equal(answer.status, 200, path)
    return answer.body.decode()


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


def digests(proof):
    return [bytes.fromhex(digest) for digest in proof]


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
    deadline = time.monotonic() + CHECKPOINT_TIMEOUT_S
    while client.call("GET", "/api/v1/log/key").status != 200:
        check(time.monotonic() < deadline, "no checkpoint was ever made")
        time.sleep(0.2)
    key = read_text(client, "/api/v1/log/key")
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
    labd.kill()
    labd.start()
    client = labd.client(token)
    check_equal(read_text(client, "/api/v1/log/key"), key, "the key after a restart")
    later = wait_for_checkpoint(client, sceptic, client.get("/api/v1/head")["size"])[1]
    check_growth(client, [heads[0], later])
    check_equal(labd.stop(), 0, "the exit status")
    check_against(folder, labd, note, key)
    print(f"{heads[-1][0]} entries proven in {len(heads)} checkpoints")


def check_against(folder, labd, note, key):
    """`labd verify --against FILE --key KEY`."""
    noted = os.path.join(folder, "friday.note")
    with open(noted, "w", encoding="utf-8") as file:
        file.write(note)

    def verify(key_given):
        return subprocess.run([BINARY, "verify", labd.data, "--against", noted, "--key",
                               key_given], capture_output=True, text=True, check=False)

    done = verify(key.strip())
    check_equal(done.returncode, 0, f"labd verify against a checkpoint: {done.stderr}")
    other = key.strip()[:-3] + ("AAA" if key.strip()[-3:] != "AAA" else "BBB")
    check_equal(verify(other).returncode, 2, "another key")


if __name__ == "__main__":
    sys.exit(run(test))
