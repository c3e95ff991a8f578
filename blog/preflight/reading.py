"""The structure of a page's HTML, as far as the rules ask for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from blog.linkgraph.blocks import END, read_blocks
from blog.rendering.sanitize import parse
from blog.rendering.tidy import HEADINGS, text_of, visible_text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. follows: the paragraph right behind it, None if something else stands there."""

    level: int
    text: str
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a link stands. last: no heading follows. beside: only space parts it from another."""

    last: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class Picture:
    src: str
    alt: str


@dataclass
class Reading:
    """opening: the first paragraph. links: one for each that linkgraph.find_links() gives."""

    text: str = ""
    opening: str = ""
    sections: list[Section] = field(default_factory=list)
    links: list[Position] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def words(self) -> int:
        return len(self.text.split())


def read(html: str) -> Reading:
    """Read HTML that rendering made. Some milliseconds for an article."""
    root = parse(html)
    for own in root.find_class("anchor"):
        own.drop_tree()
    pictures = [Picture(i.get("src", ""), i.get("alt", "").strip()) for i in root.iter("img")]
    # A picture that is nowhere stands there as its alt text.
    pictures += [Picture("", text_of(element)) for element in root.find_class("missing")]
    return Reading(
        text=visible_text(root),
        opening=next((said for p in root.iter("p") if (said := text_of(p))), ""),
        sections=[_section(element) for element in root.iter(*HEADINGS)],
        links=list(_positions(html)),
        pictures=pictures,
    )


def _section(element: HtmlElement) -> Section:
    after = element.getnext()
    said = text_of(after) if after is not None and after.tag == "p" else None
    return Section(int(element.tag[1]), text_of(element), said)


def _positions(html: str) -> Iterator[Position]:
    blocks = list(read_blocks(html))
    end = blocks[-1].section if blocks else ""
    for block in blocks:
        before: int | None = None
        for link in block.links:
            beside = before is not None and not block.text[before : link.start].strip()
            yield Position(block.section == end, beside)
            before = link.end


def first_sentence(text: str) -> str:
    """Return the text up to where its first sentence ends; all of it, if it never does."""
    end = END.search(text)
    return text[: end.end(end.lastindex or 1)] if end else text
