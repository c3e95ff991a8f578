"""The list of posts: its columns, filters, search and actions."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date as date_words
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from blog import search
from blog.models import Byline, Post

from . import bulk, calendar, import_door, markdown_door
from .post_filters import (
    AuthorFilter,
    DayFilter,
    LacksFilter,
    StateFilter,
    TagFilter,
    TopicFilter,
    WhoseFilter,
)


def for_lines(posts: Any) -> Any:
    """With what a line of the list shows, in a fixed number of queries, and no text."""
    signed = Byline.objects.select_related("author").only("post_id", "order", "author__name")
    return (
        posts.defer("body", "body_html", "headings", "removed", "extra", "description")
        .select_related("category", "image")
        .prefetch_related(Prefetch("bylines", signed))
    )


class PostList(bulk.Actions):
    """What the admin of posts is as a list; its form is in posts.py."""

    list_display = [
        "picture", "title", "badges", "kind", "category", "signed", "published", "words"
    ]  # fmt: skip
    list_display_links = ["title"]
    list_filter = [
        StateFilter, WhoseFilter, "kind", TopicFilter, TagFilter, AuthorFilter,
        LacksFilter, DayFilter
    ]  # fmt: skip
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title", "slug"]
    search_help_text = "Parts of a title or address; whole words or beginnings of the text."
    ordering = [F("date_published").desc(nulls_first=True), "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        match = request.resolver_match
        name = match.url_name if match else ""
        posts = Post.objects.editable_by(request.user)
        if name == "blog_post_changelist":
            return for_lines(posts)
        if name == "autocomplete" and request.GET.get("model_name") == "sitesettings":
            return Post.objects.published()  # for the front page
        if name == "autocomplete":  # what readers see, everybody may link to
            return (posts | Post.objects.published()).kept()
        return posts.select_related("category")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Texts are looked up in the index of the site's search, whatever state they are in."""
        named, double = super().get_search_results(request, queryset, search_term)
        match = request.resolver_match
        listed = match is not None and match.url_name == "blog_post_changelist"
        said = search.at_the_desk(search_term) if listed else None
        if said is None:
            return named, double
        return queryset.filter(Q(pk__in=named.values("pk")) | Q(pk__in=said)), double

    def get_urls(self) -> list[URLPattern]:
        doors = (calendar, bulk, markdown_door, import_door)
        return [url for door in doors for url in door.urls(self)] + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        importing = import_door.may_import(request.user)
        context = {"title": "Posts", "may_import": importing, **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description="picture")
    def picture(self, post: Post) -> str:
        if post.image is None:
            return format_html('<span class="thumb {}"></span>', "none")
        file = post.image.thumbnail or post.image.file
        return format_html(
            '<img class="thumb" src="{}" width="48" height="36" alt="" loading="lazy">', file.url
        )

    @admin.display(description="state", ordering="status")
    def badges(self, post: Post) -> str:
        words = [post.state]
        if post.has_draft and post.status == Post.Status.PUBLISHED:
            words.append("changes waiting")
        if post.review_asked and "in review" not in words:
            words.append("in review")
        pairs = ((slugify(word), word) for word in words)
        return format_html_join(" ", '<span class="desk-state state-{}">{}</span>', pairs)

    @admin.display(description="authors")
    def signed(self, post: Post) -> str:
        return ", ".join(line.author.name for line in post.bylines.all())

    @admin.display(description="date", ordering="date_published")
    def published(self, post: Post) -> str:
        if post.date_published is None:
            return ""
        return date_words(timezone.localtime(post.date_published), "j M Y, H:i")

    @admin.display(description="words", ordering="word_count")
    def words(self, post: Post) -> Any:
        return post.word_count
