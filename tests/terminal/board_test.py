"""The full-screen floor in a real terminal on a real labd: a short day driven by keys alone. After
each step the screen is compared with the API's answer."""
import os
import re
import sys
import time

from terminal import CONSOLE, PATIENCE_S, Pane, TrainingLabd, catalogue

from labd import Failure, check, check_equal, run

HOSTILE = "\u202eevil\u202c שלום 👨\u200d👩\u200d👧 🇯🇵 <b>&amp;</b> " + "長" * 60


class Day:
    """A labd, a board on it, and what both say."""

    def __init__(self, folder):
        self.folder = folder
        self.labd = TrainingLabd(os.path.join(folder, "labd")).start()
        self.admin = self.labd.sign_in("admin")
        self.api = self.labd.sign_in("mori")
        self.session = self.api.get("/api/v1/sessions")["sessions"][0]["id"]
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
        return next(one for one in self.board()["sittings"] if one["seat"] == seat)

    def journal(self, kind):
        return [entry for entry in self.api.get("/api/v1/journal?limit=1000")["entries"]
                if entry.get("enter") == kind]

    def set_clock(self, time_of_day):
        now = self.admin.get("/api/v1/clock")["now"]
        self.admin.post("/api/v1/training/clock", {"now": now[:11] + time_of_day + now[-6:]})
        self.pane.wait(lambda lines: self.shows_time(lines[0], time_of_day),
                       f"the official time {time_of_day}")

    @staticmethod
    def shows_time(line, time_of_day):
        found = re.search(r"(\d\d):(\d\d):(\d\d)", line)
        if not found:
            return False
        hours, minutes, seconds = (int(part) for part in time_of_day.split(":"))
        shown = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
        return 0 <= shown - (hours * 3600 + minutes * 60 + seconds) < 2 * PATIENCE_S

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
        # What is made harmless is compared elsewhere.
        return "" if sitting["name"] == HOSTILE else local or sitting["name"]

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

    def start_module(self, seat):
        self.go_to(seat)
        self.enter("m", f"module start {seat}")
        self.wait_api(lambda: self.sitting(seat)["module"] is not None, f"{seat} works")
        self.compare()

    def hand_in(self, seat):
        before = self.sitting(seat)["module"]["id"]
        self.go_to(seat)
        self.enter("m", f"module hand-in {seat} {before}")
        self.wait_api(lambda: self.sitting(seat)["module"] is None, f"{seat} has handed in")
        self.compare()


def breaks(day):
    day.go_to("S01")
    day.enter("b", "break start S01")
    day.wait_api(lambda: day.sitting("S01")["on_break"], "S01 is on a break")
    day.compare()
    day.set_clock("09:49:00")
    day.enter("b", "break end S01")
    day.wait_api(lambda: not day.sitting("S01")["on_break"], "S01 is back")
    day.go_to("S02")
    day.enter("b", "break start S02")
    day.wait_api(lambda: day.sitting("S02")["on_break"], "S02 is on a break")
    day.set_clock("10:01:00")
    day.pane.wait_text("S02 Smith Joanna has been on a break since")
    day.pane.type("b")
    day.pane.wait_text(':break end S02 --reason ""')
    day.pane.type("the lift was stuck")
    day.pane.press("Enter")
    day.wait_api(lambda: not day.sitting("S02")["on_break"], "S02 is back with a reason")
    check_equal(day.journal("break.ended")[-1]["justification"], "the lift was stuck",
                "the reason for the break")
    day.compare()


def outage(day):
    day.go_to("S03")
    day.enter("o", "outage report --rack R02 --cause lab")
    day.pane.wait_text("Preview  :outage report")
    # Neither Enter nor another word records it.
    day.pane.press("Enter")
    day.pane.type("no")
    day.pane.press("Enter")
    day.pane.wait_text("> no")
    check_equal(day.journal("outage.reported"), [], "outages before the confirmation")
    day.pane.press("C-u")
    day.confirm("yes")
    day.wait_api(lambda: day.sitting("S03")["clock"] == "stopped", "S03's clock stands")
    day.compare()
    name = day.journal("outage.reported")[-1]["id"]
    day.prompt("outage estimate ")
    day.pane.press("Tab")
    day.pane.wait_text(f":outage estimate {name}")
    day.pane.type("10:30")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: day.journal("outage.estimated"), "the estimate")
    day.set_clock("10:25:00")
    day.prompt(f"outage estimate {name} 10:50")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: len(day.journal("outage.estimated")) == 2, "the new estimate")
    day.set_clock("10:40:00")
    day.prompt(f"outage end {name}")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: day.sitting("S03")["lost_s"] > 2000, "S03 got its time back")
    day.compare()


def cancellation(day):
    day.prompt("outage report --seat S05 --cause lab")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: day.sitting("S05")["clock"] == "stopped", "S05's clock stands")
    name = day.journal("outage.reported")[-1]["id"]
    day.set_clock("12:41:00")
    day.wait_api(lambda: day.sitting("S05")["cancel_required"], "S05 has to be cancelled")
    day.pane.wait(lambda lines: any(re.match(r"## +S05", line) for line in lines), "## S05")
    # No key does that: it is a command, with a reason and the seat.
    day.prompt(f'cancel S05 --outage {name} --reason "two hours"')
    day.pane.press("Enter")
    day.pane.wait_text("Type the seat S05")
    day.pane.type("yes")
    day.pane.press("Enter")
    day.pane.wait_text("> yes")
    check_equal(day.journal("sitting.cancelled"), [], "cancelled by another word than the seat")
    day.pane.press("C-u")
    day.confirm("S05")
    day.wait_api(lambda: day.sitting("S05")["ended_as"] == "cancelled"
                 if "ended_as" in day.sitting("S05") else False, "S05 is cancelled")
    day.compare()


def seat_move(day):
    day.go_to("S04")
    sitting = day.sitting("S04")["sitting"]
    day.pane.type("v")
    day.pane.wait_text(":seat move S04")
    day.pane.type("S11")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: any(one["sitting"] == sitting and one["seat"] == "S11"
                             for one in day.board()["sittings"]), "S04 sits at S11")
    day.compare()


def undo(day):
    day.go_to("S01")
    day.pane.type("n")
    day.pane.wait_text(':note "" --sitting S01')
    day.pane.type("asked for water; 水")
    day.pane.press("Enter")
    day.wait_api(lambda: day.journal("note.added"), "the note")
    note = day.journal("note.added")[-1]
    check_equal(note["text"], "asked for water; 水", "the note's text")
    day.pane.type("u")
    day.pane.wait_text(f":correct {note['id']} --remove")
    day.pane.type("wrong seat")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: day.journal("entry.corrected"), "the correction")
    check_equal(day.journal("entry.corrected")[-1]["entry"], note["id"], "what was taken back")


def alarms(day):
    day.pane.press("Escape")
    day.pane.type("ga")
    day.pane.wait(lambda lines: any(line.startswith("Alarms") for line in lines), "the alarms")
    open_alarms = [one for one in day.board()["alarms"] if "acknowledged_at" not in one]
    check(open_alarms, "there is no alarm to acknowledge")
    day.pane.type("a")
    day.pane.wait_text(":alarm ack ")
    day.pane.press("Enter")
    day.wait_api(lambda: day.journal("alarm.acknowledged"), "the acknowledgement")
    day.pane.wait_text("(seen by mori)")
    day.pane.press("Escape")
    day.compare()


def languages(day):
    day.pane.type("L")
    day.words, day.language = catalogue("ja"), "ja"
    day.pane.wait_text("青木 蓮")
    day.compare()
    day.go_to("S01")
    day.pane.press("Enter")
    day.pane.wait_text("時計の根拠")
    day.pane.wait_text("セッションの開始")
    day.pane.press("Escape")
    day.pane.type("L")
    day.words, day.language = catalogue("en"), "en"
    day.pane.wait_text("Aoki Ren")
    day.compare()


def sizes(day):
    for columns, rows in ((80, 24), (200, 60), (100, 30)):
        day.pane.resize(columns, rows)
        day.compare()
    day.pane.resize(50, 12)
    day.pane.wait_text("too small")
    day.pane.resize(120, 40)
    day.compare()


def hostile_names(day):
    sitting = day.sitting("S12")["sitting"]
    day.api.enter({"enter": "sitting.amended", "sitting": sitting, "name": HOSTILE})
    day.pane.wait_text("<U+202E>evil")
    day.compare()
    for columns, rows in ((80, 24), (120, 40)):
        day.pane.resize(columns, rows)
        day.compare()


def restart(day):
    # Training's clock stands while labd is away; so it does here, or what is entered meanwhile
    # would be still to come for labd.
    day.admin.post("/api/v1/training/clock", {"rate": 0})
    day.pane.wait_text("Clock speed: 0.")
    day.labd.stop()
    day.pane.wait_text("No word from labd since")
    day.pane.wait(lambda lines: sum(line.startswith("?") for line in lines) >= 12, "grey rows")
    day.go_to("S01")
    day.enter("b", "break start S01")
    day.pane.wait_text("not yet recorded: 1")
    day.enter("b", "break end S01")
    day.pane.wait_text("not yet recorded: 2")
    day.prompt('terminate S01 --reason "phone"')
    day.pane.press("Enter")
    day.pane.wait_text("This is a decision.")
    day.pane.press("Escape")
    day.labd.start()
    day.api = day.labd.sign_in("mori")
    day.admin = day.labd.sign_in("admin")
    day.pane.wait_gone("not yet recorded")
    day.pane.wait_gone("No word from labd")
    check_equal(len(day.journal("break.started")), 3, "breaks begun, the kept one once")
    check_equal(len(day.journal("break.ended")), 3, "breaks ended, the kept one once")
    check_equal(day.journal("break.ended")[-1]["break"], day.journal("break.started")[-1]["id"],
                "the break that was ended")
    check_equal(day.journal("sitting.terminated"), [], "decisions that were kept")
    day.compare()


def test(folder):
    day = Day(folder)
    try:
        day.start_board()
        day.pane.wait_text("live +-")
        day.compare()
        for seat in ("S01", "S02", "S03", "S04"):
            day.check_in(seat)
        day.set_clock("09:00:05")
        for seat in ("S01", "S02", "S03", "S04"):
            day.start_module(seat)
        day.set_clock("09:40:00")
        day.check_in("S05")
        day.start_module("S05")
        breaks(day)
        day.hand_in("S01")
        outage(day)
        cancellation(day)
        seat_move(day)
        undo(day)
        alarms(day)
        languages(day)
        hostile_names(day)
        sizes(day)
        restart(day)
        day.start_module("S01")
        day.hand_in("S01")
        check_equal(day.sitting("S01")["ended_as"], "completed", "how S01 ended")
        day.pane.press("Escape")
        day.pane.type("q")
        day.pane.wait_text("ended with 0")
    finally:
        day.pane.stop()
        day.labd.stop()


if __name__ == "__main__":
    sys.exit(run(test))
