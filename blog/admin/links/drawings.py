"""One page among its neighbours, and the whole site, as drawings and as lists."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from blog.linkgraph import Dot, Neighbour, draw, draw_neighbourhood
from blog.linkgraph.metrics import DEEP_FROM
from blog.models import Category, Link, SitePage
from blog.publishing.links.counting import nodes

from .. import rewriting
from ..pages import page
from .ledger import LedgerAdmin
from .sentences import at_words

SHOWN = 200  # links of one page, each way


def around(model_admin: LedgerAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What leads to one page and where it leads, as a drawing and as lists."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    row = SitePage.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    to = Link.objects.that_lead().filter(nodes("source__"), target=row).exclude(source=row)
    to = to.select_related("source").order_by("source__path", "position")[:SHOWN]
    out = row.links.filter(kind="internal").select_related("source", "target")[:SHOWN]
    drawing = draw_neighbourhood(
        str(row),
        neighbours((link.source, link) for link in to),
        neighbours((link.target, link) for link in out if link.target),
    )
    return page(
        model_admin,
        request,
        "sitepage/around.html",
        None,
        str(row),
        about=row,
        drawing=drawing,
        to=led(to),
        out=led(out),
        most=SHOWN,
        rewrite=rewriting.offer(row.path, request.user),
    )


def led(links: Iterable[Link]) -> list[tuple[Link, str]]:
    """Each with the address of its words in the form of their text."""
    return [(link, at_words(link)) for link in links]


def neighbours(ends: Iterable[tuple[SitePage, Link]]) -> list[Neighbour]:
    """One for each page, by its first link."""
    found: dict[int, Neighbour] = {}
    for end, link in ends:
        address = reverse("admin:blog_sitepage_around", args=[end.pk])
        made = Neighbour(end.path, str(end), link.placement, link.anchor, address)
        found.setdefault(end.pk, made)
    return list(found.values())


def picture(model_admin: LedgerAdmin, request: HttpRequest) -> HttpResponse:
    """The whole site: three queries, and 300 dots at most."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    pillars = set(Category.objects.values_list("pillar", flat=True))
    rows = SitePage.objects.filter(measured_at__isnull=False).order_by("path")
    fields = ("pk", "path", "title", "post", "post__category__name", "depth", "strength", "orphan")
    dots = [
        Dot(
            path=path,
            title=title or path,
            topic=topic or "",
            depth=depth,
            strength=strength or 0,
            orphan=orphan,
            pillar=post is not None and post in pillars,
            href=reverse("admin:blog_sitepage_around", args=[pk]),
        )
        for pk, path, title, post, topic, depth, strength, orphan in rows.values_list(*fields)
    ]
    counts = rows.aggregate(
        pages=Count("pk"),
        orphans=Count("pk", filter=Q(orphan=True)),
        deep=Count("pk", filter=Q(depth__gte=DEEP_FROM)),
        unreachable=Count("pk", filter=Q(depth=None)),
    )
    return page(
        model_admin,
        request,
        "sitepage/picture.html",
        None,
        "The links of this site",
        drawing=draw(dots),
        counts=counts,
        strongest=sorted(dots, key=lambda dot: -dot.strength)[:20],
    )
