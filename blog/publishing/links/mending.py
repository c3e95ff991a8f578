"""Links that readers follow by a detour, and what they would have to say to lead straight on."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from blog import linkgraph
from blog.linkgraph import Href, Target
from blog.models import Link, Post, SitePage
from blog.rendering import Heading

from . import places
from .ends import ends_of

STANDS = frozenset({"ok", "redirect", "chain", "dead_anchor"})


def by_a_detour(page: SitePage | None = None) -> Q:
    """Rows that name an old address or miss a place on the page; one query for a page.

    page: of those that end there alone, and also those that name a heading as it was called.
    """
    away = Q(status__in=Link.DETOURS)
    if page is None:
        return away
    headings = Post.objects.filter(site_page=page).values_list("headings", flat=True).first()
    before = {alias for heading in headings or [] for alias in heading["aliases"]}
    return (away | Q(fragment__in=before)) & Q(target=page)


def mends(rows: Iterable[Link]) -> dict[int, str]:
    """Return {key of the row: the href that leads straight there}, of those that can be mended.

    The rows have their source. One query more than ends_of(), however many there are.
    """
    rows = list(rows)
    ends = ends_of((row.href, row.source.path) for row in rows)
    paths = {target.path for _, target in ends if target.path}
    found = Post.objects.filter(path__in=paths).order_by().values_list("path", "headings")
    headings = dict(found)
    site, mended = places.site(), {}
    for row, (href, target) in zip(rows, ends, strict=True):
        new = _mended(row.href, href, target, headings.get(target.path or "", []))
        if new and new != row.href and _leads(site.read(new, row.source.path), target):
            mended[row.pk] = new
    return mended


def _mended(said: str, href: Href, target: Target, headings: Sequence[Heading]) -> str:
    if target.status not in STANDS:
        return ""
    if target.path is None:  # a redirect to another site
        place = "" if "#" in target.url or not href.fragment else f"#{said.partition('#')[2]}"
        return target.url + place if target.hops else ""
    missing = "dead_anchor" in target.notes
    fragment = linkgraph.id_now(headings, target.fragment, guess=missing) or target.fragment
    if target.hops or fragment != target.fragment:
        return linkgraph.led(said, target.path, fragment)
    return ""


def _leads(href: Href, target: Target) -> bool:
    """Whether what was made of it is read as it was meant."""
    return href.path == (target.path or "") and href.kind != "blocked"
