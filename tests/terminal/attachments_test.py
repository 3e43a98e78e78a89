#!/usr/bin/env python3
"""The terminal console and the files of an incident: each kind is sent as what labd takes it for,
listed, and saved byte for byte; what labd refuses is told in its words, and leaves nothing."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))

from labd import BINARY, Labd, check, check_equal, run  # noqa: E402

LIMIT_S = 60
MOST = 8 * 1024 * 1024
KINDS = {
    "seen.jpg": ("jpeg", b"\xff\xd8\xff\xe0" + bytes(range(256))),
    "a picture & more.png": ("png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9),
    "paper.pdf": ("pdf", b"%PDF-1.7\n\0\1\2"),
    "film.mp4": ("mp4", b"\0\0\0\x18ftypisom" + b"\0" * 100),
    "言ったこと.txt": ("text", "机の下を見た。\n".encode()),
    "no ending": ("text", b"a" * MOST),
}


class Terminal:
    def __init__(self, labd, folder, name):
        self.command = [os.path.join(os.path.dirname(BINARY), "proctor-console"), "--url", labd.url,
                        "--lang", "en", "--no-input"]
        self.environment = {**os.environ, "PROCTOR_CONSOLE_TOKEN": labd.sign_in(name).token,
                            "XDG_CONFIG_HOME": folder}

    def __call__(self, *words, code=0):
        done = subprocess.run([*self.command, *words], capture_output=True, env=self.environment,
                              check=False, timeout=LIMIT_S)
        told = done.stdout.decode() + done.stderr.decode()
        check_equal(done.returncode, code, f"{words}: {told}")
        return told


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def check_kinds(security, terminal, folder):
    for name, (media, content) in KINDS.items():
        told = terminal("incident", "attach", "i1", write(folder, name, content))
        file = security.get("/api/v1/incidents/i1")["attachments"][-1]
        check_equal((file["name"], file["media"], file["bytes"]), (name, media, len(content)),
                    "what was sent")
        check(file["attachment"] in told, f"the entry's id: {told}")
        check(file["attachment"] in terminal("incident", "show", "i1"), "listed")
        saved = os.path.join(folder, "saved")
        terminal("incident", "attachment", "i1", file["attachment"], "--to", saved)
        with open(saved, "rb") as got:
            check(got.read() == content, f"{name}: other bytes")
        check_equal(os.stat(saved).st_mode & 0o777, 0o600, "who can read it")
        os.remove(saved)


def check_key(security, terminal, folder):
    """The command that is told after a lost answer: the same key adds nothing again."""
    path = write(folder, "once.txt", b"once")
    words = ["incident", "attach", "i1", path, "--name", "once", "--idempotency-key", "once-1"]
    terminal(*words)
    count = len(security.get("/api/v1/incidents/i1")["attachments"])
    terminal(*words)
    check_equal(len(security.get("/api/v1/incidents/i1")["attachments"]), count, "a retry")


def check_refused(labd, security, terminal, folder):
    size = security.get("/api/v1/head")["size"]
    told = terminal("incident", "attach", "i1", write(folder, "a.png", b"\x7fELF\0"), code=2)
    check("Accepted are JPEG, PNG, PDF, MP4" in told, f"in labd's words: {told}")
    told = terminal("incident", "attach", "i1", write(folder, "large", b"a" * (MOST + 1)), code=2)
    check(str(MOST + 1) in told and str(MOST) in told, f"the size and the limit: {told}")
    path = write(folder, "good.txt", b"good")
    terminal("incident", "attach", "i1", path, "--preview", code=2)
    terminal("incident", "attach", "i1", path, "--name", "a/b", code=2)
    ops = Terminal(labd, folder, "abe")
    hidden, absent = (ops("incident", "attach", one, path, code=3) for one in ("i1", "i9"))
    check_equal(hidden.replace("i1", "i9"), absent, "hidden or not there")
    file = security.get("/api/v1/incidents/i1")["attachments"][0]["attachment"]
    saved = os.path.join(folder, "hidden")
    ops("incident", "attachment", "i1", file, "--to", saved, code=3)
    check(not os.path.exists(saved), "a file of what is not seen")
    check_equal(security.get("/api/v1/head")["size"], size, "entries of what was refused")


def test(folder):
    labd = Labd(os.path.join(folder, "training"), mode="training").start()
    security = labd.sign_in("kato")
    session = security.get("/api/v1/sessions")["sessions"][0]["id"]
    security.enter({"enter": "incident.opened", "id": "i1", "session": session, "kind": "cheating",
                    "description": "A phone."})
    terminal = Terminal(labd, folder, "kato")
    check_kinds(security, terminal, folder)
    check_key(security, terminal, folder)
    check_refused(labd, security, terminal, folder)
    check_equal(labd.stop(), 0, "the exit status")
    labd.check_verify()


if __name__ == "__main__":
    sys.exit(run(test))
