"""Topics and authors: what posts are sorted by. Tags have a file of their own."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import URLPattern

from blog.models import Author, Category

from .access import readable_by
from .addresses import urls as address_urls
from .listed import Counted
from .markdown import MarkdownAdmin


@admin.register(Category)
class CategoryAdmin(MarkdownAdmin, Counted):
    list_display = ["name", "slug", "read_first", "post_count", "order", "on_home"]
    list_editable = ["order", "on_home"]
    ordering = ["order", "name"]
    autocomplete_fields = ["pillar"]

    def get_urls(self) -> list[URLPattern]:
        return [*address_urls(self), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each with the title of its pillar, if this person may know of that post."""
        posts = readable_by(request.user).filter(pk=OuterRef("pillar")).values("title")
        return super().get_queryset(request).annotate(pillar_title=Subquery(posts))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else self._to_read(fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if self.has_change_permission(request, obj) else [*fields, "read_first"]

    def _to_read(self, fields: list[Any]) -> list[Any]:
        return ["read_first" if name == "pillar" else name for name in fields]

    @admin.display(description="pillar", ordering="pillar")
    def read_first(self, topic: Any) -> str:
        return topic.pillar_title or ""


@admin.register(Author)
class AuthorAdmin(MarkdownAdmin, Counted):
    list_display = ["name", "role", "user", "post_count"]
    list_select_related = ["user"]
    autocomplete_fields = ["photo", "user"]

    def get_urls(self) -> list[URLPattern]:
        return [*address_urls(self), *super().get_urls()]
