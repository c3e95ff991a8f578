"""The sitemap: every page that may be indexed, with the day it truly changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog.models import Author, Category, Post, Tag
from blog.models.archive import path_of, years_of
from blog.models.tag import INDEXED_FROM

LIST_OF = {
    Post.Kind.POST: "post-list",
    Post.Kind.GUIDE: "guide-list",
    Post.Kind.SERVICE: "service-list",
}


class Entry(NamedTuple):
    path: str
    modified: datetime | None


class SiteMap(Sitemap):
    limit = 50_000

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def location(self, item: Entry) -> str:
        return item.path

    def lastmod(self, item: Entry) -> datetime | None:
        return item.modified


class Lists(SiteMap):
    """Home, lists and the archive, topics, tags and authors, as long as they show something."""

    def items(self) -> list[Entry]:
        return list(self.entries())

    def entries(self) -> Iterator[Entry]:
        live = Post.objects.published()
        articles = live.articles().aggregate(newest=Max("date_modified"))["newest"]
        yield Entry(reverse("blog:home"), articles)
        for kind, name in LIST_OF.items():
            if newest := live.filter(kind=kind).aggregate(n=Max("date_modified"))["n"]:
                yield Entry(reverse(f"blog:{name}"), newest)
        yield from archives(live.articles())
        for topic in having(live, Category.objects.all(), "posts", 1):
            yield Entry(topic.get_absolute_url(), topic.newest)
        tags = Tag.objects.exclude(slug__in=Category.objects.values("slug"))
        for tag in having(live, tags, "tagged__content_object", INDEXED_FROM):
            yield Entry(tag.get_absolute_url(), tag.newest)
        for author in having(live.articles(), Author.objects.all(), "posts", 1):
            yield Entry(author.get_absolute_url(), author.newest)


def archives(articles) -> Iterator[Entry]:
    """The pages of the archive: the newest year has the address without a number."""
    years = years_of(articles)
    newest = next(iter(years), None)
    for year, found in years.items():
        yield Entry(path_of(year, newest), found.changed)


def having(live, rows, relation: str, least: int):
    """Return those rows with at least `least` live posts, with the date of the `newest` change."""
    return (
        rows.filter(**{f"{relation}__in": live.values("pk")})
        .annotate(live=Count(relation, distinct=True), newest=Max(f"{relation}__date_modified"))
        .filter(live__gte=least)
        .order_by("slug")
    )


class Posts(SiteMap):
    def items(self):
        posts = Post.objects.indexable().order_by("-date_published", "-pk")
        return [Entry(*row) for row in posts.values_list("path", "date_modified")]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap_view(request, {"lists": Lists, "posts": Posts})
