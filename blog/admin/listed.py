"""What the forms and lists of topics, tags and authors share."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from .fields import LinesField
from .impact import impact
from .keys import Keys


class Counted(Keys, admin.ModelAdmin):
    """A list with the number of posts behind each row, in one query.

    The slug is proposed from the name until readers know the address; then it is frozen here,
    and changing it is an act of its own: see blog.admin.addresses.
    """

    counted = "posts"
    ordering = ["name"]  # said again: counting takes the model's own order away
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "slug"]
    formfield_overrides = {models.JSONField: {"form_class": LinesField}}

    class Media:
        js = [Script("js/select-names.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(posts_n=Count(self.counted, distinct=True))

    @admin.display(description="posts", ordering="posts_n")
    def post_count(self, row) -> int:
        return row.posts_n

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "address"] if self._is_frozen(obj) else fields

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields: list[Any] = list(super().get_fields(request, obj))
        if self._is_frozen(obj):
            fields.remove("address")
            fields[fields.index("slug")] = "address"
        return fields

    def render_delete_form(self, request: HttpRequest, context: dict) -> HttpResponse:
        found = impact(context["object"], request.user)
        return super().render_delete_form(request, context | {"impact": found})

    def _is_frozen(self, row: Any) -> bool:
        """Asked several times for one form; the row remembers."""
        if row is None or row.pk is None:
            return False
        if not hasattr(row, "_address_is_known"):
            row._address_is_known = row.was_public()
        return row._address_is_known

    @admin.display(description="address")
    def address(self, row: Any) -> str:
        change = self.link_to("Change it …", "address", row)
        return format_html("<code>{}</code> {}", row.get_absolute_url(), change)

    def link_to(self, words: str, act: str, row: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{act}"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), words)
