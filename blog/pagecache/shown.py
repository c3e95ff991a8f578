"""The keys of what views show, of rows in hand: nothing is asked of the database."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from .keys import key_in, key_of

if TYPE_CHECKING:
    from blog.models import Author, Category, Post, SiteSettings


def site(settings: "SiteSettings") -> Iterator[str]:
    """What every HTML page shows."""
    yield from ("menu", *publisher(settings))


def publisher(settings: "SiteSettings") -> Iterator[str]:
    """The name of the site, and its logo."""
    yield "site"
    if settings.logo_id:
        yield f"image:{settings.logo_id}"


def links(posts: "Iterable[Post | None]") -> Iterator[str]:
    """What a link to each says."""
    return (f"post:{post.pk}:link" for post in posts if post)


def cards(posts: "Iterable[Post | None]", *, signed: bool = True) -> Iterator[str]:
    """What a list shows of each. signed: the list names the authors; post: as for_cards()."""
    for post in posts:
        if post:
            yield f"post:{post.pk}:card"
            yield from _pictures_and_topic(post)
            if signed:
                yield from (f"author:{line.author_id}" for line in post.bylines.all())


def wholes(posts: "Iterable[Post]") -> Iterator[str]:
    """All that the page of each says of the post itself. post: as for_page()."""
    for post in posts:
        yield from (key_of(post), *items([post]))


def items(posts: "Iterable[Post]") -> Iterator[str]:
    """What a feed says of each. post: as for_feed()."""
    for post in posts:
        yield key_in(post, "item")
        yield from _pictures_and_topic(post)
        yield from (f"author:{line.author_id}" for line in post.bylines.all())
        yield from (f"tag:{row.tag_id}" for row in post.tagged.all())


def _pictures_and_topic(post: "Post") -> Iterator[str]:
    yield from (f"image:{pk}" for pk in (post.image_id, post.social_image_id) if pk)
    if post.category_id:
        yield f"topic:{post.category_id}"


def people(authors: "Iterable[Author | None]", *, about: bool = False) -> Iterator[str]:
    """Name and portrait; about: and what else is known of them."""
    for author in authors:
        if author:
            yield key_of(author)
            if author.photo_id:
                yield f"image:{author.photo_id}"
            if about:
                yield key_in(author, "about")


def topic(of: "Category | None") -> Iterator[str]:
    """What the pages of a topic say of it: its name, and its pillar, which may be live."""
    if of:
        yield from (key_of(of), key_in(of, "pillar"))
        if of.pillar_id:
            yield f"post:{of.pillar_id}:link"


def hub(of: "Category") -> Iterator[str]:
    """What opens a topic: its description, which pages it has, and the pillar."""
    yield from topic(of)
    yield from (key_in(of, aspect) for aspect in ("about", "posts", "guides"))


def feed(row: Any, up_to: datetime | None) -> Iterator[str]:
    """A page of a feed. row: whose list it is, None for the site.

    up_to: of the archive, the last post of its year that makes a difference; None: any does.
    """
    if up_to is None:
        yield key_in(row, "feed")
    else:
        last = timezone.localtime(up_to)
        yield from (key_in(row, "feed", last.year, month) for month in range(1, last.month + 1))


def published(post: "Post") -> datetime:
    """The moment in the time zone of the site: its year and month are those of the archives."""
    assert post.date_published is not None
    return timezone.localtime(post.date_published)
