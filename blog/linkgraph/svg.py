"""SVG as text: words escaped, numbers of one decimal; the same data is the same bytes."""

import math
from typing import NamedTuple

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString


class Point(NamedTuple):
    x: float
    y: float

    def __str__(self) -> str:
        return f"{number(self.x)} {number(self.y)}"


def number(value: float) -> str:
    """Return it with at most one decimal, and never as -0."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def polar(radius: float, angle: float) -> Point:
    """angle: in radians, from the top, clockwise."""
    return Point(radius * math.sin(angle), -radius * math.cos(angle))


def tag(name: str, *children: SafeString, **attributes: str | float) -> SafeString:
    """Return an element. Children are SVG already; see text(). class_ is class, a_b is a-b."""
    written = format_html_join(
        "",
        ' {}="{}"',
        (
            (key.rstrip("_").replace("_", "-"), value if isinstance(value, str) else number(value))
            for key, value in attributes.items()
            if value != ""
        ),
    )
    if not children:
        return format_html("<{}{}/>", name, written)
    within = format_html_join("", "{}", ((child,) for child in children))
    return format_html("<{}{}>{}</{}>", name, written, within, name)


def text(words: str) -> SafeString:
    return escape(words)


def shortened(words: str, most: int) -> str:
    """Return at most so many characters, cut at a word where one ends in time."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[: max(1, most - 1)]
    return (cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut) + "…"
