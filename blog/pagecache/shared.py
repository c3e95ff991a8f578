"""The rows that many pages show, from memory: see parts. Nobody may change what they return."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from blog.models import Author, Category, MenuItem, Post, SiteSettings, Tag

from . import shown
from .keys import key_in, key_of
from .parts import Parts

Rows = TypeVar("Rows", bound=dict[int, Any])


class Topic(NamedTuple):
    """guides: all that are live, in their order, with as much of each as a link says."""

    row: Category
    guides: Sequence[Post]


class OnEveryPage(NamedTuple):
    site: SiteSettings
    menu: Sequence[MenuItem]


def site_settings() -> SiteSettings:
    return _on_every_page.get("").site


def menu() -> Sequence[MenuItem]:
    return _on_every_page.get("").menu


def authors(keys: Iterable[int]) -> list[Author]:
    """In the order of the keys, as all that follow."""
    return list(_authors.of(keys).values())


def tags(keys: Iterable[int]) -> list[Tag]:
    return list(_tags.of(keys).values())


def topic(key: int) -> Topic:
    return _topics.get(key)


def topics(keys: Iterable[int]) -> list[Topic]:
    return list(_topics.of(keys).values())


def cards(keys: Iterable[int]) -> list[Post]:
    """Posts with what a list shows of each, and the price of a service. One query for the new."""
    return list(_cards.of(keys).values())


def signed_cards(keys: Iterable[int]) -> list[Post]:
    """Posts with what a list shows of each, and who wrote it. Two queries for the new."""
    return list(_signed_cards.of(keys).values())


def items(keys: Iterable[int]) -> list[Post]:
    """Posts with all that a feed says of each. Four queries for the new."""
    return list(_items.of(keys).values())


def whole(path: str) -> Post | None:
    """The live post at an address as for_page() reads it. Four queries if new.

    Its Markdown, its citation and its data are asked for one after the other.
    """
    return wholes([path]).get(path)


def wholes(paths: Iterable[str]) -> dict[str, Post]:
    """The same for several, by their addresses, in as many queries as for one."""
    return _wholes.of(paths)


def with_pieces(rows: Rows) -> Rows:
    """Let each keep what piece_of() makes of it."""
    for row in rows.values():
        row.pieces = {}
    return rows


def piece_of(row: Any, which: Hashable, make: Callable[[], str]) -> str:
    """Return what is made of the row alone, as its HTML; made once of a row that is in memory."""
    pieces = getattr(row, "pieces", {})
    if which not in pieces:
        pieces[which] = make()
    return pieces[which]


def _build_site(_names: Sequence[str]) -> dict[str, OnEveryPage]:
    site = with_pieces({1: SiteSettings.load()})[1]
    return {"": OnEveryPage(site, list(MenuItem.objects.all()))}


def _of_site(found: OnEveryPage) -> Iterator[str]:
    site = found.site
    yield from ("settings", *shown.site(site), *shown.people([site.default_author], about=True))


def _build_topics(keys: Sequence[int]) -> dict[int, Topic]:
    rows = Category.objects.order_by().select_related("pillar").in_bulk(keys)
    live = Post.objects.published().filter(kind=Post.Kind.GUIDE, category__in=keys)
    guides: dict[int | None, list[Post]] = {key: [] for key in rows}
    for guide in live.for_links().in_chapter_order():
        guides[guide.category_id].append(guide)
    return {key: Topic(row, guides[key]) for key, row in rows.items()}


def _of_topic(found: Topic) -> Iterator[str]:
    yield from (*shown.topic(found.row), key_in(found.row, "guides"), *shown.links(found.guides))


def _build_wholes(paths: Sequence[str]) -> dict[str, Post]:
    posts = Post.objects.published().for_page().filter(path__in=paths)
    return {post.path: post for post in posts}


def _of_whole(post: Post) -> Iterator[str]:
    authors = [line.author for line in post.bylines.all()]
    yield from (*shown.wholes([post]), *shown.people(authors), *shown.links([post.next_step]))


# All are asked for in no order: to write one for the database takes as long as all the rest.
_on_every_page: Parts[str, OnEveryPage] = Parts(1, _of_site, _build_site)
_topics: Parts[int, Topic] = Parts(50, _of_topic, _build_topics)
_tags: Parts[int, Tag] = Parts(1_000, lambda tag: [key_of(tag)], Tag.objects.in_bulk)
_authors: Parts[int, Author] = Parts(
    200,
    lambda author: shown.people([author], about=True),
    lambda keys: with_pieces(Author.objects.order_by().select_related("photo").in_bulk(keys)),
)
_cards: Parts[int, Post] = Parts(
    500,
    lambda post: shown.cards([post], signed=False),
    lambda keys: with_pieces(
        Post.objects.order_by().for_cards().select_related("offer").in_bulk(keys)
    ),
)
_signed_cards: Parts[int, Post] = Parts(
    300,
    lambda post: shown.cards([post]),
    lambda keys: with_pieces(Post.objects.order_by().for_cards().signed().in_bulk(keys)),
)
_wholes: Parts[str, Post] = Parts(30, _of_whole, _build_wholes)
_items: Parts[int, Post] = Parts(  # each with its whole text, twice
    60,
    lambda post: shown.items([post]),
    lambda keys: with_pieces(Post.objects.order_by().for_feed().in_bulk(keys)),
)
