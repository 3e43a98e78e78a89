"""Draws what a test camera looks at: a room that nobody has to have photographed.

Standard library only. A scene is larger than the camera's picture, so that a camera can be moved.
"""
import random
import struct
import zlib

WIDTH = 640
HEIGHT = 360
# What the scene has beyond the picture on every side, in pixels.
MARGIN = 48
SCENE_WIDTH = WIDTH + 2 * MARGIN
SCENE_HEIGHT = HEIGHT + 2 * MARGIN


class Canvas:
    """Pixels of red, green and blue; with `alpha` also how much they cover, nothing at first."""

    def __init__(self, width, height, alpha=False):
        self.width = width
        self.height = height
        self.depth = 4 if alpha else 3
        self.pixels = bytearray(width * height * self.depth)

    def span(self, y, left, right, colour):
        left, right = max(0, left), min(self.width, right)
        if 0 <= y < self.height and left < right:
            pixel = bytes(colour) + (b"\xff" if self.depth == 4 else b"")
            start = (y * self.width + left) * self.depth
            self.pixels[start:start + (right - left) * self.depth] = pixel * (right - left)

    def box(self, left, top, width, height, colour):
        for y in range(top, top + height):
            self.span(y, left, left + width, colour)

    def ellipse(self, x, y, half_width, half_height, colour):
        for row in range(-half_height, half_height + 1):
            half = int(half_width * (1 - (row / half_height) ** 2) ** 0.5)
            self.span(y + row, x - half, x + half, colour)

    def save(self, path):
        """As PNG (W3C), unfiltered rows."""
        stride = self.width * self.depth
        rows = b"".join(b"\0" + self.pixels[start:start + stride]
                        for start in range(0, len(self.pixels), stride))
        kind = 6 if self.depth == 4 else 2
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, kind, 0, 0, 0)
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)),
                               (b"IEND", b"")):
                file.write(struct.pack(">I", len(data)) + name + data)
                file.write(struct.pack(">I", zlib.crc32(name + data)))


def shaded(colour, share):
    return tuple(max(0, min(255, int(part * share))) for part in colour)


def room(path, chance):
    """An exam room, or with another `chance` another one: desks with screens, racks, shelves."""
    dice = random.Random(chance)
    canvas = Canvas(SCENE_WIDTH, SCENE_HEIGHT)
    wall = (dice.randint(150, 185), dice.randint(150, 180), dice.randint(135, 170))
    floor = (dice.randint(85, 110), dice.randint(80, 100), dice.randint(75, 95))
    horizon = SCENE_HEIGHT * 45 // 100
    for y in range(SCENE_HEIGHT):
        if y < horizon:
            canvas.span(y, 0, SCENE_WIDTH, shaded(wall, 0.8 + 0.3 * y / horizon))
        else:
            share = 0.8 + 0.4 * (y - horizon) / (SCENE_HEIGHT - horizon)
            canvas.span(y, 0, SCENE_WIDTH, shaded(floor, share))
    for y in range(horizon, SCENE_HEIGHT, 36):
        canvas.box(0, y, SCENE_WIDTH, 2, shaded(floor, 0.65))
    for x in range(dice.randint(0, 40), SCENE_WIDTH, 92):
        canvas.box(x, horizon, 2, SCENE_HEIGHT - horizon, shaded(floor, 0.7))
    _racks(canvas, dice, horizon)
    _posters(canvas, dice)
    _desks(canvas, dice, horizon)
    canvas.save(path)


def _racks(canvas, dice, horizon):
    for x in range(dice.randint(30, 70), SCENE_WIDTH - 90, dice.randint(150, 190)):
        height = dice.randint(120, 150)
        canvas.box(x, horizon - height + 25, 74, height, (38, 40, 46))
        for y in range(horizon - height + 31, horizon + 16, 12):
            canvas.box(x + 6, y, 62, 8, shaded((96, 100, 108), dice.uniform(0.6, 1.2)))
            for lamp in range(x + 12, x + 60, 8):
                if dice.random() < 0.5:
                    canvas.box(lamp, y + 3, 3, 2, (90, 220, 110))


def _posters(canvas, dice):
    for x in range(dice.randint(120, 150), SCENE_WIDTH - 60, dice.randint(200, 260)):
        top = dice.randint(52, 66)
        canvas.box(x, top, 52, 70, (228, 226, 215))
        for line in range(top + 8, top + 64, 7):
            canvas.box(x + 6, line, dice.randint(20, 40), 3, (70, 70, 90))


def _desks(canvas, dice, horizon):
    for row, top in enumerate((horizon + 44, horizon + 128)):
        first = dice.randint(10, 40) + row * 30
        for x in range(first, SCENE_WIDTH - 60, 170 + row * 30):
            wood = shaded((150, 116, 80), dice.uniform(0.8, 1.15))
            width, screen = 130 + row * 25, 64 + row * 12
            canvas.box(x, top + 34, width, 12, wood)
            canvas.box(x + 5, top + 46, 7, 40, shaded(wood, 0.6))
            canvas.box(x + width - 12, top + 46, 7, 40, shaded(wood, 0.6))
            canvas.box(x + 30, top - 14, screen, 44, (28, 28, 32))
            canvas.box(x + 34, top - 10, screen - 8, 36, (150, 175, 205))
            for line in range(top - 6, top + 22, 6):
                canvas.box(x + 38, line, dice.randint(14, screen - 18), 2, (35, 50, 80))
            canvas.box(x + 20, top + 30, screen + 10, 5, (55, 55, 58))


def person(path, chance):
    """Somebody, seen from the front, on nothing."""
    dice = random.Random(chance)
    canvas = Canvas(56, 170, alpha=True)
    shirt = tuple(dice.randint(30, 200) for _ in range(3))
    for y in range(100, 168):
        canvas.span(y, 16, 26, (40, 42, 60))
        canvas.span(y, 30, 40, (40, 42, 60))
    canvas.ellipse(28, 72, 22, 36, shirt)
    canvas.box(4, 56, 7, 44, shaded(shirt, 0.8))
    canvas.box(45, 56, 7, 44, shaded(shirt, 0.8))
    canvas.ellipse(28, 20, 13, 17, (205, 165, 135))
    canvas.ellipse(28, 10, 14, 9, (45, 32, 26))
    canvas.save(path)
