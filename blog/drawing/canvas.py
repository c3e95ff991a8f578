"""A sheet to draw flat pictures on, with the palette and the few marks that they need.

Coordinates run to 1600 x 900. The sheet is twice as large and is reduced at the end, so
that edges are smooth.
"""

import hashlib
import math
import random
from collections.abc import Iterable

from PIL import Image, ImageDraw

WIDTH, HEIGHT, SCALE = 1600, 900, 2

Colour = tuple[int, int, int]
Point = tuple[float, float]

COAL: Colour = (0x14, 0x16, 0x1A)
IRON: Colour = (0x22, 0x26, 0x2C)
STEEL: Colour = (0x3A, 0x40, 0x48)
ASH: Colour = (0x6B, 0x74, 0x80)
SILVER: Colour = (0xC9, 0xCE, 0xD6)
EMBER: Colour = (0xFF, 0x5A, 0x1F)
MOLTEN: Colour = (0xFF, 0xB3, 0x47)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from a to b, with share kept within 0 and 1."""
    share = min(1, max(0, share))
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def around(centre: Point, radius: float, turn: float) -> Point:
    """The point on a circle at `turn`: 0 is up, 0.25 is right, 1 is up again."""
    angle = (turn - 0.25) * math.tau
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def bow(start: Point, end: Point, rise: float, steps: int = 90) -> list[Point]:
    """A quadratic curve from start to end whose middle is pulled up by `rise`."""
    pull_x, pull_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 2 * rise
    curve = []
    for i in range(steps + 1):
        t = i / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        curve.append(
            (a * start[0] + b * pull_x + c * end[0], a * start[1] + b * pull_y + c * end[1])
        )
    return curve


class Canvas:
    """One sheet. `random` is seeded by the slug, so the same slug gives the same pixels."""

    def __init__(self, slug: str) -> None:
        seed = hashlib.sha256(slug.encode()).digest()[:8]
        self.random = random.Random(int.from_bytes(seed))
        self.sheet = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), COAL)
        self.pen = ImageDraw.Draw(self.sheet)

    def line(self, points: Iterable[Point], colour: Colour, width: float = 3) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, colour, round(width * SCALE), joint="curve")

    def disc(self, at: Point, radius: float, colour: Colour) -> None:
        self.pen.circle((at[0] * SCALE, at[1] * SCALE), radius * SCALE, colour)

    def ring(self, at: Point, radius: float, colour: Colour, width: float = 3) -> None:
        centre = (at[0] * SCALE, at[1] * SCALE)
        self.pen.circle(centre, radius * SCALE, outline=colour, width=round(width * SCALE))

    def oval(self, at: Point, across: float, down: float, colour: Colour) -> None:
        (x, y), k = at, SCALE
        self.pen.ellipse(
            ((x - across) * k, (y - down) * k, (x + across) * k, (y + down) * k), colour
        )

    def bar(self, x: float, y: float, length: float, height: float, colour: Colour) -> None:
        """A bar with round ends whose upper left corner is at x, y."""
        box = (x * SCALE, y * SCALE, (x + length) * SCALE, (y + height) * SCALE)
        self.pen.rounded_rectangle(box, min(height, length) * SCALE / 2, colour)

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], colour)

    def box(self, x: float, y: float, length: float, height: float, colour: Colour) -> None:
        corners = [(x, y), (x + length, y), (x + length, y + height), (x, y + height)]
        self.shape(corners, colour)

    def halo(self, at: Point, radius: float, reach: float) -> None:
        """Flat bands of heat around a dot of `radius`; draw them before lines that cross."""
        for i in range(12):
            share = i / 12
            self.disc(at, reach + (radius - reach) * share, mix(COAL, EMBER, 0.42 * share**1.8))

    def core(self, at: Point, radius: float) -> None:
        """A molten dot, brightest in the middle."""
        for i in range(5):
            self.disc(at, radius * (1 - i * 0.16), mix(EMBER, MOLTEN, i / 4))

    def finish(self) -> Image.Image:
        return self.sheet.reduce(SCALE)
