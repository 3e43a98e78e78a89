"""The clips that test cameras send: a minute of H.264 for each camera and fault, made with ffmpeg.

All clips of a camera show the same minute of the same room, so that one can be followed by another
at any key frame. They are made when they are first asked for and kept.
"""
import hashlib
import os
import subprocess
import threading

import scene

FRAMES_PER_SECOND = 5
LENGTH_S = 60
# From one key frame to the next, in every clip.
GROUP_S = 2
CLEAN = "clean"
# A program started like this ends with the thread that started it, however that ends.
ENDS_WITH_US = ["setpriv", "--pdeathsig", "KILL"]

# What happens to the picture before the sensor's noise, and after it.
_SPAN = f"crop={scene.WIDTH}:{scene.HEIGHT}"
_PLACE = f"{_SPAN}:{scene.MARGIN}:{scene.MARGIN}"
_NOISE = "noise=c0s={}:c0f=t"
# fault: (place of the picture in the scene, what befalls the light, the sensor's noise, after it)
_PICTURES = {
    CLEAN: (_PLACE, "null", 7, "null"),
    "black": (_PLACE, "lutyuv=y='17+(val-16)*0.01':u=128:v=128", 3, "null"),
    "covered": (_PLACE, "drawbox=x=0:y=0:w=540:h=ih:color=0x2a2018:t=fill,"
                        "drawbox=x=540:y=0:w=14:h=ih:color=0x40352a:t=fill", 7, "null"),
    "defocused": (_PLACE, "gblur=sigma=4", 7, "null"),
    "moved": (f"{_SPAN}:{scene.MARGIN + 40}:{scene.MARGIN + 14}", "null", 7, "null"),
    "frozen": (_PLACE, "null", 7, "loop=loop=-1:size=1:start=0"),
    "noise": (_PLACE, "null", 70, "null"),
    "overexposed": (_PLACE, "lutyuv=y='min(235,val*1.3+150)'", 3, "null"),
    "low-fps": (_PLACE, "null", 7, "fps=1"),
}
PICTURE_FAULTS = tuple(name for name in _PICTURES if name != CLEAN)

_CODEC = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "29", "-maxrate", "2M", "-bufsize",
          "2M", "-x264-params",
          "scenecut=0:aud=1:repeat-headers=1:threads=1"]


def _filter(fault, title):
    """Two people, one walking to and fro, one sitting down to work; a minute of it is a circle."""
    place, light, noise, after = _PICTURES[fault]
    walk = f"{scene.MARGIN - 56}+{scene.WIDTH + 56}*abs(mod(t/{LENGTH_S // 2}\\,2)-1)"
    sway = "300+3*sin(t*2*PI/15)"
    # What the clock shows are the seconds of the minute: clips are sent at their place in it.
    clock = (f"drawtext=text='{title}  --\\:--\\:%{{eif\\:mod(t\\,60)\\:d\\:2}}':x=12:y=10:"
             "fontsize=18:fontcolor=white:box=1:boxcolor=black@0.6")
    return (f"[0]noise=alls=6:allf=u[room];[room][1]overlay=x='{walk}':y='200+4*sin(t*PI)'[a];"
            f"[a][2]overlay=x='{sway}':y=220,{place},format=yuv420p,{light},"
            f"{_NOISE.format(noise)},{after},{clock}")


def _make(folder, fault, title, chance):
    still = ["-loop", "1", "-framerate", str(FRAMES_PER_SECOND), "-i"]
    key_frames = GROUP_S * (1 if fault == "low-fps" else FRAMES_PER_SECOND)
    # Of its own process, as others may be making the same.
    part = os.path.join(folder, f"{os.getpid()}.part")
    pictures = [os.path.join(folder, name) for name in ("room.png", "one.png", "two.png")]
    for picture, draw in zip(pictures, (scene.room, scene.person, scene.person)):
        if not os.path.exists(picture):
            draw(part, chance + pictures.index(picture))
            os.replace(part, picture)
    path = os.path.join(folder, fault + ".h264")
    inputs = [argument for picture in pictures for argument in still + [picture]]
    command = (["nice", "-n", "5"] + ENDS_WITH_US
               + ["ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-y"] + inputs
               + ["-filter_complex_threads", "1", "-filter_complex", _filter(fault, title),
                  "-t", str(LENGTH_S * (2 if fault == "frozen" else 1))]
               + _CODEC + ["-g", str(key_frames), "-keyint_min", str(key_frames),
                           "-f", "h264", part])
    subprocess.run(command, check=True, timeout=120, stdin=subprocess.DEVNULL,
                   start_new_session=True)
    if fault == "frozen":
        # At first the encoder still adds detail to its picture, which would look like a change.
        frames = Clip(part).frames
        with open(part, "wb") as file:
            file.write(b"".join(frames[len(frames) // 2:]))
    os.replace(part, path)


class Clips:
    """The clips of one camera in a folder. Any thread."""

    def __init__(self, folder, title, chance):
        recipe = repr((title, chance))
        with open(scene.__file__, "rb") as file:
            recipe += file.read().decode()
        with open(__file__, "rb") as file:
            recipe += file.read().decode()
        mark = hashlib.sha256(recipe.encode()).hexdigest()[:12]
        self.folder = os.path.join(folder, mark)
        self.title = title
        self.chance = chance
        self.lock = threading.Lock()

    def path(self, fault):
        """The file with a fault's clip; made first, in a few seconds, if it is not there."""
        path = os.path.join(self.folder, fault + ".h264")
        with self.lock:
            if not os.path.exists(path):
                os.makedirs(self.folder, exist_ok=True)
                _make(self.folder, fault, self.title, self.chance)
        return path


class Clip:
    """A clip in memory: frames with their place in the minute."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        starts = []
        # An access unit delimiter (H.264, 7.3.2.4) opens every frame.
        place = data.find(b"\0\0\0\1\x09")
        while place >= 0:
            starts.append(place)
            place = data.find(b"\0\0\0\1\x09", place + 5)
        if not starts:
            raise ValueError(f"{path}: no frames in it")
        self.frames = [data[start:end] for start, end in zip(starts, starts[1:] + [len(data)])]
        self.interval_s = LENGTH_S / len(self.frames)

    def group(self, number):
        """The frames of the minute's group with that number, a key frame first; goes round."""
        length = len(self.frames) * GROUP_S // LENGTH_S
        start = number * length % len(self.frames)
        return self.frames[start:start + length]
