"""Topics with their contract: the pillar links down to each page, each page links up to it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.http import urlencode

from blog.models import Category, LinkTodo, Post
from blog.publishing import links

from ..access import may_edit
from ..keys import whole
from ..pages import as_csv, page, route

A_PAGE = 100


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [
        route(model_admin, "topics/", topics, "topics"),
        route(model_admin, "topics.csv", topic_table, "topic_table"),
        route(model_admin, "topics/<int:pk>/", missing, "missing"),
    ]


def topics(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return page(model_admin, request, "sitepage/topics.html", None, "Topics", topics=links.topics())


def topic_table(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    rows = (
        [topic.category.name, topic.pillar.path, topic.members, topic.down, topic.up, topic.planned]
        if topic.pillar
        else [topic.category.name, None, topic.members, None, None, topic.planned]
        for topic in links.topics()
    )
    return as_csv("topics", ["topic", "pillar", "pages", "down", "up", "drafts"], rows)


def missing(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a topic that are not there, each with a button that plans it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    topic = Category.objects.select_related("pillar").filter(pk=pk).first()
    if topic is None:
        raise Http404
    if request.method == "POST":
        plan(request)
        at = urlencode({"page": whole(request.GET.get("page", "")) or 1})
        address = reverse("admin:blog_sitepage_missing", args=[pk])
        return HttpResponseRedirect(f"{address}?{at}")
    covered = links.coverage(topic)
    shown = Paginator(covered.missing, A_PAGE).get_page(request.GET.get("page"))
    return page(
        model_admin,
        request,
        "sitepage/missing.html",
        None,
        topic.name,
        topic=topic,
        pillar=topic.live_pillar,
        covered=covered,
        shown=shown,
        lines=lines(list(shown)),
    )


def lines(pairs: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Two queries."""
    keys = {key for pair in pairs for key in pair}
    posts = Post.objects.only("title", "path").in_bulk(keys)
    either = Q(source__in=keys) & Q(target__in=keys)
    todos = {(todo.source_id, todo.target_id): todo for todo in LinkTodo.objects.filter(either)}
    return [
        {"source": posts[source], "target": posts[target], "todo": todos.get((source, target))}
        for source, target in pairs
        if source in posts and target in posts
    ]


def plan(request: HttpRequest) -> None:
    """Make the LinkTodo that the button names, unless it is there; open one that was dismissed."""
    source, _, target = request.POST.get("plan", "").partition("-")
    posts = Post.objects.kept().in_bulk([whole(source) or 0, whole(target) or 0])
    ends = posts.get(whole(source) or 0), posts.get(whole(target) or 0)
    if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        raise Http404
    user: Any = request.user
    if not may_edit(user, ends[0]):
        raise PermissionDenied
    LinkTodo.objects.update_or_create(
        source=ends[0],
        target=ends[1],
        defaults={"state": LinkTodo.State.OPEN, "by": user},
    )
    messages.success(request, f"Planned: a link from “{ends[0]}” to “{ends[1]}”.")
