#!/usr/bin/env python3
"""An evidence pack on a machine without labd: unpacked by unzip, checked by what stands here, by
the program that lies in it, by sha256sum and openssl; and whatever is done to it is noticed."""
import base64
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile

from checkpoint_test import CHECKPOINT_TIMEOUT_S, Sceptic, read_text, root_from_inclusion
from labd import BINARY, LONG, Labd, check, check_equal, plan_day, run, uuid7

OWN, OTHER = "E71", "E72"
OF_OTHERS = [OTHER, "C-2002", "Person 2", "Suzuki", "Hanako", "鈴木", "花子"]
TAMPERED = 2000 if LONG else 60
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300
# As it stands in README.txt.
BY_HAND = r"""
value() { sed -n "s/^$1 //p" "$F.seal"; }
bytes() { printf "$(value $1 | sed 's/../\\x&/g')"; }
F=$1
{ bytes nonce
  openssl enc -chacha20 -K "$(value key)" \
      -iv 0100000000000000"$(value nonce | cut -c33-48)" -in "$F"
  bytes tag; } | sha256sum
"""


def fill_day(client):
    """What concerns one, both, and the other alone."""
    client.enter({"enter": "sitting.amended", "sitting": OTHER, "name": "Suzuki Hanako",
                  "name_local": "鈴木 花子"})
    client.enter({"enter": "note.added", "sitting": OWN, "text": "Asked for a pen."})
    client.enter({"enter": "note.added", "sitting": OWN, "text": "Spoke with 鈴木さん."})
    client.enter({"enter": "note.added", "sitting": OTHER, "text": "Nothing about the first."})
    client.enter({"enter": "outage.reported", "id": "o1", "cause": "lab",
                  "scope": {"sittings": [OWN, OTHER]}, "description": "Both racks are down."})
    client.enter({"enter": "outage.ended", "outage": "o1"})
    client.enter({"enter": "remedy.requested", "id": "r1", "sitting": OWN, "ground": "B",
                  "documents": ["police report 12"]})


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_equal(archive.testzip(), None, "a part with a wrong checksum")
        for info in archive.infolist():
            check_equal(info.compress_type, zipfile.ZIP_STORED, info.filename)
        return {info.filename: archive.read(info) for info in archive.infolist()}


def check_manifest(parts, folder, key):
    """By Python, and again by sha256sum and openssl as README.txt says."""
    sceptic = Sceptic(folder, key)
    text, signature = parts["MANIFEST.note"].decode().rsplit("\n\n", 1)
    text += "\n"
    encoded = signature.rstrip("\n").split(" ")[2]
    check(sceptic.is_signed(text.encode(), base64.b64decode(encoded)[4:]), "the signature")
    digest = hashlib.sha256(parts["MANIFEST.txt"]).hexdigest()
    check_equal(text, f"labd evidence pack v1\n{sceptic.name}\n{digest}  MANIFEST.txt\n",
                "what is signed")
    named = {}
    size = None
    for line in parts["MANIFEST.txt"].decode().splitlines():
        if line.endswith(" bytes:"):
            size = int(line.split(" ")[1])
        elif not line.startswith("#"):
            digest, name = line.split("  ")
            named[name] = (digest, size)
    check_equal(named, {name: (hashlib.sha256(content).hexdigest(), len(content))
                        for name, content in parts.items() if not name.startswith("MANIFEST.")},
                "the manifest")
    return sceptic


def check_entries(parts, sceptic):
    """Every proof, by RFC 9162 as it stands in checkpoint_test.py."""
    size, root = sceptic.open(parts["checkpoint.txt"].decode())
    types = {}
    names = [name.removesuffix(".tlog-proof") for name in parts if name.endswith(".tlog-proof")]
    for name in names:
        proof, note = parts[name + ".tlog-proof"].decode().split("\n\n", 1)
        check_equal(note.encode(), parts["checkpoint.txt"], "the checkpoint of a proof")
        first, index, *way = proof.split("\n")
        check_equal(first, "c2sp.org/tlog-proof@v1", "the form of a proof")
        seq = int(index.removeprefix("index "))
        readable = json.loads(parts[name + ".json"])
        check_equal(readable["entry"]["seq"], seq, "the number of an entry")
        types[seq] = readable["entry"]["enter"]
        check_equal(name + ".leaf" not in parts, readable["leaf_withheld"], "a leaf")
        if readable["leaf_withheld"]:
            leaf_hash = base64.b64decode(parts[name + ".leaf-hash"])
            check_equal(types[seq], "outage.reported", "what is withheld")
        else:
            leaf = parts[name + ".leaf"]
            leaf_hash = hashlib.sha256(b"\0" + leaf).digest()
            check_same(json.loads(leaf), readable["entry"])
        digests = [base64.b64decode(one) for one in way]
        check_equal(root_from_inclusion(leaf_hash, seq, size, digests), root,
                    f"the root from entry {seq}")
    return types


def check_same(leaf, readable):
    """What a leaf has in the clear is what is read."""
    check_equal([leaf[name] for name in ("seq", "by")], [readable[name] for name in ("seq", "by")],
                "an entry's envelope")
    for name, value in leaf["body"].items():
        # Instants are read in the site's zone.
        if isinstance(value, bool) or (isinstance(value, str) and "T" not in value[10:11]):
            check_equal(readable[name], value, f"{name} of entry {leaf['seq']}")


def check_others(parts, folder):
    for name, content in parts.items():
        if name.endswith(".pdf"):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(content)
            content = subprocess.run(["pdftotext", path, "-"], capture_output=True,
                                     check=True).stdout
            for word in ("Person", "police"):
                check(word.encode() in content, f"{word} is not in {name}")
        for word in OF_OTHERS:
            check(word.encode() not in content, f"{word} stands in {name}")


def verify(*arguments):
    return subprocess.run([BINARY, "verify-pack", *arguments], capture_output=True, text=True,
                          check=False)


def is_noticed(path, data, by_program):
    with open(path, "wb") as file:
        file.write(data)
    check_equal(verify(path).returncode, 1, "labd verify-pack of a changed pack")
    if by_program:
        done = subprocess.run([sys.executable, by_program, path], capture_output=True, check=False)
        check(done.returncode != 0, "check.py takes a changed pack")


def check_tampered(pack, data, checker):
    """One byte changed, dropped, or added, anywhere."""
    place = random.Random(len(data))
    for number in range(TAMPERED):
        at = place.randrange(len(data))
        changed = bytes([data[at] ^ (1 << place.randrange(8))])
        with_change = [data[:at] + changed + data[at + 1:], data[:at] + data[at + 1:],
                       data[:at] + b"\0" + data[at:]][number % 3]
        is_noticed(pack, with_change, checker if number < 12 else None)
    for with_change in (data + b"\0", data[:-1], b"\0" + data, data + data):
        is_noticed(pack, with_change, checker)


def check_programs(folder, data, key):
    pack = os.path.join(folder, "pack.zip")
    with open(pack, "wb") as file:
        file.write(data)
    unpacked = os.path.join(folder, "unpacked")
    subprocess.run(["unzip", "-tq", pack], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["unzip", "-q", pack, "-d", unpacked], check=True)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.txt"], cwd=unpacked,
                   check=True)
    checker = os.path.join(unpacked, "check.py")
    for more in ([], [key]):
        done = subprocess.run([sys.executable, checker, pack, *more], capture_output=True,
                              text=True, check=False)
        check_equal(done.returncode, 0, f"check.py: {done.stderr}")
    check_equal(verify(pack).returncode, 0, "labd verify-pack without a key")
    check_equal(verify(pack, "--key", key).returncode, 0, "labd verify-pack with the key")
    check_equal(json.loads(verify(pack, "--json").stdout)["about"], f"sitting {OWN}", "the report")
    other = key[:-3] + ("AAA" if key[-3:] != "AAA" else "BBB")
    check_equal(verify(pack, "--key", other).returncode, 2, "what is no key")
    check_equal(verify(pack + ".none").returncode, 1, "no pack")
    check_tampered(pack, data, checker)


def check_files(folder, client, key):
    """A file of an incident is linked to its entry; by hand as README.txt says, and by check.py."""
    client.enter({"enter": "incident.opened", "id": "i7", "kind": "cheating", "sittings": [OWN],
                  "description": "a phone"})
    sent = client.call("POST", "/api/v1/incidents/i7/attachments?name=phone.png", PICTURE,
                       headers={"Content-Type": "image/png"}, key=uuid7())
    check_equal(sent.status, 201, "a file is attached")
    answer = client.call("GET", "/api/v1/incidents/i7/evidence")
    check_equal(answer.status, 200, "the pack of an incident")
    pack = os.path.join(folder, "incident.zip")
    with open(pack, "wb") as file:
        file.write(answer.body)
    report = json.loads(verify(pack, "--key", key, "--json").stdout)
    check_equal([report["ok"], report["files"]], [True, 1], "labd verify-pack")
    parts = parts_of(answer.body)
    unpacked = os.path.join(folder, "incident")
    subprocess.run(["unzip", "-q", pack, "-d", unpacked], check=True)
    checker = os.path.join(unpacked, "check.py")
    done = subprocess.run([sys.executable, checker, pack, key], capture_output=True, text=True,
                          check=False)
    check_equal(done.returncode, 0, f"check.py: {done.stderr}")
    check("1 sealed files" in done.stdout, done.stdout)
    path = next(name for name in parts if name.endswith(".png"))
    check_equal(parts[path], PICTURE, "the file")
    by_hand = subprocess.run(["bash", "-euc", BY_HAND, "bash", path], cwd=unpacked, check=True,
                             capture_output=True, text=True).stdout
    seq = next(line.split(" ")[1] for line in parts[path + ".seal"].decode().splitlines()
               if line.startswith("entry "))
    leaf = json.loads(parts[f"entries/{int(seq):010}.leaf"])
    check_equal(by_hand.split(" ")[0], leaf["body"]["sha256"], "the digest that the entry names")
    check(b"phone.png" not in parts[f"entries/{int(seq):010}.leaf"], "the name stands in the leaf")
    with open(checker, encoding="utf-8") as file:
        program = {"__name__": "checker"}
        exec(compile(file.read(), checker, "exec"), program)  # pylint: disable=exec-used
    program["check_file"](path, parts)
    try:
        program["check_file"](path, {**parts, path: PICTURE[:-1] + b"x"})
    except SystemExit as noticed:
        check("not the file" in str(noticed), noticed)
    else:
        check(False, "check.py takes another file")


def test(folder):
    labd = Labd(os.path.join(folder, "real"))
    lead = labd.make_token("lead", "lead_proctor")
    security = labd.make_token("security", "exam_security")
    proctor = labd.make_token("proctor", "proctor")
    labd.start()
    client = labd.client(lead)
    plan_day(client, labd, [OWN, OTHER])
    fill_day(client)
    path = f"/api/v1/sittings/{OWN}/evidence"
    check_equal(labd.client(proctor).call("GET", path).status, 403, "evidence for a proctor")
    deadline = time.monotonic() + CHECKPOINT_TIMEOUT_S
    answer = labd.client(security).call("GET", path)
    while answer.status == 503 and time.monotonic() < deadline:
        time.sleep(0.5)
        answer = labd.client(security).call("GET", path)
    check_equal(answer.status, 200, path)
    key = read_text(client, "/api/v1/log/key").strip()
    parts = parts_of(answer.body)
    check_equal(parts["key.txt"].decode().strip(), key, "the key")
    types = check_entries(parts, check_manifest(parts, folder, key))
    for wanted in ("sitting.booked", "module.started", "outage.reported", "outage.ended",
                   "remedy.requested", "evidence.exported"):
        check(wanted in types.values(), f"{wanted} is not in the pack")
    check_equal(list(types.values()).count("note.added"), 2, "the notes")
    check_equal(list(types.values()).count("sitting.booked"), 1, "the bookings")
    check_others(parts, folder)
    check_programs(folder, answer.body, key)
    check_files(folder, labd.client(security), key)
    check_equal(labd.stop(), 0, "the exit status")
    done = subprocess.run([BINARY, "verify", labd.data], capture_output=True, check=False)
    check_equal(done.returncode, 0, "labd verify")
    print(f"{len(types)} entries in {len(answer.body)} bytes, {TAMPERED + 4} changes noticed")


if __name__ == "__main__":
    sys.exit(run(test))
