"""The links of a page, read from the HTML that readers get."""

from dataclasses import dataclass
from typing import Literal

from lxml.html import HtmlElement

from .blocks import LinkSpan, read_blocks, sentence_around

MOST_ANCHOR = 300  # characters kept of the words of a link


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link as it stands in the page. position: 0, 1, 2 … in reading order.

    anchor: its words, or the alt text of its pictures (image) if it has no words.
    sentence: plain text around it, some 300 characters at most; "" beside a lone picture.
    placement: list for one among ten or more links that are half of the text of a list or table.
    section: id of the heading that it stands under, or in (in_heading); "" before the first.
    """

    position: int
    href: str
    anchor: str
    image: bool
    sentence: str
    placement: Literal["body", "list"]
    rel: tuple[str, ...]
    in_heading: bool
    section: str


def find_links(html: str) -> list[FoundLink]:
    """Return every `<a href>` of HTML that render() made, but for those that rendering added
    itself ("#" at headings, footnotes). Linear: 5,000 links in one paragraph take half a second."""
    blocks = list(read_blocks(html))  # all of them first: a list is known when it ends
    links: list[FoundLink] = []
    for block in blocks:
        for span in block.links:
            anchor, image = _words(span.element)
            links.append(
                FoundLink(
                    position=len(links),
                    href=span.element.get("href", ""),
                    anchor=anchor,
                    image=image,
                    sentence=sentence_around(block.text, span.start, span.end),
                    placement="list" if _in_list_of_links(span) else "body",
                    rel=tuple(sorted(set(span.element.get("rel", "").lower().split()))),
                    in_heading=block.kind == "heading",
                    section=block.section,
                )
            )
    return links


def _words(link: HtmlElement) -> tuple[str, bool]:
    if words := " ".join("".join(link.itertext()).split()):
        return words[:MOST_ANCHOR], False
    pictures = list(link.iter("img"))
    words = " ".join(" ".join(picture.get("alt", "") for picture in pictures).split())
    return words[:MOST_ANCHOR], bool(pictures)


def _in_list_of_links(span: LinkSpan) -> bool:
    box = span.box
    while box and not box.of_links:
        box = box.parent
    return box is not None
