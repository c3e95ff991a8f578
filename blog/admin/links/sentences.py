"""Every link, with the sentence that it stands in."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html

from blog.models import Link, Post

from .. import demand, rewriting
from ..pages import route
from .ledger import LedgerAdmin

SAID = "source__path position anchor sentence href status shape placement target__path".split()


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [
            ("broken", "Broken: readers hit a wall"),
            ("redirected", "Redirected: the address is an old one"),
            ("waiting", "Waiting for a page that is not written yet"),
            ("no-place", "To a place that the page does not have"),
            ("outside", "To other sites"),
        ]

    def choices(self, changelist):
        every, *rest = super().choices(changelist)
        yield {**every, "display": "All inside"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        inside = queryset.filter(kind="internal")
        if self.value() == "outside":
            return queryset.filter(kind="external")
        return inside.filter(Link.WORTH_A_LOOK.get(self.value() or "", Q()))


@admin.register(Link)
class LinkAdmin(LedgerAdmin):
    list_display = ["sentence_with_link", "way", "status", "shape"]
    list_display_links = None
    list_filter = [StateFilter, "shape", "placement"]
    list_select_related = ["source", "target"]
    search_fields = ["anchor", "href", "source__path"]
    search_help_text = "Words of a link, or a part of an address"
    ordering = ["source", "position"]  # as the index has them: there may be a million

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look up whether readers see the texts of this page's links: one query, and none for each
        of a million links that are sorted."""
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list = list(changelist.result_list)
        texts = Post.objects.published().filter(pk__in=[row.source.post_id for row in rows])
        live = set(texts.values_list("pk", flat=True))
        for row in rows:
            row.is_read = row.source.post_id in live
        return changelist

    def get_urls(self) -> list[URLPattern]:
        return [
            route(self, "table.csv", link_table, "table"),
            *rewriting.urls(self),
            *demand.urls(self),
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
        if words := at_words(row):
            start = format_html('<a href="{}">{}</a>', words, row.source.path)
        if not row.is_read:  # type: ignore[attr-defined]  # see get_changelist_instance()
            start = format_html("{} <small>no reader sees it</small>", start)
        return format_html("{}<br>{}", start, " → ".join(self.steps(row)))

    def steps(self, row: Link) -> list[str]:
        """The address as the text has it, and where it ends if that is another."""
        named = row.path or row.url or row.href
        ends = [row.target.path] if row.target and row.target.path != row.path else []
        return [f"to {named}", *ends]


def at_words(row: Link) -> str:
    """The form of the text, opened where the link stands: see static/js/desk/words.js.

    "" for a link of a list, which has no form.
    """
    if not row.source.post_id:
        return ""
    address = reverse("admin:blog_post_change", args=[row.source.post_id])
    return f"{address}#words={quote(row.anchor or row.href, safe='')}"


def link_table(model_admin: LinkAdmin, request: HttpRequest) -> HttpResponse:
    return model_admin.table(request, "links", SAID)
