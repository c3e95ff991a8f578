"""The links of a post in hand, followed to where they end."""

from collections.abc import Collection, Iterator
from datetime import datetime

from blog.linkgraph import FoundLink, Place, find_links
from blog.models import FAQEntry, Post
from blog.preflight import NEVER, Link
from blog.preflight.reading import Position, read
from blog.rendering.outline import slug as anchor_from

from ..links import ends_of
from ..links.places import ID, Ids
from ..links.shapes import Shapes

ELSEWHERE = Position(last=False, beside=False)  # than in the text itself
MOST_TARGETS = 10_000  # that one question may name


def links_of(post: Post, entries: list[FAQEntry]) -> Iterator[Link]:
    """Yield the links of the text, then those of the questions that are printed below it."""
    found = list(_found(post, entries))
    as_typed = {post.path: Place(ids=_own_ids(post, entries))}
    ends = ends_of([(link.href, post.path) for _, link, _ in found], as_typed)
    paths = {target.path for _, target in ends if target.path}
    shapes, live_at = Shapes(paths), _live_at(paths)
    for (field, link, position), (href, target) in zip(found, ends, strict=True):
        yield Link(
            href=link.href,
            text=link.anchor,
            kind=target.kind,
            status=target.status,
            path=target.path or "",
            live_at=live_at.get(target.path or "", NEVER),
            host=href.host,
            notes=target.notes,
            rel=frozenset(link.rel),
            shape=shapes.of(link.anchor, target.path, image=link.image),
            field=field,
            last=position.last,
            beside=position.beside,
        )


def _found(post: Post, entries: list[FAQEntry]) -> Iterator[tuple[str, FoundLink, Position]]:
    positions = read(post.body_html).links
    for link, position in zip(find_links(post.body_html), positions, strict=True):
        yield "body", link, position
    for entry in entries if post.faq else []:
        if not entry.inline:
            for link in find_links(entry.answer_html):
                yield "questions", link, ELSEWHERE


def _own_ids(post: Post, entries: list[FAQEntry]) -> Ids:
    """What a link can name on the page itself, as it would be."""
    ids = Ids(post)
    ids.known |= set(ID.findall(post.body_html))
    ids.known |= {entry.anchor or f"q-{anchor_from(entry.question)}" for entry in entries}
    ids.whole = True
    return ids


def _live_at(paths: Collection[str]) -> dict[str, datetime]:
    """When readers see these pages: see preflight.Link."""
    rows = Post.objects.filter(path__in=list(paths)[:MOST_TARGETS], status=Post.Status.PUBLISHED)
    return {path: date or NEVER for path, date in rows.values_list("path", "date_published")}
