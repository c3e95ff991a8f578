"""Topics, tags and authors: what posts are sorted by."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path

from blog.models import Author, Category, Tag

from .fields import LinesField
from .markdown import MarkdownAdmin


class Counted(admin.ModelAdmin):
    """A list with the number of posts behind each row, in one query."""

    counted = "posts"
    ordering = ["name"]  # said again: counting takes the model's own order away
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "slug"]
    formfield_overrides = {models.JSONField: {"form_class": LinesField}}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(posts_n=Count(self.counted, distinct=True))

    @admin.display(description="posts", ordering="posts_n")
    def post_count(self, row) -> int:
        return row.posts_n


@admin.register(Category)
class CategoryAdmin(MarkdownAdmin, Counted):
    list_display = ["name", "slug", "pillar", "post_count", "order"]
    list_select_related = ["pillar"]
    ordering = ["order", "name"]
    autocomplete_fields = ["pillar"]


@admin.register(Tag)
class TagAdmin(Counted):
    counted = "tagged"
    list_display = ["name", "slug", "post_count"]

    def get_urls(self):
        names = self.admin_site.admin_view(self.names)
        return [path("names/", names, name="blog_tag_names"), *super().get_urls()]

    def names(self, request: HttpRequest) -> JsonResponse:
        """What the tag field of a post offers: names that hold the term, the most used first."""
        may_write = ("blog.add_post", "blog.change_post")
        if not any(request.user.has_perm(permission) for permission in may_write):
            raise PermissionDenied
        tags = self.get_queryset(request).filter(name__icontains=request.GET.get("term", ""))
        names = tags.order_by("-posts_n", "name").values_list("name", flat=True)[:20]
        results = [{"id": name, "text": name} for name in names]
        return JsonResponse({"results": results, "pagination": {"more": False}})


@admin.register(Author)
class AuthorAdmin(MarkdownAdmin, Counted):
    list_display = ["name", "role", "user", "post_count"]
    list_select_related = ["user"]
    autocomplete_fields = ["photo", "user"]
