"""Rooms drawn from nothing, as ffmpeg filter graphs: what the labelled clips show before something
goes wrong. Every scene is a list of inputs and a graph whose result is called [scene]."""

import os
import random

FOOTAGE = os.environ.get("LABD_FOOTAGE", "")


class Canvas:
    """An RGB picture that is filled with rectangles."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.rows = [bytearray(3 * width) for _ in range(height)]

    def box(self, x, y, width, height, colour):
        left, right = max(0, int(x)), min(self.width, int(x + width))
        if right <= left:
            return
        line = bytes(min(255, max(0, int(part))) for part in colour) * (right - left)
        for row in range(max(0, int(y)), min(self.height, int(y + height))):
            self.rows[row][3 * left:3 * right] = line

    def shade(self, x, y, width, height, top, bottom):
        for row in range(int(height)):
            part = row / max(1, height - 1)
            grey = top + (bottom - top) * part
            self.box(x, y + row, width, 1, (grey, grey, grey * 0.97))

    def write(self, path):
        with open(path, "wb") as file:
            file.write(b"P6 %d %d 255\n" % (self.width, self.height))
            file.writelines(self.rows)


def write_room(path, width, height, seed, wall=150, rows_of_desks=2):
    """A lab seen from a corner above: desks with screens, racks with lights, posters, a window."""
    dice = random.Random(seed)
    canvas = Canvas(width, height)
    unit = width / 64
    canvas.shade(0, 0, width, height * 0.55, wall, wall * 0.8)
    canvas.shade(0, height * 0.55, width, height * 0.45, wall * 0.55, wall * 0.4)
    for step in range(8):
        canvas.box(0, height * (0.56 + 0.055 * step), width, max(1, unit / 8), [wall * 0.35] * 3)
    canvas.box(unit * 2, unit * 2, unit * 11, unit * 9, (225, 228, 230))
    for bar in range(4):
        canvas.box(unit * (2 + bar * 3.6), unit * 2, unit * 0.4, unit * 9, (90, 85, 80))
    for poster in range(3):
        left = unit * (17 + poster * 9)
        canvas.box(left, unit * 3, unit * 7, unit * 6, (235, 230, 215))
        for line in range(9):
            canvas.box(left + unit * 0.6, unit * (3.6 + line * 0.55),
                       unit * dice.uniform(2, 5.8), max(1, unit * 0.22), (70, 70, 80))
    canvas.box(unit * 46, unit * 3, unit * 14, unit * 22, (45, 47, 52))
    for slot in range(12):
        canvas.box(unit * 47, unit * (4 + slot * 1.7), unit * 12, unit * 1.1, (80, 84, 92))
        for lamp in range(6):
            canvas.box(unit * (48 + lamp * 1.5), unit * (4.3 + slot * 1.7), unit * 0.4, unit * 0.4,
                       dice.choice([(60, 220, 90), (220, 190, 50), (40, 40, 40)]))
    for row in range(rows_of_desks):
        for desk in range(4):
            left, top = unit * (3 + desk * 14 + row * 3), height * (0.5 + 0.2 * row)
            canvas.box(left, top, unit * 11, unit * 1.2, (150, 115, 80))
            canvas.box(left + unit * 2, top - unit * 5, unit * 6, unit * 4.2, (25, 25, 30))
            canvas.box(left + unit * 2.3, top - unit * 4.7, unit * 5.4, unit * 3.5, (190, 205, 215))
            for line in range(6):
                canvas.box(left + unit * 2.6, top - unit * (4.4 - line * 0.52),
                           unit * dice.uniform(1.5, 4.6), max(1, unit * 0.2), (40, 60, 90))
            canvas.box(left + unit * 4, top + unit * 2, unit * 4, unit * 4, (50, 60, 100))
    canvas.write(path)


def write_person(path, width, height, seed):
    """Somebody from behind, with clothes that have folds: an RGBA picture."""
    dice = random.Random(seed)
    skin, cloth = (196, 150, 120), [dice.randint(30, 140) for _ in range(3)]
    with open(path, "wb") as file:
        file.write(b"P7\nWIDTH %d\nHEIGHT %d\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
                   % (width, height))
        for y in range(height):
            row = bytearray()
            for x in range(width):
                across, down = (x + 0.5) / width * 2 - 1, (y + 0.5) / height
                if (across / 0.35) ** 2 + ((down - 0.13) / 0.12) ** 2 < 1:
                    row += bytes((*skin, 255)) if down > 0.12 else bytes((40, 30, 25, 255))
                elif down > 0.24 and abs(across) < 0.62 + 0.3 * min(1, (down - 0.24) * 4):
                    fold = 18 * ((int(x * 9 / width) + int(y * 7 / height)) % 2)
                    row += bytes((*(min(255, part + fold) for part in cloth), 255))
                else:
                    row += b"\0\0\0\0"
            file.write(row)


class Scene:
    """`inputs`: ffmpeg's arguments before the filter; `graph`: from them to [scene]."""

    def __init__(self, name, inputs, graph, rate):
        self.name, self.inputs, self.graph, self.rate = name, inputs, graph, rate


def still(path, rate):
    return ["-loop", "1", "-framerate", str(rate), "-i", path]


def walker(index, sprite, path_x, path_y):
    """Adds a person to [sI], giving [sI+1]."""
    return (f"[s{index}][{sprite}:v]overlay=x='{path_x}':y='{path_y}':eval=frame:"
            f"shortest=0[s{index + 1}]")


def build(folder, name, size=(640, 360), rate=10, seed=1):
    """The scene of this name, or None when its footage is not on this machine."""
    width, height = size
    if name == "footage":
        if not os.path.exists(FOOTAGE):
            return None
        graph = f"[0:v]fps={rate},scale={width}:{height}[scene]"
        return Scene(name, ["-stream_loop", "-1", "-i", FOOTAGE], graph, rate)
    room, near, far = (os.path.join(folder, f"{name}-{seed}-{part}")
                       for part in ("room.ppm", "near.pam", "far.pam"))
    write_room(room, width, height, seed)
    write_person(near, width // 8, height // 2, seed)
    write_person(far, width // 14, height // 3, seed + 1)
    inputs = still(room, rate) + still(near, rate) + still(far, rate)
    walk = f"W*(0.5+0.6*sin(t/{5 + seed % 3}))"
    people = (f"[0:v]null[s0];" + walker(0, 1, walk, "H*0.5") + ";" +
              walker(1, 2, "W*0.7+3*sin(t)", "H*0.42+2*sin(t/2)"))
    if name == "room":
        graph = f"{people};[s2]noise=alls=6:allf=t[scene]"
    else:
        # A dim room; the counter of ffmpeg's test picture serves as a camera's clock.
        inputs += ["-f", "lavfi", "-i", f"testsrc=size=320x240:rate={rate}"]
        graph = (f"{people};[3:v]crop=96:56:200:170[clock];"
                 "[s2]eq=brightness=-0.28:contrast=0.45,noise=alls=5:allf=t[dim];"
                 "[dim][clock]overlay=x=W-w-8:y=8:shortest=0[scene]")
    return Scene(name, inputs, graph, rate)
