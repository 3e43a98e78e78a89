#!/usr/bin/env python3
"""Makes labelled clips, lets `labd camera-check` judge them, and says how often it was right.

usage: confusion.py [--long] [--thrifty] [--keep FOLDER] [--write FILE] [--only EXPRESSION]
  --long    every strength, and 3 hours of clean footage instead of 3 minutes
  --thrifty decode as little as with live cameras
  --keep    leave the clips in this folder, and use those that are there already
  --write   write the tables to this file too (docs/camera/confusion.md)
  --only    only the clips whose name matches this expression

LABD_BINARY names the executable (default: build/bin/labd), LABD_FOOTAGE a real clip that serves as
one of the scenes; without it that scene is left out, and the tables say so.
Exit status: 0 the aims are met, 1 they are not, 2 usage.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
from clips import clean_clips, fault_clips
from faults import FAULTS, MEDIUM, STRENGTHS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LABD = os.environ.get("LABD_BINARY", os.path.join(ROOT, "build", "bin", "labd"))
THOROUGH = [LABD, "camera-check", "--json"]
THRIFTY = [os.path.join(os.path.dirname(LABD), "labd-camera"), "check", "--json", "--thrifty"]
LIMIT_S = {"frozen": 30}
RIGHT_SHARE_AIM = 0.95


def judge(command, path):
    """(faults, seconds of the clip, CPU seconds it took)."""
    before = os.times()
    run = subprocess.run([*command, path], capture_output=True, text=True, timeout=3600,
                         check=False)
    if run.returncode != 0:
        raise RuntimeError(f"{path}: {run.stderr.strip()}")
    after = os.times()
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    cpu_s = (after.children_user - before.children_user +
             after.children_system - before.children_system)
    return lines[:-1], lines[-1]["seconds"], cpu_s


def seconds_by_label(found, begin_s, end_s):
    """How much of an interval got which label."""
    told = {}
    for one in found:
        overlap = min(end_s, one["to_s"]) - max(begin_s, one["from_s"])
        if overlap > 0:
            told[one["fault"]] = told.get(one["fault"], 0) + overlap
    told["nothing"] = max(0, end_s - begin_s - sum(told.values()))
    return told


class Result:
    def __init__(self, clip, found):
        self.clip, self.found = clip, found
        self.told = seconds_by_label(found, clip.begin_s, clip.end_s) if clip.fault else {}
        begins = [one["from_s"] - clip.begin_s for one in found
                  if one["fault"] == clip.fault and one["to_s"] > clip.begin_s]
        self.latency_s = min(begins, key=abs) if begins else None
        margin_s = 3
        self.false = [one for one in found if not clip.fault
                      or one["to_s"] < clip.begin_s - margin_s
                      or one["from_s"] > clip.end_s + margin_s]

    @property
    def right_share(self):
        return self.told.get(self.clip.fault, 0) / sum(self.told.values())

    @property
    def in_time(self):
        limit_s = LIMIT_S.get(self.clip.fault, 10)
        return self.latency_s is not None and abs(self.latency_s) <= limit_s


def run_clip(clip, folder, command):
    path = clip.make(folder)
    begin = time.monotonic()
    found, length_s, _ = judge(command, path)
    took_s = time.monotonic() - begin
    return Result(clip, found), length_s, took_s


def confusion_table(results):
    labels = [*FAULTS, "nothing"]
    yield "| labelled | " + " | ".join(labels) + " |"
    yield "|---|" + "---:|" * len(labels)
    for fault in FAULTS:
        told = {}
        for result in results:
            if result.clip.fault == fault and result.clip.strength >= MEDIUM:
                for label, seconds in result.told.items():
                    told[label] = told.get(label, 0) + seconds
        if told:
            yield f"| {fault} | " + " | ".join(f"{told.get(label, 0):.0f}"
                                               for label in labels) + " |"


def recall_table(results):
    yield "| fault | strength | clips | found in time | right seconds | begin told after, s |"
    yield "|---|---|---:|---:|---:|---:|"
    for fault in FAULTS:
        for strength, name in enumerate(STRENGTHS):
            some = [one for one in results
                    if one.clip.fault == fault and one.clip.strength == strength]
            if not some:
                continue
            latencies = [one.latency_s for one in some if one.latency_s is not None]
            span = f"{min(latencies):.1f} to {max(latencies):.1f}" if latencies else "never"
            share = sum(one.right_share for one in some) / len(some)
            yield (f"| {fault} | {name} | {len(some)} | {sum(one.in_time for one in some)} | "
                   f"{100 * share:.1f} % | {span} |")


def report(results, clean_s, note):
    required = [one for one in results if one.clip.fault and one.clip.strength >= MEDIUM]
    faulty = [one for one in results if one.clip.fault]
    false = [(one.clip.name, alarm) for one in results for alarm in one.false]
    in_clean = [alarm for one in results if not one.clip.fault for alarm in one.false]
    yield "# How right `labd camera-check` is on the labelled clips"
    yield ""
    yield f"Written by `tests/camera/confusion.py`. {note}"
    yield ""
    aims = []
    if required:
        in_time = sum(one.in_time for one in required)
        right = sum(one.told.get(one.clip.fault, 0) for one in required)
        share = right / sum(sum(one.told.values()) for one in required)
        aims.append((f"found in time, medium and strong: {in_time} of {len(required)}",
                     in_time == len(required)))
        aims.append((f"seconds with the right label, medium and strong: {100 * share:.1f} % "
                     f"(aim {100 * RIGHT_SHARE_AIM:.0f} %)", share >= RIGHT_SHARE_AIM))
    if clean_s:
        aims.append((f"false alarms in {clean_s / 3600:.2f} h of clean footage: {len(in_clean)}",
                     not in_clean))
    aims.append((f"false alarms in all, clean parts of faulty clips included: {len(false)}",
                 not false))
    for text, met in aims:
        yield f"- {text}{'' if met else ' — **missed**'}"
    if faulty:
        yield ""
        yield "## Seconds labelled and told (medium and strong)"
        yield ""
        yield from confusion_table(faulty)
        yield ""
        yield "## Recall and latency"
        yield ""
        yield from recall_table(faulty)
    if false:
        yield ""
        yield "## False alarms"
        yield ""
        for name, alarm in false:
            yield f"- {name}: {alarm['fault']} from {alarm['from_s']} to {alarm['to_s']} s"
    wrong = [one for one in required if one.right_share < RIGHT_SHARE_AIM or not one.in_time]
    if wrong:
        yield ""
        yield "## Clips under the aim"
        yield ""
        for one in wrong:
            told = ", ".join(f"{label} {seconds:.0f} s" for label, seconds in one.told.items()
                             if seconds > 0.5)
            yield f"- {one.clip.name}: {told}"
    report.met = all(met for _, met in aims)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--thrifty", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("--write")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    long_run = options.long or os.environ.get("LABD_TEST_LONG") == "1"
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or temporary
        os.makedirs(folder, exist_ok=True)
        clips = [clip for clip in fault_clips(folder, long_run) + clean_clips(folder, long_run)
                 if re.search(options.only, clip.name)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            command = THRIFTY if options.thrifty else THOROUGH
            done = list(pool.map(lambda clip: run_clip(clip, folder, command), clips))
    results = [result for result, _, _ in done]
    clean_s = sum(length for result, length, _ in done if not result.clip.fault)
    scenes = sorted({result.clip.scene for result in results if result.clip.fault})
    note = f"Scenes: {', '.join(scenes)}." if scenes else ""
    if options.thrifty:
        note += " Decoded was as little as with live cameras."
    if "footage" not in scenes:
        note += " The real footage is not on this machine (LABD_FOOTAGE): its scene is left out."
    text = "\n".join(report(results, clean_s, note)) + "\n"
    print(text, end="")
    if options.write:
        os.makedirs(os.path.dirname(os.path.abspath(options.write)), exist_ok=True)
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(text)
    return 0 if report.met else 1


if __name__ == "__main__":
    sys.exit(main())
