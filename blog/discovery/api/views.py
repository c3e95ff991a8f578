"""Read only, without a login; every answer may be read from a page of another site, too."""

import json
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from blog import search
from blog.discovery.head import absolute
from blog.models import Category, Post, Redirect
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.keys import key_in

from . import cursor
from .items import summary_of, whole

PAGE = 20
PROBLEMS = {
    "empty": "Say what to look for.",
    "long": f"At most {search.LONGEST_QUERY} characters.",
    "wordless": "There is no word in it.",
    "without": "It only says what to leave out.",
}
CONTRACT = Path(__file__).with_name("openapi.json")


class Refused(Exception):
    """field: the parameter that is wrong, or "" if none is."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.field = status, message, field


def answering(view):
    """Let the view return what becomes JSON, or raise Refused."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            said = view(request, **parts)
        except Refused as refused:
            error = {"message": refused.message, "field": refused.field or None}
            said = JsonResponse({"error": error}, status=refused.status)
        if not isinstance(said, HttpResponse):
            said = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
        said["Access-Control-Allow-Origin"] = "*"
        said["X-Content-Type-Options"] = "nosniff"
        said["X-Robots-Tag"] = "noindex"  # the pages are to be found, not their data
        return said

    return answer


@answering
def post_list(request: HttpRequest) -> dict:
    """All that may be indexed, the newest first. Six queries, wherever one is in the list."""
    posts = Post.objects.all()
    if kind := kind_asked(request):
        posts = posts.filter(kind=kind)
    if topic := topic_asked(request):
        posts = posts.filter(category=topic)
    if "cursor" in request.GET:
        last = place_asked(request, cursor.post_of)
        posts = posts.before(last)
    posts = posts.indexable().order_by("-date_published", "-pk")
    page = list(posts.for_cards().signed().tagged()[: PAGE + 1])
    site = shared.site_settings()
    narrowed = key_in(topic, "named") if topic else f"named:{kind}" if kind else "named"
    depends_on(request, "site", topic, narrowed, *shown.items(page))
    depends_on(request, *shown.people([site.default_author]))
    return {
        "posts": [summary_of(post, site) for post in page[:PAGE]],
        "next": next_address(request, cursor.behind(page[PAGE - 1])) if len(page) > PAGE else None,
    }


@answering
def one_post(request: HttpRequest, page: str) -> dict | HttpResponse:
    """Where its page has moved, this leads on."""
    path = f"/{page}"
    if post := shared.whole(path):
        site = shared.site_settings()
        depends_on(request, "site", *shown.wholes([post]), *shown.people(site.authors_of(post)))
        return whole(post, site)
    answer = Redirect.objects.answer(path)
    if answer and answer[0]:
        return HttpResponsePermanentRedirect(
            reverse("blog:api-post", args=[answer[0].path.removeprefix("/")])
        )
    if answer or Post.objects.once_public().filter(path=path).exists():
        raise Refused(410, "It is gone.")
    raise Refused(404, "No post has this address.")


@answering
def search_posts(request: HttpRequest) -> dict:
    """As on the page of the search. What it costs: see search.find()."""
    asked = request.GET.get("q", "")
    found = search.find(asked, kind=kind_asked(request), topic=topic_asked(request))
    if found.query.problem:
        raise Refused(400, PROBLEMS[found.query.problem], "q")
    start = place_asked(request, cursor.place_of) if "cursor" in request.GET else 0
    keys = found.posts[start : start + PAGE]
    rows = Post.objects.indexable().by_key().for_cards().signed().tagged().in_bulk(keys)
    site = shared.site_settings()
    end = start + len(keys)
    return {
        "query": found.query.asked,
        "mended": found.mended,
        "total": len(found.posts),
        "more": found.more,
        "posts": [summary_of(rows[key], site) for key in keys if key in rows],
        "next": next_address(request, cursor.written(end)) if end < len(found.posts) else None,
    }


@answering
def contract(request: HttpRequest) -> dict:
    """openapi.json, with the address of this site."""
    depends_on(request, "contract")
    return json.loads(CONTRACT.read_text()) | {"servers": [{"url": settings.SITE_URL}]}


def kind_asked(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    if kind and kind not in Post.Kind.values:
        raise Refused(400, f"One of {', '.join(Post.Kind.values)}.", "kind")
    return kind


def topic_asked(request: HttpRequest) -> Category | None:
    slug = request.GET.get("topic", "")
    topic = Category.objects.filter(slug=slug).one() if slug and "\0" not in slug else None
    if slug and not (topic and topic.was_public()):
        raise Refused(400, "No topic has this slug.", "topic")
    return topic


def place_asked(request: HttpRequest, read) -> Any:
    try:
        return read(request.GET["cursor"])
    except ValueError as error:
        raise Refused(400, str(error), "cursor") from error


def next_address(request: HttpRequest, place: str) -> str:
    kept = {name: request.GET[name] for name in ("q", "kind", "topic") if name in request.GET}
    return f"{absolute(request.path)}?{urlencode({**kept, 'cursor': place})}"
