#!/usr/bin/env python3
"""Stands in for labd-camera: whatever camera it is told to watch is live and recorded.

In the folder that LABD_STAND_IN names each instance adds a line with its process ID to `instances`
before its first report. While there is a file `hold` in it, it says nothing.
"""
import json
import os
import sys
import threading
import time

PERIOD_S = 0.2
PROTOCOL = 3


def say(**report):
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()


def camera_report(camera):
    return {"camera": camera, "state": "live", "reasons": [], "failure": "", "state_age_s": 1,
            "packet_age_s": 0.01, "motion_age_s": 0.5, "still": "", "frames_per_second": 25,
            "width": 1920, "height": 1080, "connections": 1}


def recording_report(camera):
    return {"camera": camera, "seen": "readable", "seen_age_s": 1, "looked_age_s": 0,
            "readable_age_s": 0, "trouble": ""}


def main():
    cameras = []

    def read_commands():
        for line in sys.stdin:
            command = json.loads(line)
            if "watch" in command:
                cameras.append(command["watch"]["camera"])
        os._exit(0)

    folder = os.environ["LABD_STAND_IN"]
    while os.path.exists(os.path.join(folder, "hold")):
        time.sleep(PERIOD_S)
    say(hello={"version": PROTOCOL})
    threading.Thread(target=read_commands, daemon=True).start()
    told = False
    while True:
        if cameras and not told:
            told = True
            with open(os.path.join(folder, "instances"), "a", encoding="utf-8") as file:
                file.write(f"{os.getpid()}\n")
        for camera in list(cameras):
            say(camera=camera_report(camera))
            say(recording=recording_report(camera))
        time.sleep(PERIOD_S)


if __name__ == "__main__":
    main()
