"""Links to other sites: what each address answered, the worst first, with its sentences."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode

from blog.models import ExternalAddress, Link
from blog.models.external import State
from blog.publishing.links import external

from ..pages import route
from .ledger import LedgerAdmin
from .sentences import at_words

SENTENCES = 3  # of one address; the others are one click away
TOLD = "url state status message leads_to since checked_at".split()
OF_LINKS = "links__source__path links__anchor links__sentence".split()
HEADER = [*TOLD, "page", "anchor", "sentence"]


@admin.register(ExternalAddress)
class ExternalAddressAdmin(LedgerAdmin):
    list_display = ["address", "answer", "since_when"]
    list_display_links = None
    list_filter = ["state"]
    list_per_page = 25
    search_fields = ["url", "leads_to"]
    search_help_text = "A part of an address"
    ordering = ["state", "since", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request) & ExternalAddress.objects.linked()

    def get_urls(self) -> list[URLPattern]:
        return [route(self, "table.csv", external_table, "table"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *a: Any, **k: Any) -> HttpResponse:
        query = urlencode({"state": "outside", "external": object_id})
        return HttpResponseRedirect(f"{reverse('admin:blog_link_changelist')}?{query}")

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        shown = {"title": "Links to other sites", "is_on": external.is_on()}
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look up the sentences of this page's addresses, all of them at once: two queries."""
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list = list(changelist.result_list)
        links = Link.objects.filter(external__in=[row.pk for row in rows])
        counts = dict(links.order_by().values_list("external").annotate(Count("pk")))
        nth = Window(RowNumber(), partition_by="external", order_by=["source", "position"])
        first = links.annotate(nth=nth).filter(nth__lte=SENTENCES).select_related("source")
        by_row: dict[int, list[Link]] = {}
        for link in first.order_by("external", "nth"):
            by_row.setdefault(link.external_id or 0, []).append(link)
        for row in rows:
            row.first, row.count = by_row.get(row.pk, []), counts.get(row.pk, 0)
        return changelist

    @admin.display(description="address, and where it stands", ordering="host")
    def address(self, row: Any) -> str:
        return render_to_string(
            "admin/blog/externaladdress/address.html",
            {
                "row": row,
                "links": [(link, at_words(link)) for link in row.first if link.source.post_id],
                "more": row.count - len(row.first),
                "all": reverse("admin:blog_externaladdress_change", args=[row.pk]),
            },
        )

    @admin.display(description="answer", ordering="state")
    def answer(self, row: ExternalAddress) -> str:
        said = row.get_state_display().capitalize()
        if row.status:
            said = f"{said} ({row.status})"
        if row.leads_to:
            said = format_html("{}<br><small>→ {}</small>", said, row.leads_to)
        if row.message:
            said = format_html("{}<br><small>{}</small>", said, row.message)
        return said

    @admin.display(description="since", ordering="since")
    def since_when(self, row: ExternalAddress) -> str:
        if row.since is None or row.checked_at is None:
            return ""
        since, asked = map(timezone.localtime, (row.since, row.checked_at))
        times = f", {row.failures} times" if row.failures > 1 else ""
        return format_html(
            "{}<br><small>asked {}{}</small>",
            date_format(since, "j M Y"),
            date_format(asked, "j M Y"),
            times,
        )


def external_table(model_admin: ExternalAddressAdmin, request: HttpRequest) -> HttpResponse:
    """A line for each link, so that each can be worked off."""
    return model_admin.table(request, "external-links", [*TOLD, *OF_LINKS], HEADER, spelt)


def spelt(row: tuple) -> tuple:
    url, state, *rest = row
    return url, State(state).label, *rest
