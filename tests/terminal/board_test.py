"""The full-screen floor in a real terminal on a real labd: a day driven by keys alone. After
each step the screen is compared with the API's answer."""
import os
import re
import sys

from terminal import PATIENCE_S, Board, catalogue

from labd import Labd, check, check_equal, run

LATE = "S05"
HOSTILE = "\u202eevil\u202c שלום 👨\u200d👩\u200d👧 🇯🇵 <b>&amp;</b> " + "長" * 60


class Day(Board):
    """Training's sample day, whose clock can be set."""

    def __init__(self, folder):
        labd = Labd(os.path.join(folder, "labd"), mode="training").start()
        super().__init__(folder, labd, labd.sign_in("mori"))
        self.admin = labd.sign_in("admin")

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


def arrivals(day):
    """Everybody but one, who comes late."""
    seats = sorted(one["seat"] for one in day.board()["sittings"])
    for seat in seats:
        if seat != LATE:
            day.check_in(seat)
    day.set_clock("09:00:05")
    for seat in seats:
        if seat != LATE:
            day.start_module(seat)
    day.set_clock("09:40:00")
    day.check_in(LATE)
    day.start_module(LATE)


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


def end_outage(day, name):
    day.prompt(f"outage end {name}")
    day.pane.press("Enter")
    day.confirm("yes")


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
    end_outage(day, name)
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
    end_outage(day, name)
    day.wait_api(lambda: day.journal("outage.ended")[-1]["outage"] == name, "S05 works again")
    day.compare()


def seat_move(day):
    day.go_to("S04")
    sitting = day.sitting("S04")["sitting"]
    day.pane.type("v")
    day.pane.wait_text(":seat move S04")
    day.pane.type("S05")
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: any(one["sitting"] == sitting and one["seat"] == "S05"
                             for one in day.board()["sittings"]), "S04 sits at S05")
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
    day.hostile_names.add(HOSTILE)
    day.api.enter({"enter": "sitting.amended", "sitting": sitting, "name": HOSTILE})
    day.pane.wait_text("<U+202E>evil")
    day.compare()
    for columns, rows in ((80, 24), (120, 40)):
        day.pane.resize(columns, rows)
        day.compare()


def hand_ins(day):
    """All that is left of everybody's exam, and the end of the session."""
    for seat in sorted(one["seat"] for one in day.board()["sittings"]):
        while day.sitting(seat)["phase"] != "ended":
            if day.sitting(seat)["module"] is None:
                day.start_module(seat)
            else:
                day.hand_in(seat)
    endings = [one["ended_as"] for one in day.board()["sittings"]]
    check_equal(sorted(set(endings)), ["cancelled", "completed"], "how the sittings ended")
    day.prompt('session close --reason "all have left"')
    day.pane.press("Enter")
    day.confirm("yes")
    day.wait_api(lambda: day.journal("session.closed"), "the session is closed")


def report(day):
    """What the day was, told on the screen."""
    day.prompt("session show")
    day.pane.press("Enter")
    day.pane.wait_text("ended 12")
    day.pane.press("Escape")
    day.prompt("why S03")
    day.pane.press("Enter")
    day.pane.wait_text("OUT-")
    day.pane.press("Escape")


def test(folder):
    day = Day(folder)
    try:
        day.start_board()
        day.pane.wait_text("live +-")
        day.compare()
        arrivals(day)
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
        hand_ins(day)
        report(day)
        day.pane.press("Escape")
        day.pane.type("q")
        day.pane.wait_text("ended with 0")
    finally:
        day.pane.stop()
        day.labd.stop()


if __name__ == "__main__":
    sys.exit(run(test))
