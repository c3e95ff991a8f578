"""One page between those that link to it and those that it leads to, as a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .packed import EDITORIAL, WEIGHTS
from .svg import number, shortened, tag, text

MOST_ROWS = 14  # pages on each side
ROW, TOP = 30, 66
WIDTH, COLUMN, BOX = 1080, 322, 236  # a side is as wide as COLUMN, the page in the middle BOX
CHARACTERS = 38  # of a title, at its side


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page at the other end of a link. words: of the link. href: where a click leads, or ""."""

    path: str
    title: str
    placement: str
    words: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing. name: with the page's title."""

    name: str = "Pages around “{}”"
    linking: str = "Pages that link here: {}"
    linked: str = "Pages it leads to: {}"
    more: str = "and {} more"
    none: str = "none"


def draw_neighbourhood(
    title: str,
    linking: Sequence[Neighbour],
    linked: Sequence[Neighbour],
    words: Words | None = None,
    *,
    name: str = "neighbourhood",
) -> SafeString:
    """Return the SVG: colours by classes (static/css/graph.css), no style, no script.

    linking, linked: one a page. The heaviest placements come first, then by path; at most 14 a
    side, the others are a number. Links that a person wrote are drawn through, as thick as they
    weigh; those of code are dashed. name: sets the ids of several drawings apart.
    """
    words = words or Words()
    rows = max(
        1, *(min(len(side), MOST_ROWS) + (len(side) > MOST_ROWS) for side in (linking, linked))
    )
    height = TOP + ROW * rows
    middle = (TOP + height) / 2 - ROW / 2
    parts = [tag("title", text(words.name.format(title)), id_=f"{name}-title")]
    parts += _side(linking, words.linking, words, middle, rows, before=True)
    parts += _side(linked, words.linked, words, middle, rows, before=False)
    parts.append(
        tag("rect", class_="box", x=-BOX / 2, y=middle - 22, width=BOX, height=44, rx=22)
        + tag(
            "text",
            tag("title", text(title)) + text(shortened(title, 24)),
            class_="middle centre",
            x=0,
            y=middle + 5,
        )
    )
    return tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="graph neighbourhood",
        viewBox=f"{number(-WIDTH / 2)} 0 {WIDTH} {number(height)}",
        role="group" if any(each.href for each in [*linking, *linked]) else "img",
        aria_labelledby=f"{name}-title",
    )


def _side(
    pages: Sequence[Neighbour],
    heading: str,
    words: Words,
    middle: float,
    rows: int,
    *,
    before: bool,
) -> list[SafeString]:
    ordered = sorted(pages, key=lambda page: (-WEIGHTS.get(page.placement, 0), page.path))
    shown, rest = ordered[:MOST_ROWS], len(ordered) - MOST_ROWS
    sign = -1 if before else 1
    x = sign * (WIDTH / 2 - COLUMN)
    align = "end" if before else ""
    parts = [
        tag("text", text(heading.format(len(pages))), class_=f"side {align}".strip(), x=x, y=24)
    ]
    used = len(shown) + (rest > 0) or 1
    top = TOP + ROW * (rows - used) / 2
    for n, page in enumerate(shown):
        y = top + ROW * n
        parts.append(_line(page, x - sign * 10, y, sign, middle))
        parts.append(_page(page, x, y, align))
    if rest > 0 or not shown:
        last = words.more.format(rest) if shown else words.none
        y = top + ROW * len(shown) + 5
        parts.append(tag("text", text(last), class_=f"more {align}".strip(), x=x, y=y))
    return parts


def _line(page: Neighbour, x: float, y: float, sign: int, middle: float) -> SafeString:
    edge = sign * BOX / 2
    half = (x + edge) / 2
    class_ = "link" if page.placement in EDITORIAL else "link machine"
    bend = f"{number(half)} {number(y)} {number(half)} {number(middle)}"
    line = f"M{number(x)} {number(y)}C{bend} {number(edge)} {number(middle)}"
    width = 1 + 2 * WEIGHTS.get(page.placement, 0)
    return tag("path", class_=class_, d=line, stroke_width=width)


def _page(page: Neighbour, x: float, y: float, align: str) -> SafeString:
    said = [page.title, page.path, page.placement, *([f"“{page.words}”"] if page.words else [])]
    label = tag(
        "text",
        tag("title", text("\n".join(said))) + text(shortened(page.title, CHARACTERS)),
        class_=align,
        x=x,
        y=y + 5,
    )
    return tag("a", label, href=page.href) if page.href else label
