"""A site as one drawing: home in the middle, a ring a click, a sector a topic, a dot a page."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from .svg import number, polar, shortened, tag, text

MOST_DOTS = 300
LAST_RING = 5  # and more clicks
RIM = 400.0  # where the last ring is; the drawing reaches from -540 to 540
OUTSIDE = 455.0  # where pages stand that cannot be reached
CLOSE, FAR = 436.0, 476.0  # where the names of the topics stand, without and with such pages
TONES = 8  # colours of topics: .tone-0 to .tone-7
UNIT = 7.0  # radius of a dot of strength 1.00 among few
GAP = 10.0  # between the dots and the edge of their sector
CHARACTER = 8.2  # width in a name


@dataclass(frozen=True, slots=True)
class Dot:
    """A page. depth: clicks from home, None: unreachable. topic: its name, or "" for none.

    strength: 1.00 is an average page. href: where a click on it leads in the desk, or "".
    """

    path: str
    title: str
    topic: str
    depth: int | None
    strength: float
    orphan: bool = False
    pillar: bool = False
    earned: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the drawing, in the language of whoever reads it."""

    name: str = "The pages of this site by their distance from home"
    orphan: str = "orphan: no page links here"
    pillar: str = "pillar"
    earned: str = "linked from other sites"
    strength: str = "strength {}"
    clicks: str = "clicks from home: {}"
    unreachable: str = "cannot be reached from home"
    more: str = "{} more pages are not drawn"
    no_topic: str = "No topic"
    sizes: str = "area: strength"
    rings: str = "ring: clicks from home"
    outside: str = "dashed: cannot be reached from home"


@dataclass(frozen=True, slots=True)
class Sector:
    """topic: its name. angles in radians. rest: how many of its pages are not drawn."""

    topic: str
    tone: int
    start: float
    end: float
    dots: Sequence[Dot]
    rest: int


def draw(pages: Iterable[Dot], labels: Labels | None = None, *, name: str = "graph") -> SafeString:
    """Return the SVG: colours by classes (static/css/graph.css), no style, no script.

    At most 300 dots: orphans first, then the strongest; the others are a number at their
    sector. The same pages, in any order, give the same bytes. name: sets the ids of several
    drawings on one page apart. Cost: 15 ms for 300 dots, and the sorting of all pages.
    """
    labels = labels or Labels()
    ordered = sorted(
        pages, key=lambda dot: (dot.depth != 0, not dot.orphan, -dot.strength, dot.path)
    )
    home = ordered[:1] if ordered and ordered[0].depth == 0 else []
    shown = ordered[len(home) : MOST_DOTS]
    sectors = _sectors(shown, ordered[MOST_DOTS:])
    deepest = max((min(dot.depth, LAST_RING) for dot in shown if dot.depth), default=1)
    rings = max(2, deepest)
    scale = min(1.5, max(0.55, math.sqrt(80 / max(1, len(shown)))))
    parts = [tag("title", text(labels.name), id_=f"{name}-title")]
    parts += [_ground(sector, alone=len(sectors) == 1) for sector in sectors]
    parts += [_ring(ring, rings) for ring in range(1, rings + 1)]
    outside = any(dot.depth is None for dot in shown)
    parts += [tag("circle", class_="ring outside", r=OUTSIDE)] if outside else []
    names = FAR if outside else CLOSE
    parts += [_name(sector, names, labels, f"{name}-{n}") for n, sector in enumerate(sectors)]
    parts += [_clicks(ring, rings) for ring in range(1, rings + 1)]
    for sector in sectors:
        parts += _dots(sector, rings, scale, labels)
    parts += [_dot(dot, 0, 0, max(scale, 0.8), "home", labels) for dot in home]
    parts.append(_legend(labels))
    return tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="graph",
        viewBox="-540 -540 1080 1130",
        role="group" if any(dot.href for dot in ordered[:MOST_DOTS]) else "img",
        aria_labelledby=f"{name}-title",
    )


def _sectors(shown: Sequence[Dot], rest: Sequence[Dot]) -> list[Sector]:
    """By the alphabet, pages without a topic last; as wide as their dots, and a little more."""
    topics = sorted({dot.topic for dot in [*shown, *rest]}, key=lambda topic: (not topic, topic))
    drawn: dict[str, list[Dot]] = {topic: [] for topic in topics}
    left = dict.fromkeys(topics, 0)
    for dot in shown:
        drawn[dot.topic].append(dot)
    for dot in rest:
        left[dot.topic] += 1
    whole = sum(len(dots) + 3 for dots in drawn.values())
    sectors, start = [], 0.0
    for n, (topic, dots) in enumerate(drawn.items()):
        end = start + 2 * math.pi * (len(dots) + 3) / whole
        sectors.append(Sector(topic, n % TONES, start, end, dots, left[topic]))
        start = end
    return sectors


def _ground(sector: Sector, *, alone: bool) -> SafeString:
    tone = f"sector tone-{sector.tone}" if sector.topic else "sector"
    if alone:
        return tag("circle", class_=tone, r=RIM + 20)
    start, end = polar(RIM + 20, sector.start), polar(RIM + 20, sector.end)
    wide = int(sector.end - sector.start > math.pi)
    arc = f"{number(RIM + 20)} {number(RIM + 20)} 0 {wide} 1"
    return tag("path", class_=tone, d=f"M0 0L{start}A{arc} {end}Z")


def _ring(ring: int, rings: int) -> SafeString:
    return tag("circle", class_="ring", r=RIM * ring / rings)


def _clicks(ring: int, rings: int) -> SafeString:
    words = f"{ring}+" if ring == LAST_RING else str(ring)
    return tag("text", text(words), class_="clicks", x=0, y=-RIM * ring / rings + 4)


def _name(sector: Sector, radius: float, labels: Labels, id_: str) -> SafeString:
    """The topic along the rim, never upside down, with the number of pages that are not drawn."""
    middle, span = (sector.start + sector.end) / 2, sector.end - sector.start
    room = int(min(span, math.pi) * radius / CHARACTER) - 2
    more = f" +{sector.rest:,}" if sector.rest else ""
    if room < len(more) + 2:
        return text("")
    below = math.pi / 2 < middle < 3 * math.pi / 2
    half = min(span, math.pi) / 2
    first, last = (middle + half, middle - half) if below else (middle - half, middle + half)
    radius += 11 if below else 0
    arc = f"{number(radius)} {number(radius)} 0 0 {int(not below)}"
    path = tag(
        "path", id_=id_, class_="rail", d=f"M{polar(radius, first)}A{arc} {polar(radius, last)}"
    )
    title = [tag("title", text(labels.more.format(f"{sector.rest:,}")))] if more else []
    words = text(shortened(sector.topic or labels.no_topic, room - len(more)))
    number_of = [tag("tspan", text(more), class_="more")] if more else []
    along = tag("textPath", words, *number_of, href=f"#{id_}", startOffset="50%")
    tone = f" tone-{sector.tone}" if sector.topic else ""
    return path + tag("text", *title, along, class_=f"name{tone}")


def _dots(sector: Sector, rings: int, scale: float, labels: Labels) -> list[SafeString]:
    """Each ring of a sector, its dots side by side in as many rows as they need, at most four."""
    tone = f"tone-{sector.tone}" if sector.topic else "tone-none"

    def ring_of(dot: Dot) -> int:
        return rings + 1 if dot.depth is None else max(1, min(dot.depth, rings))

    drawn = []
    for ring, group in groupby(sorted(sector.dots, key=lambda d: (ring_of(d), d.path)), ring_of):
        dots = list(group)
        radius = OUTSIDE if ring > rings else RIM * ring / rings
        edge = min(GAP / radius, (sector.end - sector.start) / 4)
        start, span = sector.start + edge, sector.end - sector.start - 2 * edge
        rows = min(4, math.ceil(len(dots) * 30 * scale / (span * radius)))
        band = 14 if ring > rings else min(30.0, RIM / rings * 0.36)
        for n, dot in enumerate(dots):
            away = band * (2 * (n % rows) / (rows - 1) - 1) if rows > 1 else 0
            place = polar(radius + away, start + span * (n + 0.5) / len(dots))
            drawn.append(_dot(dot, *place, scale, tone, labels))
    return drawn


def _dot(dot: Dot, x: float, y: float, scale: float, tone: str, labels: Labels) -> SafeString:
    size = scale * min(2.4 * UNIT, max(0.4 * UNIT, UNIT * math.sqrt(dot.strength)))
    parts = [tag("title", text(_said(dot, labels)))]
    if dot.earned:
        parts.append(tag("circle", class_="halo", cx=x, cy=y, r=size + 6 * scale))
    if dot.pillar:
        parts.append(tag("circle", class_="second", cx=x, cy=y, r=size + 3 * scale))
    parts.append(tag("circle", class_="orphan" if dot.orphan else "page", cx=x, cy=y, r=size))
    if dot.href:
        return tag("a", *parts, href=dot.href, class_=f"dot {tone}")
    return tag("g", *parts, class_=f"dot {tone}")


def _said(dot: Dot, labels: Labels) -> str:
    where = labels.unreachable if dot.depth is None else labels.clicks.format(dot.depth)
    facts = [labels.strength.format(f"{dot.strength:.2f}"), where]
    facts += [labels.orphan] if dot.orphan else []
    facts += [labels.pillar] if dot.pillar else []
    facts += [labels.earned] if dot.earned else []
    return f"{dot.title}\n{dot.path}\n{' · '.join(facts)}"


def _legend(labels: Labels) -> SafeString:
    """What the signs mean, in three columns below the drawing."""
    signs: list[tuple[str, list[tuple[str, float]]]] = [
        (labels.sizes, [("page", 8), ("page small", 4)]),
        (labels.pillar, [("second", 9.5), ("page", 6)]),
        (labels.rings, [("ring", 10)]),
        (labels.orphan, [("orphan", 7)]),
        (labels.earned, [("halo", 11), ("page", 6)]),
        (labels.outside, [("ring outside", 10)]),
    ]
    parts = []
    for n, (words, circles) in enumerate(signs):
        x, y = (-510, -150, 200)[n % 3], 548 + 28 * (n // 3)
        for class_, size in circles:
            apart = 15 if class_ == "page small" else 0
            parts.append(tag("circle", class_=class_, cx=x + apart, cy=y, r=size))
        parts.append(tag("text", text(words), x=x + 28, y=y + 5))
    return tag("g", *parts, class_="legend tone-none")
