"""How many pages link to a page, and to how many it links: kept with each save."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from blog.models import Link, Post, SitePage

AT_ONCE = 500


def one_at_a_time() -> None:
    """Wait until nobody else writes links. Call it in the transaction that does.

    Two that write each other's rows would wait for each other; two that count the links to one
    page would both miss those of the other. SQLite has one writer anyway.
    """
    if connection.features.has_select_for_update:
        home = SitePage.objects.select_for_update(no_key=True).filter(path="/")
        list(home.values_list("pk"))


def nodes(place: str = "") -> Q:
    """Pages that count: public now, and search engines may name them; lists as last measured.

    place: the way there, as `source__`.
    """
    live = Q(
        **{
            f"{place}post__status": Post.Status.PUBLISHED,
            f"{place}post__date_published__lte": timezone.now(),
            f"{place}post__noindex": False,
            f"{place}post__canonical_url": "",
        }
    )
    a_list = Q(**{f"{place}post": None, f"{place}measured_at__isnull": False})
    return live | a_list


def editorial() -> QuerySet:
    """The links that count: from page to page, each of them public, written by a person."""
    links = Link.objects.editorial().that_lead().exclude(source=F("target"))
    return links.filter(nodes("source__"), nodes("target__"))


def count(pages: Iterable[int]) -> None:
    """Write inlinks and outlinks of these pages. Three queries for up to 500 pages."""
    keys = sorted(set(pages))
    for start in range(0, len(keys), AT_ONCE):
        _count(keys[start : start + AT_ONCE])


def _count(keys: Collection[int]) -> None:
    links = editorial().order_by()
    to = dict(distinct(links, "target", "source", keys))
    out = dict(distinct(links, "source", "target", keys))
    changed = []
    for page in SitePage.objects.filter(pk__in=keys).only("inlinks", "outlinks"):
        now = (to.get(page.pk, 0), out.get(page.pk, 0))
        if now != (page.inlinks, page.outlinks):
            page.inlinks, page.outlinks = now
            changed.append(page)
    SitePage.objects.bulk_update(changed, ["inlinks", "outlinks"], batch_size=200)


def distinct(links: QuerySet, end: str, other: str, keys: Collection[int]) -> QuerySet:
    of_pages = links.filter(**{f"{end}__in": keys})
    return of_pages.values_list(end).annotate(Count(other, distinct=True))
