"""Topics and authors: what posts are sorted by. Tags have a file of their own."""

from django.contrib import admin
from django.urls import URLPattern

from blog.models import Author, Category

from .addresses import urls as address_urls
from .listed import Counted
from .markdown import MarkdownAdmin


@admin.register(Category)
class CategoryAdmin(MarkdownAdmin, Counted):
    list_display = ["name", "slug", "pillar", "post_count", "order", "on_home"]
    list_editable = ["order", "on_home"]
    list_select_related = ["pillar"]
    ordering = ["order", "name"]
    autocomplete_fields = ["pillar"]

    def get_urls(self) -> list[URLPattern]:
        return [*address_urls(self), *super().get_urls()]


@admin.register(Author)
class AuthorAdmin(MarkdownAdmin, Counted):
    list_display = ["name", "role", "user", "post_count"]
    list_select_related = ["user"]
    autocomplete_fields = ["photo", "user"]

    def get_urls(self) -> list[URLPattern]:
        return [*address_urls(self), *super().get_urls()]
