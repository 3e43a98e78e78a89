"""A real terminal under test: tmux on a socket of its own, keys into it, and its screen to look at.

Nothing here waits for time to pass, only for what is to be seen.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.dont_write_bytecode = True

from labd import Failure  # noqa: E402

CONSOLE = os.environ.get("CONSOLE_BINARY", os.path.join(ROOT, "build/bin/proctor-console"))
# For what may take long beside other tests.
PATIENCE_S = 120


def catalogue(language):
    with open(os.path.join(ROOT, f"schema/messages/{language}.json"), encoding="utf-8") as file:
        return json.load(file)


class Pane:
    """One terminal with a program in it."""

    def __init__(self, folder, columns, rows):
        self.socket = os.path.join(folder, "tmux")
        self.columns, self.rows = columns, rows

    def tmux(self, *words, check=True):
        done = subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *words],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        if check and done.returncode != 0:
            raise Failure(f"tmux {words}: {done.stderr}")
        return done.stdout

    def start(self, command, environment):
        """Runs a command, and a shell behind it that says how it ended and waits."""
        line = " ".join(shlex.quote(word) for word in command)
        given = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        # A terminal of UTF-8, whatever the locale of this test.
        self.tmux("-u", "new-session", "-d", "-x", str(self.columns), "-y", str(self.rows), *given,
                  f"{line}; echo ended with $?; cat")

    def stop(self):
        self.tmux("kill-server", check=False)

    def press(self, *keys):
        """Keys by tmux's names: Enter, Escape, Tab, C-k."""
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self):
        return self.tmux("capture-pane", "-p").split("\n")[:self.rows]

    def wait(self, is_there, what):
        """Until the screen is as wanted: `is_there` gets its lines, and what it returns comes
        back."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            lines = self.screen()
            found = is_there(lines)
            if found:
                return found
            if time.monotonic() > deadline:
                raise Failure(f"never seen: {what}\n" + "\n".join(lines))
            time.sleep(0.02)

    def wait_text(self, text, what=None):
        return self.wait(lambda lines: any(text in line for line in lines), what or text)

    def wait_gone(self, text):
        return self.wait(lambda lines: all(text not in line for line in lines), f"without {text}")


class Board:
    """A labd, a board on it in a terminal, and what both say."""

    def __init__(self, folder, labd, api):
        self.folder = folder
        self.labd = labd
        self.api = api
        self.session = self.api.get("/api/v1/sessions")["sessions"][0]["id"]
        # Of these the screen shows something else than the API, and is looked at otherwise.
        self.hostile_names = set()
        self.words = catalogue("en")
        self.language = "en"
        self.pane = Pane(folder, 120, 40)

    def start_board(self, **environment):
        token = os.path.join(self.folder, "token")
        with open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(self.api.token + "\n")
        command = [CONSOLE, "board", "--url", self.labd.url, "--token-file", token, "--lang", "en"]
        self.pane.start(command, {"XDG_STATE_HOME": os.path.join(self.folder, "state"),
                                  "LANG": "C.UTF-8", **environment})

    def board(self):
        return self.api.get(f"/api/v1/sessions/{self.session}/board")

    def sitting(self, seat):
        """Who sits there, or sat there last."""
        there = [one for one in self.board()["sittings"] if one["seat"] == seat]
        return min(there, key=lambda one: one["phase"] == "ended")

    def journal(self, kind):
        return [entry for entry in self.api.get("/api/v1/journal?limit=1000")["entries"]
                if entry.get("enter") == kind]

    # --- The screen against the API --------------------------------------------------------

    def state_word(self, sitting):
        if sitting["phase"] == "ended":
            return self.words["enum.ended_as." + sitting["ended_as"]]
        if sitting["on_break"]:
            return self.words["web.on_break"]
        if sitting["clock"] == "stopped":
            return self.words["web.clock_stopped"]
        return self.words["enum.phase." + sitting["phase"]]

    def name(self, sitting):
        local = sitting.get("name_local") if self.language == "ja" else None
        return "" if sitting["name"] in self.hostile_names else local or sitting["name"]

    def differences(self, lines):
        """What the screen shows otherwise than the API says it."""
        wrong = []
        for sitting in self.board()["sittings"]:
            rows = [line for line in lines
                    if re.match(rf"(\S+ +)?{sitting['seat']} ", line.strip())]
            end = sitting.get("ended_at") or sitting["ends_at"]
            wanted = [self.name(sitting)[:5], self.state_word(sitting)[:9],
                      end[11:19] if end else ""]
            if not any(all(word in row for word in wanted) for row in rows):
                wrong.append(f"{wanted} not in {rows}")
        return wrong

    def compare(self):
        seen = []

        def is_same(lines):
            seen[:] = self.differences(lines)
            return not seen

        try:
            self.pane.wait(is_same, "the board as the API has it")
        except Failure as failure:
            raise Failure(f"{seen}\n{failure}") from None

    def wait_api(self, is_so, what):
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > deadline:
                raise Failure(f"never so: {what}\n" + "\n".join(self.pane.screen()))
            time.sleep(0.02)

    # --- Keys ------------------------------------------------------------------------------

    def go_to(self, seat):
        """By its digits; the prompt of a key then names it."""
        self.pane.press("Escape")
        self.pane.type(seat.lstrip("S0"))

    def enter(self, key, line):
        """A key puts a line into the prompt, and Enter enters it."""
        self.pane.type(key)
        self.pane.wait(lambda lines: any(part.startswith(":" + line) for part in lines),
                       f"the prompt :{line}")
        self.pane.press("Enter")

    def prompt(self, line):
        self.pane.type(":")
        self.pane.wait(lambda lines: any(part == ":" for part in lines), "an empty prompt")
        self.pane.type(line)
        self.pane.wait(lambda lines: any(part.startswith(":" + line.rstrip()) for part in lines),
                       f"the prompt :{line}")

    def confirm(self, word):
        self.pane.wait_text("Preview")
        self.pane.type(word)
        self.pane.wait_text("> " + word)
        self.pane.press("Enter")
        self.pane.wait_gone("Preview  :")

    def check_in(self, seat):
        self.go_to(seat)
        self.enter("c", f"arrive {seat}")
        self.wait_api(lambda: self.sitting(seat)["phase"] == "arrived", f"{seat} has arrived")
        while self.sitting(seat)["missing"]:
            missing = self.sitting(seat)["missing"]
            # Another step stands in the prompt only when the screen knows of the last one.
            self.compare_missing(seat, missing)
            self.pane.type("c")
            self.pane.wait(lambda lines: any(line.startswith(":checkin " + seat) or
                                             "passport" in line for line in lines[-8:]),
                           "the check-in step in the prompt")
            self.pane.press("Enter")
            self.wait_api(lambda before=missing: self.sitting(seat)["missing"] != before,
                          f"{missing[0]} of {seat}")
        self.compare()

    def compare_missing(self, seat, missing):
        wanted = self.words["web.checkin_open"].replace("{count}", str(len(missing)))
        self.pane.wait(lambda lines: any(f" {seat} " in line and wanted in line
                                         for line in lines), f"{seat}: {wanted}")

    def named(self, seat):
        """As the prompt names who sits there: by the sitting when others have sat there too."""
        there = [one for one in self.board()["sittings"] if one["seat"] == seat]
        return seat if len(there) == 1 else self.sitting(seat)["sitting"]

    def start_module(self, seat):
        self.go_to(seat)
        self.enter("m", f"module start {self.named(seat)}")
        self.wait_api(lambda: self.sitting(seat)["module"] is not None, f"{seat} works")
        self.compare()

    def hand_in(self, seat):
        before = self.sitting(seat)["module"]["id"]
        self.go_to(seat)
        self.enter("m", f"module hand-in {self.named(seat)} {before}")
        self.wait_api(lambda: self.sitting(seat)["module"] is None, f"{seat} has handed in")
        self.compare()
