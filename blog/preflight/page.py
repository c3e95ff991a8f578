"""What the rules look at, and what they answer: plain data, whoever gathered it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from .reading import Reading, read
from .thresholds import DEFAULTS, Thresholds

Severity = Literal["B", "W"]
ARTICLES = frozenset({"post", "guide"})
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: a field of the form, and in a text the words that stand there."""

    field: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """severity: B blocks publishing, W warns. message: for the editor, one sentence or two."""

    id: str
    severity: Severity
    message: str
    place: Place = Place("")

    @property
    def blocks(self) -> bool:
        return self.severity == "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of the page, followed to its end.

    kind, status, notes: as linkgraph.Target has them. path: of the page where it ends, "" for none.
    live_at: when its target is or will be public; NEVER for one that nobody has scheduled.
    host: as written in the address, "" for one that names none. shape: of its words, see
    linkgraph.anchors. field: what it stands in, "body" or "questions".
    last: within the last section. beside: only white space parts it from the link before.
    """

    href: str
    text: str
    kind: str = "internal"
    status: str = "ok"
    path: str = ""
    live_at: datetime = NEVER
    host: str = ""
    notes: tuple[str, ...] = ()
    rel: frozenset[str] = frozenset()
    shape: str = "other"
    field: str = "body"
    last: bool = False
    beside: bool = False

    @property
    def followed(self) -> bool:
        return not self.rel & {"nofollow", "sponsored", "ugc"}

    @property
    def place(self) -> Place:
        return Place(self.field, self.text or self.href)


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the page; answer: as readers see it. inline: both stand in the text itself."""

    question: str
    answer: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """amount a unit, of a service. currency: three capitals."""

    amount: Decimal
    unit: str
    currency: str
    path: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it would be published. now: the moment of the check, in the site's time zone.

    pillar: path of the page that opens its topic, "" for none or for itself.
    picture_alt: what readers are told of its picture; None for one that is marked as decorative.
    next_step: path of the page that it hands readers to, "" if they will not see one.
    removed: what sanitising took out, in words. plain: pictures in the text that need no alt.
    """

    now: datetime
    path: str = "/blog/a"
    kind: str = "post"
    slug: str = "a"
    title: str = "A"
    seo_title: str = ""
    description: str = ""
    category: str = ""
    is_pillar: bool = False
    pillar: str = ""
    picture: bool = False
    picture_alt: str | None = ""
    authors: tuple[str, ...] = ()
    date_published: datetime | None = None
    date_modified: datetime | None = None
    faq: bool = False
    entries: tuple[Entry, ...] = ()
    html: str = ""
    removed: tuple[str, ...] = ()
    plain: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    next_step: str = ""

    @cached_property
    def reading(self) -> Reading:
        return read(self.html)

    @property
    def goes_live(self) -> datetime:
        return max(self.date_published or self.now, self.now)

    @property
    def internal(self) -> list[Link]:
        """Its links to other pages of the site."""
        return [link for link in self.links if link.kind == "internal"]

    @property
    def external(self) -> list[Link]:
        return [link for link in self.links if link.kind == "external"]

    @property
    def leads_to(self) -> set[str]:
        """The other pages that it links to, its next step among them."""
        return {link.path or link.href for link in self.internal} | {self.next_step} - {""}

    @property
    def is_article(self) -> bool:
        return self.kind in ARTICLES


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the rules ask of everything around the page, looked up for this page.

    same_title, same_description, same_questions: which other page says it, by its path; for
    questions {question in small letters: path}.
    address_of: the other post that has its address. leads_away: where a redirect from it leads.
    nearest: the live page that reads most like it, and the cosine; None without one.
    monotone: pages that are linked with one text over and over.
    """

    name: str = ""
    brand_names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    sponsored_hosts: tuple[str, ...] = ()
    same_title: str = ""
    same_description: str = ""
    same_questions: Mapping[str, str] = field(default_factory=dict)
    address_of: str = ""
    leads_away: str = ""
    inlinks: int = 0
    open_todos: int = 0
    prices: tuple[Price, ...] = ()
    nearest: tuple[str, float] | None = None
    monotone: frozenset[str] = frozenset()
    thresholds: Thresholds = DEFAULTS

    @property
    def brands(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.name, *self.brand_names))))
