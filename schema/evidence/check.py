#!/usr/bin/env python3
"""Checks an evidence pack with Python's standard library and openssl, without the site's software.

usage: check.py PACK.zip [KEY]

KEY is the site's public key as in key.txt, from elsewhere; without it only the pack's own key is
used, which shows damage but not who made the pack.
"""
import base64
import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib


def need(condition, what):
    if not condition:
        sys.exit(f"NOT WHOLE: {what}")


def canonical(parts):
    """The only ZIP that these parts give: stored, no times, no comments, nothing between."""
    body, directory = bytearray(), bytearray()
    for name, content in parts:
        path = name.encode()
        common = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 0x21, zlib.crc32(content), len(content),
                             len(content), len(path), 0)
        directory += struct.pack("<IH", 0x02014b50, 10) + common + bytes(10)
        directory += struct.pack("<I", len(body)) + path
        body += struct.pack("<I", 0x04034b50) + common + path + content
    end = struct.pack("<IIHHIIH", 0x06054b50, 0, len(parts), len(parts), len(directory), len(body),
                      0)
    return bytes(body + directory) + end


def open_note(note, name, pem):
    """The text of a signed note, its one signature checked by openssl."""
    text, _, signature = note.decode().rpartition("\n\n")
    text += "\n"
    found = re.fullmatch("\u2014 (\\S+) ([A-Za-z0-9+/]+=*)\n", signature)
    need(found and found.group(1) == name, "a note is not signed by the journal's key")
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        contents = {"text": text.encode(), "key": pem,
                    "signature": base64.b64decode(found.group(2), validate=True)[4:]}
        for kind, content in contents.items():
            paths[kind] = os.path.join(folder, kind)
            with open(paths[kind], "wb") as file:
                file.write(content)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", paths["key"],
                               "-rawin", "-in", paths["text"], "-sigfile", paths["signature"]],
                              capture_output=True, check=False)
    need(done.returncode == 0, "a signature is wrong")
    return text


def root_from(leaf_hash, index, size, way):
    """RFC 9162, section 2.1.3.2."""
    node, last, digest = index, size - 1, leaf_hash
    for sibling in way:
        need(last > 0, "a proof is too long")
        if node % 2 == 1 or node == last:
            digest = hashlib.sha256(b"\1" + sibling + digest).digest()
            while node % 2 == 0 and node != 0:
                node, last = node // 2, last // 2
        else:
            digest = hashlib.sha256(b"\1" + digest + sibling).digest()
        node, last = node // 2, last // 2
    need(last == 0, "a proof is too short")
    return digest


def check_entry(name, parts, size, root):
    lines = parts[name + ".tlog-proof"].decode().split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1", f"{name}: no proof")
    index = int(lines[1].removeprefix("index "))
    need(name == f"entries/{index:010}" and index < size, f"{name}: a proof of another entry")
    end = lines.index("")
    way = [base64.b64decode(line, validate=True) for line in lines[2:end]]
    need("\n".join(lines[end + 1:]).encode() == parts["checkpoint.txt"],
         f"{name}: a proof of another checkpoint")
    need((name + ".leaf" in parts) != (name + ".leaf-hash" in parts), f"{name}: not complete")
    if name + ".leaf" in parts:
        leaf_hash = hashlib.sha256(b"\0" + parts[name + ".leaf"]).digest()
    else:
        leaf_hash = base64.b64decode(parts[name + ".leaf-hash"].strip(), validate=True)
    need(root_from(leaf_hash, index, size, way) == root, f"{name} does not stand in the journal")


def check_file(path, parts):
    """The encrypted form of a file (RFC 8439) has the SHA-256 that its entry names."""
    lines = parts[path + ".seal"].decode().split("\n")
    need(lines[0] == "labd file seal v1", f"{path}: no seal")
    seal = dict(line.split(" ", 1) for line in lines[1:-1])
    done = subprocess.run(["openssl", "enc", "-chacha20", "-K", seal["key"],
                           "-iv", "01000000" + "00000000" + seal["nonce"][-16:]],
                          input=parts[path], capture_output=True, check=False)
    need(done.returncode == 0, f"{path}: openssl cannot encrypt")
    stored = bytes.fromhex(seal["nonce"]) + done.stdout + bytes.fromhex(seal["tag"])
    leaf = json.loads(parts[f"entries/{int(seal['entry']):010}.leaf"])
    need(leaf["body"]["sha256"] == hashlib.sha256(stored).hexdigest(),
         f"{path} is not the file that its entry names")


def main(pack, key=None):
    with open(pack, "rb") as file:
        data = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        need(False, f"no ZIP: {error}")
    parts = dict(listed)
    need(len(parts) == len(listed), "a part is there twice")
    need(canonical(listed) == data, "the ZIP holds other bytes than its parts")

    own_key = parts["key.txt"].decode().strip()
    need(key is None or key.strip() == own_key, "it was signed with another key")
    name, key_id, encoded = own_key.split("+", 2)
    typed = base64.b64decode(encoded, validate=True)
    need(typed[0] == 1 and len(typed) == 33, "not an Ed25519 key")
    need(hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4].hex() == key_id, "the key's id")
    pem = (b"-----BEGIN PUBLIC KEY-----\n" +
           base64.b64encode(bytes.fromhex("302a300506032b6570032100") + typed[1:]) +
           b"\n-----END PUBLIC KEY-----\n")
    need(parts["key.pem"] == pem, "key.pem is another key")

    manifest = parts["MANIFEST.txt"]
    signed = open_note(parts["MANIFEST.note"], name, pem).split("\n")
    need(signed == ["labd evidence pack v1", name,
                    hashlib.sha256(manifest).hexdigest() + "  MANIFEST.txt", ""],
         "the manifest is not the one that was signed")
    lines = manifest.decode().split("\n")
    expected = []
    for part, content in listed[2:]:
        expected += [f"# {len(content)} bytes:", f"{hashlib.sha256(content).hexdigest()}  {part}"]
    need([name for name, _ in listed[:2]] == ["MANIFEST.note", "MANIFEST.txt"]
         and lines[5:] == expected + [""], "its parts are not those of the manifest")

    origin, size, root = open_note(parts["checkpoint.txt"], name, pem).split("\n")[:3]
    need(origin == name, "a checkpoint of another journal")
    entries = sorted({part.split(".")[0] for part in parts if part.startswith("entries/")})
    for entry in entries:
        check_entry(entry, parts, int(size), base64.b64decode(root, validate=True))
    files = [part.removesuffix(".seal") for part in parts if part.endswith(".seal")]
    for file in files:
        check_file(file, parts)
    print(f"whole: {lines[2].removeprefix('# ')}, {len(entries)} entries of {size}, "
          f"{len(files)} sealed files")
    print(f"signed by {name}")
    if key is None:
        print("The key is the pack's own: compare key.txt with the site's key from elsewhere.")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
