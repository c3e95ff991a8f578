"""The links of a post in hand, followed to where they end."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from blog.linkgraph import Aim, FoundLink, Place, aim_at, find_links, resolve, shape
from blog.models import FAQEntry, Post, SiteSettings
from blog.preflight import NEVER, Link
from blog.preflight.reading import Position, read
from blog.rendering.outline import slug as anchor_from

from ..links import places

ELSEWHERE = Position(last=False, beside=False)  # than in the text itself


class Known(NamedTuple):
    """A page that links lead to. live_at: see preflight.Link."""

    aim: Aim
    live_at: datetime


def links_of(post: Post, entries: list[FAQEntry], site: SiteSettings) -> Iterator[Link]:
    """Yield the links of the text, then those of the questions that are printed below it."""
    found = list(_found(post, entries))
    graph = places.site()
    hrefs = [graph.read(link.href, post.path) for _, link, _ in found]
    graph.learn({href.path for href in hrefs if href.path}, places.find)
    graph.pages[post.path] = Place(ids=_own_ids(post, entries))
    targets = [resolve(href, graph) for href in hrefs]
    known = _known({target.path for target in targets if target.path}, site)
    nobody = Known(aim_at("", brand_names=_brands(site), hosts=site.all_hosts), NEVER)
    for (field, link, position), href, target in zip(found, hrefs, targets, strict=True):
        at_end = known.get(target.path or "", nobody)
        yield Link(
            href=link.href,
            text=link.anchor,
            kind=target.kind,
            status=target.status,
            path=target.path or "",
            live_at=at_end.live_at,
            host=href.host,
            notes=target.notes,
            rel=frozenset(link.rel),
            shape=shape(link.anchor, at_end.aim, image=link.image),
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


def _own_ids(post: Post, entries: list[FAQEntry]) -> places.Ids:
    """What a link can name on the page itself, as it would be."""
    ids = places.Ids(post)
    ids.known |= set(places.ID.findall(post.body_html))
    ids.known |= {entry.anchor or f"q-{anchor_from(entry.question)}" for entry in entries}
    ids.whole = True
    return ids


def _known(paths: Collection[str], site: SiteSettings) -> dict[str, Known]:
    names = ("path", "title", "seo_title", "headings", "status", "date_published")
    rows = Post.objects.filter(path__in=list(paths)[:MOST_TARGETS]).values_list(*names)
    return {
        path: Known(
            aim_at(
                title,
                seo_title,
                [heading["text"] for heading in headings if heading["level"]],
                brand_names=_brands(site),
                hosts=site.all_hosts,
            ),
            date if status == Post.Status.PUBLISHED and date else NEVER,
        )
        for path, title, seo_title, headings, status, date in rows
    }


MOST_TARGETS = 10_000  # that one question may name


def _brands(site: SiteSettings) -> list[str]:
    return [site.name, *site.brand_names]
