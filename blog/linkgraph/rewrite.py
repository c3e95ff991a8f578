"""Links of a Markdown text led elsewhere, and nothing else of it changed.

Where a text says the address of a link, only the parser knows: each place that could be one gets
an address of its own, and the page that comes of it tells which of them became a link.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from blog.rendering import Rendered
from blog.rendering.sanitize import parse, serialize

from .blocks import is_link

Render = Callable[[str], Rendered | None]
MOST_ADDRESSES = 200  # of one text at once
MOST_PLACES = 5_000
MOST_TRIED = 10  # addresses one by one, where all of them together cannot be verified
ESCAPED = frozenset(r"\`*_{}[]()>#+.!-")  # signs that may have a backslash before them
FROM_THE_HOST = frozenset({"external", "noopener", "sponsored"})  # words of rel


@dataclass(frozen=True)
class Rewritten:
    """left: those of the wanted addresses that links of the text still name."""

    text: str
    left: frozenset[str] = frozenset()


class Place(NamedTuple):
    """Where a text names an address, and what is to stand there, spelt as the old one is."""

    start: int
    end: int
    new: str


class Seen(NamedTuple):
    """The addresses of the links of a page in their order, and all that is not these."""

    hrefs: list[str]
    rest: str


def rewrite(source: str, wanted: Mapping[str, str], render: Render) -> Rewritten:
    """Lead links elsewhere: {href as it stands in the HTML: the new one}.

    render: as the text is rendered otherwise, None for a text that cannot be. The text that is
    returned renders to the same page, but for the addresses of these links: words, titles, code
    and pictures keep what they say. A link whose words are its address stays as it is.
    Cost: three renderings, and two for each of ten addresses where that does not do.
    """
    page = render(source)
    if page is None:
        return Rewritten(source, frozenset(wanted))
    before = seen = _see(page)
    named = [old for old in dict.fromkeys(seen.hrefs) if old and old in wanted]
    at_once = {old: wanted[old] for old in named[:MOST_ADDRESSES]}
    text, seen, verified = _lead(source, seen, at_once, render)
    if not verified:
        taken = set(at_once.values())  # what has been led there is not to be led on
        for old in [old for old in named if old not in taken][:MOST_TRIED]:
            text, seen, _ = _lead(text, seen, {old: wanted[old]}, render)
    pairs = zip(before.hrefs, seen.hrefs, strict=True)
    stayed = {old for old, new in pairs if old == new}
    return Rewritten(text, frozenset(named) & stayed)


def _lead(
    text: str, seen: Seen, wanted: Mapping[str, str], render: Render
) -> tuple[str, Seen, bool]:
    """Return (the text, its page, whether nothing stood in the way): led, or as they were."""
    places = _that_are_links(text, list(_places(text, wanted)), render)
    if not places:
        return text, seen, True
    changed = _with(text, places, (place.new for place in places))
    page = render(changed)
    if page is None:
        return text, seen, False
    now = _see(page)
    if now.rest != seen.rest or len(now.hrefs) != len(seen.hrefs):
        return text, seen, False
    pairs = zip(seen.hrefs, now.hrefs, strict=True)
    if any(new not in {old, wanted.get(old)} for old, new in pairs):
        return text, seen, False
    return changed, now, True


def _places(text: str, wanted: Mapping[str, str]) -> Iterator[Place]:
    """Wherever one of the addresses stands, as a part of a longer one too."""
    spelt = {spelling: old for old in wanted for spelling in (unquote(old), old)}
    longest_first = sorted(spelt, key=len, reverse=True)
    if not longest_first:
        return
    names = [spelt[spelling] for spelling in longest_first]
    for match in re.finditer("|".join(f"({_pattern(each)})" for each in longest_first), text):
        new = wanted[names[(match.lastindex or 1) - 1]]
        as_html = "&amp;" in match[0]
        yield Place(match.start(), match.end(), escape(new, quote=False) if as_html else new)


def _pattern(address: str) -> str:
    """As Markdown and HTML may spell it."""
    signs = (r"\\?" + re.escape(sign) if sign in ESCAPED else re.escape(sign) for sign in address)
    return "".join(signs).replace("\\&", "&(?:amp;)?")


def _that_are_links(text: str, places: list[Place], render: Render) -> list[Place]:
    """Those of the places where links have their addresses."""
    if not 0 < len(places) <= MOST_PLACES:
        return []
    stem = "/place"
    while stem in text:
        stem += "s"
    marks = [f"{stem}-{n}-" for n in range(len(places))]
    page = render(_with(text, places, marks))
    hrefs = set(_see(page).hrefs) if page else set()
    return [place for place, mark in zip(places, marks, strict=True) if mark in hrefs]


def _with(text: str, places: list[Place], words: Iterable[str]) -> str:
    parts, at = [], 0
    for place, new in zip(places, words, strict=True):
        parts += [text[at : place.start], new]
        at = place.end
    return "".join([*parts, text[at:]])


def _see(page: Rendered) -> Seen:
    root, hrefs = parse(page.html), []
    for link in filter(is_link, root.iter("a")):
        hrefs.append(link.get("href", ""))
        link.set("href", "")
        rel = set(link.attrib.pop("rel", "").split()) - FROM_THE_HOST
        link.set("rel", " ".join(sorted(rel)))
    return Seen(hrefs, serialize(root))
