"""The labelled clips: scenes with a fault from 20 s on, and clean days."""

import os
import subprocess

from faults import BEGIN_S, END_S, FAULTS, LENGTH_S, MEDIUM, STRENGTHS, STRONG
from scenes import build

ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-g", "20", "-pix_fmt",
           "yuv420p", "-threads", "1"]


def ffmpeg(arguments):
    run = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments],
                         capture_output=True, text=True, timeout=3600, check=False)
    if run.returncode != 0:
        raise RuntimeError("ffmpeg: " + run.stderr.strip())


class Clip:
    """`fault` None: a clean one. `graph` leads from [scene] to [out]."""

    def __init__(self, name, scene, graph, length_s, fault=None, strength=None):
        self.name, self.scene_made, self.graph = name, scene, graph
        self.length_s, self.fault, self.strength = length_s, fault, strength
        self.begin_s, self.end_s = BEGIN_S, END_S
        self.encoder, self.suffix = ENCODER, "mp4"
        self.has_sound = fault == "stalled" and strength == STRONG
        if self.has_sound:
            self.end_s = length_s

    @property
    def scene(self):
        return self.scene_made.name

    def make(self, folder):
        path = os.path.join(folder, f"{self.name}.{self.suffix}")
        if not os.path.exists(path):
            part = path + ".part." + self.suffix
            inputs, sound = self.scene_made.inputs, []
            if self.has_sound:
                sound = ["-map", f"{inputs.count('-i')}:a", "-c:a", "aac", "-b:a", "16k"]
                inputs = [*inputs, "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono"]
            ffmpeg([*inputs, "-filter_complex", f"{self.scene_made.graph};{self.graph}", "-map",
                    "[out]", *sound, "-t", str(self.length_s), "-fps_mode", "vfr", *self.encoder,
                    part])
            os.rename(part, path)
        return path


def fault_clips(folder, every_strength):
    clips = []
    for scene_name in ("footage", "room", "dim"):
        scene = build(folder, scene_name)
        if scene is None:
            continue
        for fault, make in FAULTS.items():
            for strength in range(3) if every_strength else (MEDIUM,):
                clips.append(Clip(f"{scene_name}-{fault}-{STRENGTHS[strength]}", scene,
                                  make(strength, scene.rate), LENGTH_S, fault, strength))
    return clips


# Lamps switched, clouds, somebody before the lens for 4 s, people who come and sit still.
LIGHTS = ("eq=eval=frame:brightness='if(between(mod(t,150),45,75),-0.3,0)+"
          "if(between(mod(t,150),100,120),0.08,0)':"
          "contrast='if(between(mod(t,150),45,75),0.55,1)'")
DAYLIGHT = "eq=eval=frame:brightness='0.12*sin(2*PI*t/900)':contrast='1+0.15*sin(2*PI*t/700)'"


def clean_graph(scene, changes, near):
    """The person `near` the lens crosses the picture once in 90 s."""
    passing = "if(lt(mod(t,90),5),-w+(W+2*w)*mod(t,90)/5,-2*w)"
    return (f"{near}scale=iw*3.2:ih*2.2[big];[scene]{changes}[lit];"
            f"[lit][big]overlay=x='{passing}':y=0:eval=frame:shortest=0[out]")


def clean_clips(folder, long_run):
    clips = []
    length_s = 1350 if long_run else 90
    for number, (name, changes) in enumerate((("room", LIGHTS), ("room", DAYLIGHT),
                                              ("dim", "null"), ("room", "null"))):
        for seed in ((number + 1, number + 11) if long_run else (number + 1,)):
            scene = build(folder, name, seed=seed)
            clips.append(Clip(f"clean-{name}-{number}-{seed}", scene,
                              clean_graph(scene, changes, "[1:v]"), length_s))
    return clips
