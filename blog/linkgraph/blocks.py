"""The text of a rendered page block by block, and where in it links and code stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from blog.rendering.sanitize import parse
from blog.rendering.tidy import BLOCKS, HEADINGS

LISTS = frozenset({"ul", "ol", "dl", "table"})
CODE = frozenset({"pre", "code", "kbd", "samp"})
LIST_LINKS = 10  # a list or table of as many links that are half of its text is a list of links
MOST_SENTENCE = 300  # characters
# Where a sentence ends: its last sign, closing quotes, a space and what can begin the next.
NO_END = "".join(
    rf"(?<!\b{re.escape(short)})" for short in "e.g. i.e. vs. cf. Dr. Mr. Mrs. Ms. St.".split()
)
END = re.compile(
    rf"(?<=[.!?…]){NO_END}([\"'”’)\]]*)\s+(?=[\"'“‘(\[]{{0,3}}[^\W_a-z])|(?<=[。！？])()"
)


@dataclass(slots=True)
class Box:
    """A list or a table. Sizes are in characters without white space."""

    parent: "Box | None"
    links: int = 0
    linked: int = 0
    size: int = 0
    of_links: bool = False


@dataclass(slots=True)
class LinkSpan:
    element: HtmlElement
    start: int
    end: int
    box: Box | None


@dataclass(slots=True)
class Block:
    """text: white space folded. section: id of the last heading, "" before the first.

    links: those that begin here. covered: (start, end) of all linked text and all code.
    """

    kind: Literal["prose", "heading", "code"] = "prose"
    section: str = ""
    text: str = ""
    links: list[LinkSpan] = field(default_factory=list)
    covered: list[tuple[int, int]] = field(default_factory=list)


def read_blocks(html: str) -> Iterator[Block]:
    """Yield the blocks of HTML that render() made, in reading order. Linear in its length.

    What rendering adds is left out: the "#" at headings, the signs of footnotes.
    All figures of a Box are known when the last block has been taken.
    """
    reader = _Reader()
    for event, element in etree.iterwalk(parse(html), events=("start", "end")):
        if event == "start":
            yield from reader.open(element)
        else:
            yield from reader.close(element)
    yield from reader.flush()


class _Reader:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.block = Block()
        self.box: Box | None = None
        self.depth = {"heading": 0, "code": 0, "pre": 0, "left out": 0}
        self.section = ""
        self.link: LinkSpan | None = None
        self.covered_from: int | None = None

    def open(self, element: HtmlElement) -> Iterator[Block]:
        tag = element.tag
        if tag in BLOCKS:
            yield from self.flush()
        if tag in HEADINGS:
            self.depth["heading"] += 1
            self.section = element.get("id", "")
        self.depth["code"] += tag in CODE
        self.depth["pre"] += tag == "pre"
        if tag in LISTS:
            self.box = Box(self.box)
        if is_link(element):
            self._begin(element)
        elif tag == "a" and element.get("href") is not None:
            self.depth["left out"] += 1
        self._cover()
        self._say(element.text)

    def close(self, element: HtmlElement) -> Iterator[Block]:
        tag = element.tag
        if tag in BLOCKS:
            yield from self.flush()
        if tag in HEADINGS:
            self.depth["heading"] -= 1
        self.depth["code"] -= tag in CODE
        self.depth["pre"] -= tag == "pre"
        if tag in LISTS and self.box:
            self._close_box(self.box)
        if self.link and self.link.element is element:
            self.link.end = max(self.link.start, self._text_end())
            self.link = None
        elif tag == "a" and element.get("href") is not None and not is_link(element):
            self.depth["left out"] -= 1
        self._cover()
        self._say(element.tail)

    def flush(self) -> Iterator[Block]:
        """End the block, if there is any text or link in it; a link that is open goes on."""
        if self.covered_from is not None:
            self.block.covered.append((self.covered_from, self.length))
            self.covered_from = 0
        if self.parts or self.block.links:
            block = self.block
            block.text = "".join(self.parts).rstrip()
            block.section = self.section
            if self.depth["pre"]:
                block.kind = "code"
            elif self.depth["heading"]:
                block.kind = "heading"
            if self.link and block.links and block.links[-1] is self.link:
                self.link.end = len(block.text)
                self.link = LinkSpan(self.link.element, 0, 0, self.link.box)
            yield block
        self.block, self.parts, self.length = Block(), [], 0

    def _begin(self, element: HtmlElement) -> None:
        self.link = LinkSpan(element, self.length, self.length, self.box)
        self.block.links.append(self.link)
        if self.box:
            self.box.links += 1

    def _cover(self) -> None:
        """Begin or end a stretch of linked text or code, as it is now."""
        inside = self.link is not None or self.depth["code"] > 0
        if inside and self.covered_from is None:
            self.covered_from = self.length
        elif not inside and self.covered_from is not None:
            self.block.covered.append((self.covered_from, self.length))
            self.covered_from = None

    def _say(self, text: str | None) -> None:
        if not text or self.depth["left out"]:
            return
        words = " ".join(text.split())
        if self.length and text[0].isspace() and not self.parts[-1].endswith(" "):
            words = f" {words}"
        if words and words != " " and text[-1].isspace():
            words = f"{words} "
        if not words:
            return
        self.parts.append(words)
        self.length += len(words)
        if self.box:
            size = sum(map(len, text.split()))
            self.box.size += size
            self.box.linked += size if self.link else 0

    def _text_end(self) -> int:
        return self.length - 1 if self.parts and self.parts[-1].endswith(" ") else self.length

    def _close_box(self, box: Box) -> None:
        box.of_links = box.links >= LIST_LINKS and 2 * box.linked >= box.size
        self.box = box.parent
        if self.box:
            self.box.links += box.links
            self.box.linked += box.linked
            self.box.size += box.size


def is_link(element: HtmlElement) -> bool:
    """Whether it is a link that somebody wrote, and not one that rendering added."""
    if element.tag != "a" or element.get("href") is None:
        return False
    classes = element.get("class", "").split()
    return not {"anchor", "footnote-ref", "footnote-backref"}.intersection(classes)


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence that text[start:end] stands in, at most MOST_SENTENCE characters and
    two signs for what was cut. It looks no further than that, however long the text is."""
    begin, finish = max(0, start - MOST_SENTENCE), min(len(text), end + MOST_SENTENCE)
    for each in END.finditer(text, begin, start + 9):
        if each.end() <= start:
            begin = each.end()
    if match := END.search(text, end, finish + 9):
        finish = match.end(match.lastindex or 1)
    if finish - begin < MOST_SENTENCE:
        return text[begin:finish].strip()
    spare = max(0, MOST_SENTENCE - (end - start))
    first = max(begin, start - spare // 2)
    last = min(finish, first + MOST_SENTENCE)
    first = max(begin, min(first, last - MOST_SENTENCE))
    before = after = ""
    if first > begin:
        before, first = "…", max(first, text.find(" ", first, start) + 1)
    if last < finish:
        after, last = "…", max(text.rfind(" ", end, last), min(end, last))
    return f"{before}{text[first:last].strip()}{after}"
