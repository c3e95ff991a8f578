"""Pictures for posts that have none of their own: each pattern has countless forms."""

import math
from itertools import pairwise

from .canvas import (
    ASH,
    COAL,
    EMBER,
    HEIGHT,
    IRON,
    MOLTEN,
    SILVER,
    STEEL,
    WIDTH,
    Canvas,
    Colour,
    Point,
    around,
    mix,
)


def drips(c: Canvas) -> None:
    """A beam that melts: long and short drops under a bar of iron."""
    edge, hot = c.random.uniform(190, 300), c.random.uniform(0.2, 0.8) * WIDTH
    for i in range(12):
        c.oval((hot, edge), 760 - 50 * i, 420 - 30 * i, mix(COAL, EMBER, 0.03 * i))
    c.box(0, 0, WIDTH, edge, IRON)
    for y in (edge * 0.28, edge * 0.62):
        c.line([(0, y), (WIDTH, y)], STEEL, 3)
    x = -40.0
    while x < WIDTH:
        width = c.random.uniform(46, 110)
        near = math.exp(-(((x + width / 2 - hot) / 420) ** 2))
        length = 40 + c.random.uniform(0.25, 1) * 520 * near
        colour = mix(mix(STEEL, EMBER, near * 1.6), MOLTEN, near * c.random.uniform(0, 0.8))
        c.bar(x, edge - width, width, width + length, colour)
        if near > 0.55 and c.random.random() < 0.5:
            c.disc((x + width / 2, edge + length + c.random.uniform(60, 150)), width / 4, MOLTEN)
        x += width + c.random.uniform(10, 44)
    c.box(0, edge - 130, WIDTH, 96, IRON)
    c.box(0, edge - 56, WIDTH, 44, STEEL)


def strata(c: Canvas) -> None:
    """Steel folded many times over, with one layer still hot."""
    layers, hot = 15, c.random.randrange(4, 11)
    waves = [
        (c.random.uniform(14, 52), c.random.uniform(0.6, 2.4), c.random.random()) for _ in range(4)
    ]
    for row in range(layers):
        base = -60 + row * (HEIGHT + 200) / layers
        points = [(x, base + _swell(x, row, waves)) for x in range(0, WIDTH + 21, 20)]
        share = row / layers
        colour = EMBER if row == hot else mix(STEEL, COAL, share * 0.9 + c.random.uniform(0, 0.2))
        c.shape([*points, (WIDTH, HEIGHT), (0, HEIGHT)], colour)
        if row == hot:
            inner = [(x, y + 16) for x, y in points]
            c.shape([*inner, (WIDTH, HEIGHT), (0, HEIGHT)], mix(EMBER, MOLTEN, 0.75))
        else:
            c.line(points, mix(colour, SILVER, 0.16), 2.5)


def _swell(x: float, row: int, waves: list[tuple[float, float, float]]) -> float:
    return sum(
        height * math.sin(math.tau * (turns * x / WIDTH + shift) + row * 0.31 * (n + 1))
        for n, (height, turns, shift) in enumerate(waves)
    )


def rods(c: Canvas) -> None:
    """Rods of many lengths, as they come out of the fire."""
    count = c.random.randrange(17, 27)
    step = WIDTH / count
    hot, spread = c.random.uniform(0.25, 0.8) * count, c.random.uniform(2.2, 4)
    for i in range(count):
        near = math.exp(-(((i - hot) / spread) ** 2))
        top = HEIGHT * (0.78 - 0.5 * near - c.random.uniform(0, 0.2))
        c.bar(i * step + step * 0.16, top, step * 0.68, HEIGHT * 1.2, mix(IRON, STEEL, 0.3 + near))
        for k in range(6):
            length = (0.5 - 0.075 * k) * (HEIGHT - top) * near
            heat = mix(mix(STEEL, EMBER, 0.45 + 0.11 * k), MOLTEN, max(0, k - 2) / 3)
            if near > 0.12:
                c.bar(i * step + step * 0.16, top, step * 0.68, max(step * 0.68, length), heat)


def sparks(c: Canvas) -> None:
    """What flies off the anvil."""
    left = c.random.random() < 0.5
    source = (c.random.uniform(150, 420) if left else c.random.uniform(1180, 1450), 760.0)
    away = 1 if left else -1
    c.halo(source, 40, 330)
    c.box(0, 800, WIDTH, 100, IRON)
    for _ in range(90):
        reach, rise = c.random.uniform(120, 1250), c.random.uniform(40, 480)
        flight = [
            (source[0] + away * reach * t, source[1] - rise * 4 * t * (1 - t * 0.62)) for t in _SPAN
        ]
        cut = c.random.randrange(12, 40)
        start = max(0, cut - c.random.randrange(4, 16))
        heat = mix(MOLTEN, EMBER, cut / 40 + c.random.uniform(-0.2, 0.2))
        c.line(flight[start : cut + 1], mix(heat, COAL, 0.35), c.random.uniform(2, 4))
        c.disc(flight[cut], c.random.uniform(3, 9), heat)
    c.shape([(source[0] - 260, 800), (source[0] + 260, 800), (source[0] + 210, 752),
             (source[0] - 210, 752)], STEEL)  # fmt: skip
    c.core(source, 40)


_SPAN = [i / 40 for i in range(41)]


def coil(c: Canvas) -> None:
    """A rod wound up while it is soft; the inner end is the hottest."""
    centre = (c.random.uniform(560, 1040), c.random.uniform(400, 500))
    turns, shift = c.random.uniform(4.2, 6.4), c.random.random()
    width = 54.0
    c.halo(centre, 60, 430)
    steps = 1500
    points = [
        around(centre, 70 + 830 * (i / steps) ** 1.15, shift + turns * i / steps)
        for i in range(steps)
    ]
    for i, at in enumerate(points):
        c.disc(at, width / 2 * (0.8 + 0.55 * i / steps), COAL)
    for i in range(steps - 1, -1, -1):
        heat = 1 - i / (steps * 0.62)
        colour = mix(mix(IRON, ASH, 0.75 - i / steps * 0.6), EMBER, heat * 1.7)
        colour = mix(colour, MOLTEN, (heat - 0.45) * 1.6)
        c.disc(points[i], width / 2 * (0.62 + 0.42 * i / steps), colour)


def plates(c: Canvas) -> None:
    """Plates in rows with rivets at their corners, and one seam that is being closed."""
    rows = c.random.randrange(3, 5)
    height, hot = HEIGHT / rows, c.random.randrange(1, rows)
    for row in range(rows):
        x = -c.random.uniform(0, 360)
        while x < WIDTH:
            length = c.random.uniform(240, 520)
            shade = mix(IRON, STEEL, c.random.uniform(0, 0.9))
            c.box(x + 3, row * height + 3, length - 6, height - 6, shade)
            c.line([(x + 3, row * height + 5), (x + length - 3, row * height + 5)], ASH, 2)
            for left in (x + 34, x + length - 34):
                for top in (row * height + 36, (row + 1) * height - 36):
                    c.disc((left, top + 3), 13, COAL)
                    c.disc((left, top), 12, mix(shade, SILVER, 0.35))
            x += length
    seam, end = hot * height, c.random.uniform(0.45, 0.85) * WIDTH
    for i in range(9):
        grow = 76 - 8 * i
        c.bar(-100, seam - grow, end + 100 + grow, 2 * grow, mix(IRON, EMBER, 0.05 + 0.05 * i))
    c.bar(-40, seam - 12, end + 40, 24, EMBER)
    c.bar(-40, seam - 5, end + 40, 10, MOLTEN)
    for i in range(6):
        c.disc((end, seam), 84 - 8 * i, mix(IRON, EMBER, 0.1 + 0.11 * i))
    c.core((end, seam), 34)


def chain(c: Canvas) -> None:
    """Links that hold each other; one was forged last."""
    count, tilt = 9, c.random.uniform(-0.22, 0.22)
    sag, hot = c.random.uniform(-190, 190), c.random.randrange(2, 7)
    at: list[Point] = []
    for i in range(count):
        t = i / (count - 1)
        at.append((-60 + 1720 * t, 450 + (t - 0.5) * 900 * tilt + sag * (1 - (2 * t - 1) ** 2)))
    c.halo(at[hot], 40, 380)
    for upright in (False, True):
        for i, (here, there) in enumerate(pairwise(at)):
            if (i % 2 == 0) == upright:
                colour = EMBER if i == hot else mix(ASH, STEEL, c.random.uniform(0.1, 0.9))
                _link(c, here, there, colour, flat=upright, glow=i == hot)


def _link(c: Canvas, here: Point, there: Point, colour: Colour, *, flat: bool, glow: bool) -> None:
    angle = math.atan2(there[1] - here[1], there[0] - here[0])
    centre = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
    half, thick = math.dist(here, there) / 2 + 34, 34.0
    tall = 20.0 if flat else 96.0
    outline = []
    for i in range(97):
        turn = math.tau * i / 96
        x = half * _squared(math.cos(turn), 0.55)
        y = tall * _squared(math.sin(turn), 0.8)
        outline.append(
            (
                centre[0] + x * math.cos(angle) - y * math.sin(angle),
                centre[1] + x * math.sin(angle) + y * math.cos(angle),
            )
        )
    c.line(outline, COAL, thick + 14)
    c.line(outline, colour, thick)
    c.line(outline, MOLTEN if glow else mix(colour, SILVER, 0.25), thick / 3)


def _squared(value: float, power: float) -> float:
    return math.copysign(abs(value) ** power, value)


def cells(c: Canvas) -> None:
    """A honeycomb of cast iron, heated at one place."""
    radius = c.random.uniform(62, 96)
    hot = (c.random.uniform(0.2, 0.8) * WIDTH, c.random.uniform(0.25, 0.75) * HEIGHT)
    reach = c.random.uniform(300, 480)
    down, across = radius * 1.5, radius * math.sqrt(3)
    for row in range(-1, int(HEIGHT / down) + 2):
        for column in range(-1, int(WIDTH / across) + 2):
            at = (column * across + (row % 2) * across / 2, row * down)
            near = math.exp(-((math.dist(at, hot) / reach) ** 2)) + c.random.uniform(-0.1, 0.1)
            cold = mix(COAL, STEEL, c.random.uniform(0.1, 0.75))
            colour = mix(mix(cold, EMBER, near * 1.4 - 0.12), MOLTEN, near * 2.2 - 1.35)
            corners = [around(at, radius - 5, n / 6) for n in range(6)]
            c.shape(corners, colour)
            inner = [around(at, radius * 0.62, n / 6) for n in range(6)]
            c.shape(inner, mix(colour, COAL, 0.2 if near < 0.8 else -0.1))
