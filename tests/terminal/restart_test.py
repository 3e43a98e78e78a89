"""The full-screen floor while labd is away: it says so, keeps facts, refuses decisions, and sends
what was kept once labd is back. On a real day's labd, whose clock goes on meanwhile."""
import os
import re
import sys

from terminal import Board

from labd import Labd, check, check_equal, plan_day, run

SITTINGS = ["A", "B", "C"]


def keep_port(labd):
    """Started again it listens where it did."""
    with open(labd.config, encoding="utf-8") as file:
        config = file.read()
    with open(labd.config, "w", encoding="utf-8") as file:
        file.write(config.replace("127.0.0.1:0", labd.url.removeprefix("http://")))


def enter_while_away(board):
    board.go_to("S01")
    board.enter("b", "break start S01")
    board.pane.wait_text("not yet recorded: 1")
    # What ends it names a break that labd does not know yet.
    board.enter("b", "break end S01")
    board.pane.wait_text("not yet recorded: 2")
    board.prompt('outage report --seat S02 --cause unknown')
    board.pane.press("Enter")
    board.confirm("yes")
    board.pane.wait_text("not yet recorded: 3")
    # Labd will refuse it: there is no such seat.
    board.prompt('outage report --seat S99 --cause lab')
    board.pane.press("Enter")
    board.confirm("yes")
    board.pane.wait_text("not yet recorded: 4")
    board.prompt('terminate S01 --reason "phone"')
    board.pane.press("Enter")
    board.pane.wait_text("This is a decision.")
    board.pane.press("Escape", "Escape")
    board.go_to("S03")
    board.pane.type("u")
    board.pane.wait_text("This is a decision.")


def check_recorded(board):
    check_equal([entry["sitting"] for entry in board.journal("break.started")], ["A"],
                "breaks begun, the kept one once")
    check_equal([entry["break"] for entry in board.journal("break.ended")],
                [entry["id"] for entry in board.journal("break.started")],
                "breaks ended, the kept one once")
    check_equal(len(board.journal("outage.reported")), 1, "outages, the kept one once")
    check_equal(board.journal("sitting.terminated"), [], "decisions that were kept")
    happened = board.journal("break.started")[0]["happened"]
    again = [entry for entry in board.journal("daemon.started")][-1]["happened"]
    check(happened < again, f"{happened} is not before labd was started again, {again}")


def test(folder):
    labd = Labd(os.path.join(folder, "labd"))
    token = labd.make_token("lead", "lead_proctor")
    labd.start()
    keep_port(labd)
    plan_day(labd.client(token), labd, SITTINGS)
    board = Board(folder, labd, labd.client(token))
    try:
        board.start_board()
        board.pane.wait_text("live +-")
        board.compare()
        labd.stop()
        board.pane.wait_text("No word from labd since")
        board.pane.wait(lambda lines: sum(bool(re.match(r"\?  S0", line)) for line in lines) == 3,
                        "rows that claim nothing")
        enter_while_away(board)
        labd.start()
        board.api = labd.client(token)
        board.pane.wait_gone("No word from labd")
        board.pane.wait_text("refused: 1")
        board.compare()
        check_recorded(board)
        # The refusal stays until somebody has seen it.
        board.pane.press("Escape")
        board.pane.type("gw")
        board.pane.wait(lambda lines: any("S99" in line or "outage reported" in line
                                          for line in lines), "the refused outage")
        board.pane.press("Enter")
        board.pane.wait_gone("refused: 1")
        board.pane.press("Escape")
        board.pane.type("q")
        board.pane.wait_text("ended with 0")
    finally:
        board.pane.stop()
        labd.stop()


if __name__ == "__main__":
    sys.exit(run(test))
