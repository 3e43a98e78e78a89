#!/usr/bin/env python3
"""Scenario files through a running labd's API and through `labd simulate`: the same answers.

Compared line by line: whether an entry is accepted, the rules of a refusal, whether expectations
hold, and every member of every answer. After each question of a file the session and the
explanation are asked, too. Not compared: the words of a refusal (`message`), the numbers in the
ids that labd gives (`@17`), and the members that only the API adds (which sitting and session, at
which instant and journal size).
"""
import glob
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import subprocess
import sys

from labd import BINARY, LONG, ROOT, Labd, check, check_equal, run, uuid7

SCENARIOS = os.path.join(ROOT, "tests/scenarios")
RANDOM_DAYS = 20 if LONG else 8


def load_script():
    loader = importlib.machinery.SourceFileLoader("replay", os.path.join(ROOT, "scripts/replay"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("replay", loader))
    loader.exec_module(module)
    return module


class Recorded:
    """What scripts/replay asks of a daemon, over the client that records."""

    def __init__(self, labd):
        self.clients = {name: labd.sign_in(name) for name in ("mori", "admin")}

    def call(self, method, path, body=None, user="mori"):
        answer = self.clients[user].call(method, path, body, key=uuid7())
        return answer.status, answer.json


def with_more_questions(scenario):
    """Each question about a sitting is followed by the others that can be asked."""
    steps = []
    for step in scenario["steps"]:
        steps.append(step)
        if step.get("ask") == "sitting":
            steps.append({"at": step["at"], "ask": "explain", "sitting": step["sitting"]})
            steps.append({"at": step["at"], "ask": "session"})
            steps.append({"at": step["at"], "ask": "remedy", "sitting": step["sitting"]})
            steps.append({"at": step["at"], "ask": "reread", "sitting": step["sitting"]})
    return dict(scenario, steps=steps)


def without_numbers(value):
    """Entries without a name of their own are called after their number, and a running labd has
    written that it has started before them."""
    return json.loads(re.sub(r'@[0-9]+"', '@"', json.dumps(value, sort_keys=True)))


def same(simulated, answered, place):
    """Everything that `labd simulate` says is said over HTTP, too."""
    if isinstance(simulated, dict) and place.count("/") < 2:
        for name, value in simulated.items():
            if name != "message":
                check(name in answered, f"{place}/{name} is missing over HTTP")
                same(value, answered[name], f"{place}/{name}")
        return
    check_equal(without_numbers(answered), without_numbers(simulated), f"{place} over HTTP")


def compare(path, folder, script):
    name = os.path.splitext(os.path.basename(path))[0]
    with open(path, encoding="utf-8") as file:
        scenario = with_more_questions(json.load(file))
    asked = os.path.join(folder, name + ".json")
    with open(asked, "w", encoding="utf-8") as file:
        json.dump(scenario, file)
    done = subprocess.run([BINARY, "simulate", asked, "--json"], capture_output=True, text=True,
                          errors="replace",
                          timeout=120, check=False)
    check_equal(done.returncode, 0, f"labd simulate {name}: {done.stderr}")
    simulated = [json.loads(line) for line in done.stdout.splitlines()]
    labd = Labd(os.path.join(folder, name), mode="replay").start()
    out = io.StringIO()
    failed = script.Replay(scenario, Recorded(labd)).run(out)
    check_equal(failed, 0, f"{name}: expectations that do not hold over HTTP")
    answered = [json.loads(line) for line in out.getvalue().splitlines()]
    check_equal(len(answered), len(simulated), f"{name}: lines")
    check_equal(len(simulated), len(scenario["steps"]), f"{name}: lines of labd simulate")
    for one, other in zip(simulated, answered):
        same(one, other, f"{name} step {one['step']}")
    check_equal(labd.stop(), 0, "the exit status")
    labd.check_verify()
    return len(simulated)


def test(folder):
    examples = sorted(glob.glob(os.path.join(SCENARIOS, "example-*.json")))
    check_equal(len(examples), 11, "the examples")
    days = sorted(glob.glob(os.path.join(SCENARIOS, "random", "*.json")))[:RANDOM_DAYS]
    check_equal(len(days), RANDOM_DAYS, "the random days")
    examples += sorted(glob.glob(os.path.join(SCENARIOS, "booking-*.json")))
    examples += sorted(glob.glob(os.path.join(SCENARIOS, "cases-*.json")))
    script = load_script()
    script_alone = subprocess.run(
        [os.path.join(ROOT, "scripts/replay"), "--labd", BINARY, "--quiet", examples[3]],
        capture_output=True, text=True, errors="replace", timeout=120, check=False)
    check_equal(script_alone.returncode, 0, f"scripts/replay: {script_alone.stderr}")
    lines = sum(compare(path, folder, script) for path in [*examples, *days])
    print(f"{len(examples) + len(days)} files, {lines} lines the same")


if __name__ == "__main__":
    sys.exit(run(test))
