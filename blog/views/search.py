"""Search: a plain GET, with all of what was asked in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog import search
from blog.discovery.head import head_of_list
from blog.models import Category, Post
from blog.pagecache import shared

from .paging import page_asked

RESULTS = 10  # a page
FIELDS = "title description path kind date_published category__name category__slug".split()
ASKED = "status noindex canonical_url".split()  # whether it may be seen
PART = "results"  # ?part=results: what a script puts into the page that it has


@dataclass
class Result:
    """title, snippet: in pieces, of which some are marked."""

    post: Post
    title: list[search.Piece]
    snippet: list[search.Piece]


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Never cached by others and not indexed: whoever asks makes up the address."""
    part = request.GET.get("part") == PART
    asked = request.GET.get("q", "")
    kind = next((k for k in Post.Kind.values if k == request.GET.get("kind")), "")
    chosen = request.GET.get("topic", "")
    topics = [] if part and not chosen else list(findable_topics())
    topic = next((t for t in topics if t.slug == chosen), None)
    found = search.find(asked, kind=kind, topic=topic)
    here = address(found, kind, topic)
    page = page_asked(request, Paginator(found.posts, RESULTS), here)
    context: dict[str, Any] = {
        "found": found,
        "page": page,
        "results": results(found, page),
        "first": page.start_index(),
        "kind": kind,
        "topic": topic,
        "address": here,
        "everywhere": address(found, "", None),
        "most": search.LONGEST_QUERY,
        "most_words": search.MOST_TERMS,
    }
    template = "blog/includes/search_results.html"
    if not part:
        context |= around(found, topics)
        template = "blog/search.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def around(found: search.Found, topics: list[Category]) -> dict[str, Any]:
    """What the page shows besides its results."""
    site = shared.site_settings()
    title = _("Search")
    if found.asked:
        title = _("Search for “%(words)s”") % {"words": found.asked}
    about = _("Search the posts, guides, services and pages of this site.")
    head = head_of_list(title, reverse("blog:search"), site, description=about, noindex=True)
    head.headline = _("Search")
    return {"site": site, "head": head, "topics": topics, "kinds": kinds()}


def findable_topics() -> QuerySet[Category]:
    findable = Post.objects.indexable().filter(category=OuterRef("pk"))
    return Category.objects.filter(Exists(findable)).only("name", "slug")


def kinds() -> list[tuple[str, str]]:
    return [
        (Post.Kind.POST, _("Posts")),
        (Post.Kind.GUIDE, _("Guides")),
        (Post.Kind.SERVICE, _("Services")),
        (Post.Kind.PAGE, _("Pages")),
    ]


def results(found: search.Found, page: Page) -> list[Result]:
    """Ask once more what may be seen: the words of a hit come from the index."""
    rows = Post.objects.select_related("category", "search_entry")
    rows = rows.only(*FIELDS, *ASKED, "search_entry__text")
    posts = rows.order_by().in_bulk(page.object_list)
    marker = search.Marker(found.query, search.speech())
    return [
        Result(post, marker.title(post.title), snippet(marker, post))
        for pk in page.object_list
        if (post := posts.get(pk)) and post.is_indexable()
    ]


def snippet(marker: search.Marker, post: Post) -> list[search.Piece]:
    """From the text, or else the summary: with the words in it, if it has them."""
    text = marker.snippet(post.search_entry.text)
    return text or marker.title(post.description)


def address(found: search.Found, kind: str, topic: Category | None) -> str:
    """Return the address of these results, to which `&page=` can be added."""
    asked = {"q": found.query.asked, "kind": kind, "topic": topic.slug if topic else ""}
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('blog:search')}?{said}"
