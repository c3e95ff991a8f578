"""The ledger of links: which pages there are in the graph, and every link with its sentence."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html

from blog.linkgraph import Dot, Neighbour, draw, draw_neighbourhood
from blog.linkgraph.metrics import DEEP_FROM
from blog.models import Category, Link, SitePage
from blog.publishing.links.counting import nodes
from blog.transfer import table

from . import rewriting
from .keys import Keys, whole
from .pages import page, route
from .readonly import ReadOnly

SHOWN = 200  # links of one page, each way
FIGURES = (
    "path title kind inlinks outlinks nofollow_in depth strength steps_to_offer orphan".split()
)
SAID = "source__path position anchor sentence href status shape placement target__path".split()


class LedgerAdmin(ReadOnly, Keys, admin.ModelAdmin):
    """For those who may see everybody's drafts: what links stand in them is shown as well."""

    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.edit_any_post")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def table(self, request: HttpRequest, name: str, fields: list[str]) -> HttpResponse:
        """What the list shows as it is filtered and sorted, all pages of it, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request).values_list(*fields)
        header = [field.removesuffix("__path") for field in fields]
        lines = table.lines(header, rows.iterator(chunk_size=1000))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer  # type: ignore[return-value]


class PageFilter(admin.SimpleListFilter):
    title, parameter_name = "what to look at", "which"

    def lookups(self, request, model_admin):
        return [
            ("orphans", "Orphans: no page links here"),
            ("deep", f"Deep: {DEEP_FROM} clicks from home and more"),
            ("unreachable", "Cannot be reached from home"),
            ("no-offer", "Leads to no service"),
            ("leads-nowhere", "Links to no other page"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "orphans":
                return queryset.filter(orphan=True)
            case "deep":
                return queryset.filter(depth__gte=DEEP_FROM)
            case "unreachable":
                return queryset.filter(depth=None)
            case "no-offer":
                return queryset.filter(steps_to_offer=None, post__isnull=False)
            case "leads-nowhere":
                return queryset.filter(outlinks=0, post__isnull=False)
        return queryset


@admin.register(SitePage)
class SitePageAdmin(LedgerAdmin):
    """Public pages that search engines may name, with the figures of the last measuring."""

    list_display = ["named", "inlinks", "outlinks", "clicks", "rank", "to_offer"]
    list_filter = [PageFilter, "kind"]
    search_fields = ["path", "title"]
    search_help_text = "A part of an address or title"
    ordering = ["path"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(measured_at__isnull=False)

    def get_urls(self) -> list[URLPattern]:
        return [
            route(self, "picture/", picture, "picture"),
            route(self, "table.csv", page_table, "table"),
            route(self, "<int:pk>/links/", around, "around"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *a: Any, **k: Any) -> HttpResponse:
        return around(self, request, whole(object_id) or 0)

    @admin.display(description="page", ordering="path")
    def named(self, row: SitePage) -> str:
        return (
            format_html("{}<br><small>{}</small>", row.title, row.path) if row.title else row.path
        )

    @admin.display(description="depth", ordering="depth")
    def clicks(self, row: SitePage) -> str:
        return "unreachable" if row.depth is None else str(row.depth)

    @admin.display(description="strength", ordering="strength")
    def rank(self, row: SitePage) -> str:
        return f"{row.strength or 0:.2f}"

    @admin.display(description="steps to an offer", ordering="steps_to_offer")
    def to_offer(self, row: SitePage) -> str:
        return "none" if row.steps_to_offer is None else str(row.steps_to_offer)


def page_table(model_admin: SitePageAdmin, request: HttpRequest) -> HttpResponse:
    return model_admin.table(request, "pages", FIGURES)


def around(model_admin: SitePageAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What leads to one page and where it leads, as a drawing and as lists."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    row = SitePage.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    to = Link.objects.that_lead().filter(nodes("source__"), target=row).exclude(source=row)
    to = to.select_related("source").order_by("source__path", "position")[:SHOWN]
    out = row.links.filter(kind="internal").select_related("target")[:SHOWN]
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
        to=to,
        out=out,
        most=SHOWN,
        rewrite=rewriting.offer(row.path, request.user),
    )


def neighbours(ends: Iterable[tuple[SitePage, Link]]) -> list[Neighbour]:
    """One for each page, by its first link."""
    found: dict[int, Neighbour] = {}
    for end, link in ends:
        address = reverse("admin:blog_sitepage_around", args=[end.pk])
        made = Neighbour(end.path, str(end), link.placement, link.anchor, address)
        found.setdefault(end.pk, made)
    return list(found.values())


def picture(model_admin: SitePageAdmin, request: HttpRequest) -> HttpResponse:
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


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [
            ("broken", "Broken: readers hit a wall"),
            ("redirected", "Redirected: the address is an old one"),
            ("waiting", "To a page that is not live yet"),
            ("no-place", "To a place that the page does not have"),
            ("outside", "To other sites"),
        ]

    def choices(self, changelist):
        every, *rest = super().choices(changelist)
        yield {**every, "display": "All inside"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        inside = queryset.filter(kind="internal")
        match self.value():
            case "broken":
                return inside.filter(status__in=["dead", "gone", "loop"])
            case "redirected":
                return inside.filter(status__in=["redirect", "chain"])
            case "waiting":
                return inside.filter(status="not_live")
            case "no-place":
                return queryset.filter(status="dead_anchor")
            case "outside":
                return queryset.filter(kind="external")
        return inside


@admin.register(Link)
class LinkAdmin(LedgerAdmin):
    list_display = ["sentence_with_link", "way", "status", "shape"]
    list_display_links = None
    list_filter = [StateFilter, "shape", "placement"]
    list_select_related = ["source", "target"]
    search_fields = ["anchor", "href", "source__path"]
    search_help_text = "Words of a link, or a part of an address"
    ordering = ["source", "position"]  # as the index has them: there may be a million

    def get_urls(self) -> list[URLPattern]:
        return [
            route(self, "table.csv", link_table, "table"),
            *rewriting.urls(self),
            *super().get_urls(),
        ]

    @admin.display(description="link")
    def sentence_with_link(self, row: Link) -> str:
        before, words, behind = row.in_sentence
        if not (before or behind):
            return words
        return format_html("{}<strong>{}</strong>{}", before, words, behind)

    @admin.display(description="from and to", ordering="source__path")
    def way(self, row: Link) -> str:
        start: str = row.source.path
        if row.source.post_id:
            address = reverse("admin:blog_post_change", args=[row.source.post_id])
            start = format_html('<a href="{}">{}</a>', address, row.source.path)
        return format_html("{}<br>{}", start, " → ".join(self.steps(row)))

    def steps(self, row: Link) -> list[str]:
        """The address as the text has it, and where it ends if that is another."""
        named = row.path or row.url or row.href
        ends = [row.target.path] if row.target and row.target.path != row.path else []
        return [f"to {named}", *ends]


def link_table(model_admin: LinkAdmin, request: HttpRequest) -> HttpResponse:
    return model_admin.table(request, "links", SAID)
