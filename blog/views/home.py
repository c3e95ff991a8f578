"""The front page: who this is, and what to read first."""

from django.db.models import Prefetch
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

    One without a pillar has its `newest` post to start with.
    """
    guides = Post.objects.published().filter(kind=Post.Kind.GUIDE).in_chapter_order()
    newest = Post.objects.published().filter(kind=Post.Kind.POST).only("title", "path", "category")
    first = guides.only("title", "path", "category")[
        : CHAPTERS_AT_HOME + 1
    ]  # one may be the pillar
    chosen = live_topics().filter(on_home=True).select_related("pillar__category")
    topics = list(
        chosen.prefetch_related(
            Prefetch("posts", first, to_attr="guides"),
            Prefetch("posts", newest[:1], to_attr="newest"),
        )
    )
    for topic in topics:
        others = [guide for guide in topic.guides if guide != topic.live_pillar]
        topic.guides = others[:CHAPTERS_AT_HOME]
    return topics
