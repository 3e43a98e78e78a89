"""A real terminal under test: tmux on a socket of its own, keys into it, and its screen to look at.

Nothing here waits for time to pass, only for what is to be seen.
"""
import json
import os
import shlex
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
sys.dont_write_bytecode = True

from labd import Failure, Labd  # noqa: E402

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


class TrainingLabd(Labd):
    """labd in training, which keeps its port when it is started again."""

    def __init__(self, directory):
        super().__init__(directory, mode="training")
        self.listen = "127.0.0.1:0"

    def command(self):
        return [*super().command()[:-1], self.listen]

    def wait_ready(self):
        ready = super().wait_ready()
        if ready:
            self.listen = self.url.removeprefix("http://")
        return ready
