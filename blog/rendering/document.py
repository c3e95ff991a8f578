"""What goes into a rendering and what comes out: plain data, safe to send to another process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

MAX_SOURCE_BYTES = 512 * 1024


class Heading(TypedDict):
    """A place that can be linked to. level 2 to 6; 0 is a list item that opens in bold."""

    id: str
    text: str
    level: int
    aliases: list[str]


class Link(TypedDict):
    href: str
    text: str
    rel: list[str]


class Image(TypedDict):
    src: str
    alt: str


class Question(TypedDict):
    """A heading that ends in "?" with the text of the paragraph right after it."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True)
class Picture:
    """url, srcset: what every browser reads; sources: (type, srcset) of better formats, if any.

    width, height: of the picture itself, in pixels. classes: its colour and its focal point.
    """

    url: str
    width: int
    height: int
    srcset: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    classes: str = ""


@dataclass(frozen=True)
class Labels:
    """The words that rendering adds to a text, in the language of the site."""

    link: str = "Link to “{}”"
    table: str = "Table {}"
    back: str = "Back to the text, note {}"
    elsewhere: str = "Picture on {}"


@dataclass(frozen=True)
class Context:
    """What a text needs to know of the site around it.

    name: sets the ids of footnotes apart when several texts share a page.
    hosts: our own; a link to any other is external.
    sponsored_hosts: links to these, and to their subdomains, carry rel=sponsored.
    pictures: by the address that the text uses, exactly as written there.
    headings: of the last published rendering; their ids are kept.
    linkable: False for a text that shares its page with a longer one: no ids, no "#" links.
    """

    name: str = "text"
    hosts: tuple[str, ...] = ()
    sponsored_hosts: tuple[str, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    linkable: bool = True
    labels: Labels = Labels()


@dataclass
class Rendered:
    """html has been through sanitize(); text is what a reader sees of it, a line a block.

    words: whitespace-separated tokens of text.
    removed: what the Markdown asked for and the page does not show, in words for the editor.
    """

    html: str
    text: str
    headings: list[Heading]
    links: list[Link]
    images: list[Image]
    questions: list[Question]
    words: int
    removed: list[str]


class RenderError(Exception):
    """The text cannot be rendered; the message is for its author."""
