"""The front page: who this is, and what to read first."""

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.discovery.head import head_of_list
from blog.discovery.shown import AT_HOME, CHAPTERS_AT_HOME
from blog.discovery.structured import describe_home
from blog.models import Category, Post, SiteSettings
from blog.pagecache import depends_on, shown

from .lists import live_services
from .topics import live_topics


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    site = SiteSettings.load()
    head = head_of_list(site.name, "/", site, description=site.description)
    head.title, head.headline, head.breadcrumb = site.name, site.headline or site.name, []
    lead, newest = lead_and_newest(site)
    describe_home(head, site, lead)
    topics, services = topics_at_home(), list(live_services())
    depends_on(request, *shown.site(site), "home", "articles", "services", "topics")
    depends_on(request, *shown.cards([lead, *newest, *services], signed=False))
    for topic in topics:
        chapters, newest_of_it = topic.guides, topic.newest  # type: ignore[attr-defined]
        depends_on(request, *shown.hub(topic), *shown.links([*chapters, *newest_of_it]))
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
    live = Post.objects.published().for_cards()
    newest = list(live.articles()[: AT_HOME + 1])
    lead = live.filter(pk=site.lead_id).first() if site.lead_id else None
    lead = lead or next(iter(newest), None)
    return lead, [post for post in newest if post != lead][:AT_HOME]


def topics_at_home() -> list[Category]:
    """Topics that are meant to stand there, each with its first `guides` beside the pillar.

    One without a pillar has its `newest` post to start with. Two queries: each topic is asked for
    the keys of its few, for a database that cuts a list for all topics numbers every post first.
    """
    members = Post.objects.published().filter(category=OuterRef("pk")).values("pk")
    guides = members.filter(kind=Post.Kind.GUIDE).in_chapter_order()
    newest = members.filter(kind=Post.Kind.POST).order_by("-date_published", "-pk")
    places = [f"guide_{n}" for n in range(CHAPTERS_AT_HOME + 1)]  # one may be the pillar
    keys = {place: Subquery(guides[n : n + 1]) for n, place in enumerate(places)}
    chosen = live_topics().filter(on_home=True).select_related("pillar__category")
    topics = list(chosen.annotate(newest_post=Subquery(newest[:1]), **keys))
    wanted = {getattr(topic, place) for topic in topics for place in ("newest_post", *places)}
    posts = Post.objects.only("title", "path", "category").in_bulk(wanted - {None})
    for topic in topics:
        topic.newest = [posts[topic.newest_post]] if topic.newest_post else []
        found = [posts[key] for place in places if (key := getattr(topic, place))]
        others = [guide for guide in found if guide != topic.live_pillar]
        topic.guides = others[:CHAPTERS_AT_HOME]
    return topics
