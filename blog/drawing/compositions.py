"""Pictures with a subject: pages and links, print, time, measure, the forge."""

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
    Point,
    around,
    bow,
    mix,
)


def rings(c: Canvas) -> None:
    """Pages on three rings, each joined to the nearest one further in."""
    centre, radii = (930, 450), (180, 345, 530)
    c.halo(centre, 58, 172)
    for radius, colour in zip((720, 530, 345, 180), (IRON, IRON, STEEL, STEEL), strict=True):
        c.ring(centre, radius, colour, 2)
    circles: list[list[Point]] = [[centre]]
    for radius, count in zip(radii, (5, 9, 14), strict=True):
        shift = c.random.random()
        turns = [(i + shift + c.random.uniform(-0.2, 0.2)) / count for i in range(count)]
        circles.append([around(centre, radius, turn) for turn in turns])
    for inner, outer in pairwise(circles):
        for at in outer:
            c.line([at, min(inner, key=lambda p: math.dist(p, at))], ASH, 2.5)
    c.core(centre, 58)
    for depth, (circle, colour) in enumerate(zip(circles[1:], (SILVER, ASH, STEEL), strict=True)):
        for at in circle:
            c.disc(at, 27 - 6 * depth, COAL)
            c.disc(at, 20 - 5 * depth + c.random.uniform(0, 3), colour)


def phrase(c: Canvas) -> None:
    """Lines of print; the end of one of them glows and leads away to a ring."""
    target = (1350, 220)
    for row in range(8):
        x, y = 130.0, 138 + row * 84
        limit = (655, 420)[row == 7] if row in (4, 7) else 1000 - c.random.uniform(0, 110)
        while limit - x > 40:
            length = min(c.random.uniform(60, 190), limit - x)
            c.bar(x, y, length, 32, ASH if row in (0, 4) else STEEL)
            x += length + 26
    for i in range(7):
        grow = 32 - 5 * i
        heat = mix(COAL, EMBER, 0.3 * (i / 6) ** 1.6)
        c.bar(706 - grow, 468 - grow, 300 + 2 * grow, 44 + 2 * grow, heat)
    c.halo(target, 24, 60)
    for radius, colour in ((164, IRON), (112, STEEL), (60, ASH)):
        c.ring(target, radius, colour, 4)
    c.line(bow((990, 490), target, -80), EMBER, 6)
    c.bar(706, 468, 300, 44, EMBER)
    c.bar(718, 478, 276, 24, MOLTEN)
    c.core(target, 24)


def orphan(c: Canvas) -> None:
    """A cluster of pages that know each other, and one that nobody knows."""
    nodes: list[Point] = []
    while len(nodes) < 29:
        at = around((510, 455), 370 * math.sqrt(c.random.random()), c.random.random())
        if all(math.dist(at, other) > 86 for other in nodes):
            nodes.append(at)
    for at in nodes:
        for other in sorted(nodes, key=lambda p: math.dist(p, at))[1:4]:
            c.line([at, other], STEEL, 3)
    for i, at in enumerate(nodes):
        c.disc(at, 26, COAL)
        c.disc(at, c.random.uniform(11, 19), SILVER if i % 6 == 0 else ASH)
    alone = (1310, 400)
    c.halo(alone, 46, 190)
    c.core(alone, 46)
    c.disc(alone, 30, COAL)


def passage(c: Canvas) -> None:
    """A column of print from which one passage has been cut and carried off."""
    c.box(250, 60, 640, HEIGHT, IRON)
    for row in range(14):
        ragged = c.random.uniform(60, 330) if row % 4 == 3 else 0
        c.bar(310, 116 + row * 58, 520 - ragged, 20, STEEL)
    c.box(280, 378, 580, 196, COAL)
    corner, tilt = (790, 300), math.radians(-5)

    def placed(x: float, y: float) -> Point:
        cos, sin = math.cos(tilt), math.sin(tilt)
        return corner[0] + x * cos - y * sin, corner[1] + x * sin + y * cos

    for drop, colour in ((26, (0x0D, 0x0E, 0x11)), (0, EMBER)):
        edges = [(0, 0), (580, 0), (580, 196), (0, 196)]
        c.shape([placed(x + drop, y + drop) for x, y in edges], colour)
    for row, length in enumerate((520, 520, 340)):
        ends = [placed(40, 44 + row * 54), placed(20 + length, 44 + row * 54)]
        c.line(ends, MOLTEN, 20)
        for end in ends:
            c.disc(end, 10, MOLTEN)


def dial(c: Canvas) -> None:
    """Two hands on one dial, and the time that has passed between them."""
    centre, start, steps = (800, 450), c.random.randrange(60), 4 * c.random.randint(8, 22)
    c.disc(centre, 386, IRON)
    c.ring(centre, 386, STEEL, 4)
    for i in range(60):
        inner, width, colour = (316, 7, SILVER) if i % 5 == 0 else (342, 3, ASH)
        c.line([around(centre, inner, i / 60), around(centre, 362, i / 60)], colour, width)
    for i in range(steps):
        turns = (start + i / 4) / 60, (start + 0.3 + i / 4) / 60
        wedge = [centre, *(around(centre, 296, turn) for turn in turns)]
        c.shape(wedge, mix(IRON, EMBER, 0.04 + 0.26 * i / steps))
    end = (start + steps / 4) / 60
    c.line([centre, around(centre, 290, start / 60)], ASH, 14)
    c.line([around(centre, -64, end), around(centre, 330, end)], EMBER, 16)
    c.core(around(centre, 339, end), 27)
    c.disc(centre, 40, MOLTEN)
    c.disc(centre, 20, COAL)


def gauges(c: Canvas) -> None:
    """Six facts side by side, never added up."""
    levels = c.random.sample((0.22, 0.34, 0.46, 0.58, 0.66, 0.82), 6)
    for i, level in enumerate(levels):
        at, hot = (250 + i * 220, 790 - 640 * level), level == max(levels)
        if hot:
            c.halo(at, 36, 130)
        c.bar(at[0] - 7, 130, 14, 660, STEEL if hot else IRON)
        for tick in range(23):
            y, long = 140 + tick * 29, tick % 11 == 0
            c.line([(at[0] + 24, y), (at[0] + (66 if long else 46), y)], ASH if long else STEEL)
        c.bar(at[0] - 7, at[1], 14, 790 - at[1], EMBER if hot else STEEL)
        if hot:
            c.core(at, 38)
        else:
            c.disc(at, 34, COAL)
            c.disc(at, 24, SILVER if i % 2 else ASH)


def ledger(c: Canvas) -> None:
    """A ruled page of entries, one of them fresh from the fire."""
    columns = {150: 270, 470: 270, 790: 170, 1010: 230, 1290: 160}
    for i in range(8):
        c.box(0, 446 + 6 * i, WIDTH, 92 - 12 * i, mix(COAL, EMBER, 0.03 + 0.033 * i))
    for row in range(10):
        y, hot = 112 + row * 76, row == 5
        for k, (x, room) in enumerate(columns.items()):
            cold = STEEL if k else ASH
            length = room * c.random.uniform(0.45, 1)
            c.bar(x, y - 10, length, 20, mix(EMBER, MOLTEN, k / 4) if hot else cold)
        if row not in (4, 5):
            c.line([(110, y + 38), (1490, y + 38)], IRON, 2)
    for x in list(columns)[1:]:
        c.line([(x - 34, 64), (x - 34, 836)], STEEL, 2)


def path(c: Canvas) -> None:
    """A network in layers; one way through it is hot."""
    layers: list[list[Point]] = [
        [(200 + 300 * i, 450 + (k - (n - 1) / 2) * 720 / n) for k in range(n)]
        for i, n in enumerate((5, 4, 3, 4, 1))
    ]
    hot = [c.random.choice(layers[0])]
    for layer in layers[1:]:
        hot.append(c.random.choice(_nearest(layer, hot[-1])))
    for i, at in enumerate(hot):
        c.halo(at, 20 + 7 * i, 50 + 24 * i)
    for left, right in pairwise(layers):
        for at in left:
            for other in _nearest(right, at):
                c.line([at, other], STEEL)
    for at in (at for layer in layers for at in layer if at not in hot):
        for radius, colour in ((32, COAL), (20, ASH), (9, COAL)):
            c.disc(at, radius, colour)
    c.line(hot, EMBER, 8)
    for i, at in enumerate(hot):
        c.core(at, 20 + 7 * i)


def _nearest(layer: list[Point], at: Point) -> list[Point]:
    return sorted(layer, key=lambda point: abs(point[1] - at[1]))[:2]


def bands(c: Canvas) -> None:
    """Hammered bands: the widest, hottest one comes first."""
    for row in range(7):
        left, y, height, facets = 160 + row * 86, 92 + row * 106, 76 - row * 3, 14 - row
        step = 2 * (800 - left) / facets
        top = [(left + i * step, y + c.random.uniform(-7, 7)) for i in range(facets + 1)]
        low = [(x + c.random.uniform(-9, 9), y + height + c.random.uniform(-7, 7)) for x, _ in top]
        for i in range(facets):
            shade = c.random.uniform(-0.12, 0.12)
            heat = mix(EMBER, MOLTEN, 1 - abs(2 * (i + 0.5) / facets - 1) + shade)
            colour = mix(ASH, IRON, row / 7 + 0.05 + shade) if row else heat
            c.shape([top[i], top[i + 1], low[i + 1], low[i]], colour)


def ingot(c: Canvas) -> None:
    """An ingot on a bench, with something to measure it by."""
    c.box(0, 640, WIDTH, 260, IRON)
    for i in range(12):
        c.oval((815, 714), 640 - 24 * i, 74 - 3 * i, mix(IRON, EMBER, 0.03 * i))
    for x in range(100, WIDTH, 100):
        c.line([(x, 80), (x, 640)], IRON, 2)
        c.line([(x, 640), (800 + (x - 800) * 2.2, HEIGHT)], STEEL, 2)
    for y in (140, 240, 340, 440, 540):
        c.line([(60, y), (1540, y)], IRON, 2)
    for y in (640, 690, 770):
        c.line([(0, y), (WIDTH, y)], STEEL, 2)
    c.shape([(1140, 720), (1270, 664), (1180, 350), (1080, 430)], mix(EMBER, COAL, 0.35))
    for i in range(29):
        corners = [
            (side + lean * step / 29, 430 + step * 10)
            for side, lean, step in ((450, -70, i), (1080, 60, i), (1080, 60, 29), (450, -70, 29))
        ]
        c.shape(corners, mix(MOLTEN, EMBER, 0.35 + i / 29))
    c.shape([(450, 430), (1080, 430), (1180, 350), (560, 350)], MOLTEN)
    c.shape([(512, 412), (1060, 412), (1126, 366), (586, 366)], mix(MOLTEN, SILVER, 0.4))
    for x in (330, 1320):
        c.line([(x, 350), (x, 720)], SILVER)
        for y in range(350, 721, 37):
            c.line([(x - 12, y), (x + 12, y)], SILVER)


def forge(c: Canvas) -> None:
    """A bar of hot metal between hammered lines."""
    for i in range(12):
        grow = 120 - 10 * i
        c.bar(300 - grow, 385 - grow, 1000 + 2 * grow, 130 + 2 * grow, mix(COAL, EMBER, 0.03 * i))
    for row in range(19):
        near = math.exp(-(((row - 9) / 3.2) ** 2))
        xs = [-20 + i * 60 + c.random.uniform(-18, 18) for i in range(29)]
        points = [(x, 45 + row * 45 + c.random.uniform(-5, 5)) for x in xs]
        c.line(points, mix(STEEL, ASH, near), 3 + 3 * near)
    for i in range(26):
        heat = mix(EMBER, MOLTEN, (i / 25) ** 0.8)
        c.bar(300 + 16 * i, 385 + i * 1.6, 1000 - 32 * i, 130 - i * 3.2, heat)


def message(c: Canvas) -> None:
    """Two dots, far apart, and the line between them."""
    here = (c.random.uniform(240, 400), c.random.uniform(540, 700))
    there = (c.random.uniform(1200, 1360), c.random.uniform(300, 440))
    c.halo(here, 34, 110)
    c.halo(there, 52, 160)
    for at in (here, there):
        for i in range(6):
            c.ring(at, 150 + i * 96, mix(STEEL, COAL, 0.2 + i / 8), 2)
    c.line(bow(here, there, 210), EMBER, 6)
    c.core(here, 34)
    c.core(there, 52)
