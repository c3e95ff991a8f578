"""Public pages that search engines may name, by their links."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from blog.linkgraph.metrics import DEEP_FROM
from blog.models import SitePage

from ..keys import whole
from ..pages import route
from . import report, topics
from .drawings import around, picture
from .ledger import LedgerAdmin
from .report import AGES

FIGURES = (
    "path title kind inlinks outlinks nofollow_in depth strength steps_to_offer orphan updated"
    " one_text"
).split()


class PageFilter(admin.SimpleListFilter):
    title, parameter_name = "what to look at", "which"

    def lookups(self, request, model_admin):
        return [
            ("orphans", "Orphans: no page links here"),
            ("deep", f"Deep: {DEEP_FROM} clicks from home and more"),
            ("unreachable", "Cannot be reached from home"),
            ("no-offer", "Leads to no service"),
            ("leads-nowhere", "Links to no other page"),
            ("one-text", "Most pages link here with the same words"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(SitePage.WORTH_A_LOOK.get(self.value() or "", Q()))


class AgeFilter(admin.SimpleListFilter):
    """By the last real update, or else by the publication."""

    title, parameter_name = "last real update", "age"

    def lookups(self, request, model_admin):
        return [(months, f"Over {words} ago") for months, words in AGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if (months := self.value()) not in dict(AGES):
            return queryset
        before = timezone.now() - timedelta(days=round(int(months or 0) * 30.44))
        return queryset.filter(updated__lt=before)


@admin.register(SitePage)
class SitePageAdmin(LedgerAdmin):
    """Public pages that search engines may name, with the figures of the last measuring."""

    list_display = ["named", "inlinks", "outlinks", "clicks", "rank", "to_offer", "last_update"]
    list_filter = [PageFilter, AgeFilter, "kind"]
    search_fields = ["path", "title"]
    search_help_text = "A part of an address or title"
    ordering = ["path"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        updated = Coalesce("post__date_modified", "post__date_published")
        rows = super().get_queryset(request).filter(measured_at__isnull=False)
        return rows.annotate(updated=updated)

    def get_urls(self) -> list[URLPattern]:
        return [
            *report.urls(self),
            *topics.urls(self),
            route(self, "picture/", picture, "picture"),
            route(self, "table.csv", page_table, "table"),
            route(self, "<int:pk>/links/", around, "around"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *a: Any, **k: Any) -> HttpResponse:
        return around(self, request, whole(object_id) or 0)

    @admin.display(description="page", ordering="path")
    def named(self, row: SitePage) -> str:
        said: str = row.path
        if row.title:
            said = format_html("{}<br><small>{}</small>", row.title, row.path)
        if row.one_text:
            said = format_html("{}<br><small>most say: {}</small>", said, row.one_text)
        return said

    @admin.display(description="depth", ordering="depth")
    def clicks(self, row: SitePage) -> str:
        return "unreachable" if row.depth is None else str(row.depth)

    @admin.display(description="strength", ordering="strength")
    def rank(self, row: SitePage) -> str:
        return f"{row.strength or 0:.2f}"

    @admin.display(description="steps to an offer", ordering="steps_to_offer")
    def to_offer(self, row: SitePage) -> str:
        return "none" if row.steps_to_offer is None else str(row.steps_to_offer)

    @admin.display(description="last real update", ordering="updated")
    def last_update(self, row: SitePage) -> str:
        updated = row.updated  # type: ignore[attr-defined]  # see get_queryset()
        return date_format(timezone.localtime(updated), "j M Y") if updated else ""


def page_table(model_admin: SitePageAdmin, request: HttpRequest) -> HttpResponse:
    return model_admin.table(request, "pages", FIGURES)
