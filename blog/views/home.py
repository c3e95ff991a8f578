"""The front page: who this is, and what to read first."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.discovery.head import head_of_list
from blog.discovery.shown import AT_HOME, CHAPTERS_AT_HOME
from blog.discovery.structured import describe_home
from blog.models import Category, Post, SiteSettings
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.parts import Parts

from .lists import live_services
from .topics import live_topics


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    site = shared.site_settings()
    head = head_of_list(site.name, "/", site, description=site.description)
    head.title, head.headline, head.breadcrumb = site.name, site.headline or site.name, []
    lead, newest = lead_and_newest(site)
    describe_home(head, site, lead)
    topics, services = topics_at_home(), live_services()
    depends_on(request, *shown.site(site), "home", "articles", "services", "topics")
    depends_on(request, *shown.cards([lead, *newest, *services], signed=False))
    depends_on(request, *(key for topic in topics for key in _shown_of(topic)))
    context = {
        "site": site,
        "head": head,
        "lead": lead,
        "newest": newest,
        "topics": topics,
        "services": services,
    }
    return render(request, "blog/home.html", context)


def lead_and_newest(site: SiteSettings) -> tuple[Post | None, list[Post]]:
    """The picked page while it is live, else the newest article; and the newest others."""
    newest = Post.objects.published().articles().values_list("pk", flat=True)[: AT_HOME + 1]
    picked = [site.lead_id] if site.lead_id else []
    posts = [post for post in shared.cards([*picked, *newest]) if post.is_live()]
    return next(iter(posts), None), posts[1 : AT_HOME + 1]


def topics_at_home() -> list[Category]:
    """Topics that are meant to stand there, each with its first `guides` beside the pillar.

    One without a pillar has its `newest` post to start with. Three queries, for those that are not
    in memory: each topic is asked for the keys of its few, for a database that cuts a list for all
    topics numbers every post first.
    """
    standing = live_topics().filter(on_home=True).values_list("pk", flat=True)
    return list(TOPICS.of(standing).values())


def _topics(keys: Sequence[int]) -> dict[int, Category]:
    members = Post.objects.published().filter(category=OuterRef("pk")).order_by().values("pk")
    count = members.values("category").annotate(n=Count("pk")).values("n")  # by an index
    guides = members.filter(kind=Post.Kind.GUIDE).in_chapter_order()
    newest = members.filter(kind=Post.Kind.POST).order_by("-date_published", "-pk")
    places = [f"guide_{n}" for n in range(CHAPTERS_AT_HOME + 1)]  # one may be the pillar
    first = {place: Subquery(guides[n : n + 1]) for n, place in enumerate(places)}
    rows = Category.objects.filter(pk__in=keys).select_related("pillar__category")
    rows = rows.annotate(live=Subquery(count), newest_post=Subquery(newest[:1]), **first)
    topics: list[Any] = list(rows)
    wanted = {getattr(topic, place) for topic in topics for place in ("newest_post", *places)}
    posts = Post.objects.only("title", "path", "category").in_bulk(wanted - {None})
    for topic in topics:
        topic.newest = [posts[topic.newest_post]] if topic.newest_post else []
        found = [posts[key] for place in places if (key := getattr(topic, place))]
        others = [guide for guide in found if guide != topic.live_pillar]
        topic.guides = others[:CHAPTERS_AT_HOME]
    return shared.with_pieces({topic.pk: topic for topic in topics})


def _shown_of(topic: Category) -> Iterator[str]:
    chapters, newest = topic.guides, topic.newest  # type: ignore[attr-defined]
    yield from (*shown.hub(topic), *shown.links([*chapters, *newest]))


TOPICS: Parts[int, Category] = Parts(50, _shown_of, _topics)
