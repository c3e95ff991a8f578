"""What readers are promised and nobody has written: the addresses that links wait for."""

from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, resolve, reverse
from django.utils.http import urlencode

from blog.models import Category, Link, Post

from .keys import whole, words_asked
from .pages import as_csv, change_url, page, route

SHOWN = 200  # addresses; those that the most sentences ask for


class Wanted(NamedTuple):
    """write: where to begin the page; "" for a list, which comes with its first post."""

    path: str
    sentences: int
    pages: int
    listed: str
    write: str
    draft: Post | None
    draft_url: str


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [
        route(model_admin, "unwritten/", unwritten, "unwritten"),
        route(model_admin, "unwritten.csv", unwritten_table, "unwritten_table"),
    ]


def unwritten(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    rows = list(addresses()[: SHOWN + 1])
    return page(
        model_admin,
        request,
        "link/unwritten.html",
        None,
        "Pages that are not written yet",
        wanted=wanted(rows[:SHOWN]),
        more=len(rows) > SHOWN,
        most=SHOWN,
        may_write=request.user.has_perm("blog.add_post"),
    )


def unwritten_table(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """All of them, as CSV."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    header = ["path", "sentences", "pages"]
    return as_csv("unwritten", header, addresses().values_list(*header).iterator())


def addresses() -> QuerySet:
    """Each with its sentences and pages; those that the most sentences ask for come first."""
    asked = Link.objects.unwritten().order_by().values("path")
    asked = asked.annotate(sentences=Count("pk"), pages=Count("source", distinct=True))
    return asked.order_by("-sentences", "path")


def wanted(rows: list[dict[str, Any]]) -> list[Wanted]:
    """Two queries: the drafts at these addresses, and the topics that they name."""
    paths = [row["path"] for row in rows]
    fields = ("path", "title", "status", "date_published", "review_asked")
    drafts = {post.path: post for post in Post.objects.filter(path__in=paths).only(*fields)}
    topics = dict(Category.objects.values_list("slug", "pk"))
    listed = reverse("admin:blog_link_changelist")
    return [
        Wanted(
            **row,
            listed=f"{listed}?{urlencode({'path': row['path']})}",
            write=begin_at(row["path"], topics),
            draft=(draft := drafts.get(row["path"])),
            draft_url=change_url(draft) if draft else "",
        )
        for row in rows
    ]


def begin_at(path: str, topics: dict[str, int]) -> str:
    """Return where to begin a page that gets this address, or ""."""
    match = resolve(path)
    kind = str(match.url_name).removesuffix("-detail")
    if kind not in Post.Kind.values:
        return ""
    query = {"kind": kind, "slug": match.kwargs["slug"]}
    if topic := topics.get(match.kwargs.get("category", "")):
        query["category"] = str(topic)
    return f"{reverse('admin:blog_post_add')}?{urlencode(query)}"


def named_in(request: HttpRequest) -> dict[str, Any]:
    """What the address of the form of a new post says of it: kind, slug and topic."""
    said: dict[str, Any] = {}
    if (kind := words_asked(request, "kind")) in Post.Kind.values:
        said["kind"] = kind
    if slug := words_asked(request, "slug", 150):
        said["slug"] = slug
    if key := whole(words_asked(request, "category")):
        topic = Category.objects.filter(pk=key).first()
        said |= {"category": topic.pk} if topic else {}
    return said
