"""Checks signatures and proofs with openssl and nothing of labd's code."""
import base64
import hashlib
import os
import subprocess

from labd import check, check_equal

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


def digests(proof):
    return [bytes.fromhex(digest) for digest in proof]
