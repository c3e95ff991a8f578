"""Topics and their guides."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.discovery.head import beginning, head_of_list
from blog.discovery.structured import describe_list
from blog.models import Category, Post
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.keys import key_in

from .lists import must_have_been_public
from .paging import paged


def live_topics():
    """Topics with at least one live post."""
    members = Post.objects.published().filter(category=OuterRef("pk"))
    return Category.objects.filter(Exists(members)).order_by("order", "name")


def numbered(guides: Iterable[Post]) -> list[Post]:
    """Give the guides of one topic, in their order, the `number` that they have in it."""
    counted = list(guides)
    for number, guide in enumerate(counted, start=1):
        guide.number = number  # type: ignore[attr-defined]
    return counted


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    site = shared.site_settings()
    guides = Post.objects.published().filter(kind=Post.Kind.GUIDE).in_chapter_order().for_cards()
    found = live_topics().prefetch_related(Prefetch("posts", guides, to_attr="guides"))
    topics = [topic for topic in found if topic.guides]
    for topic in topics:
        numbered(topic.guides)
    depends_on(request, *shown.site(site), "guides", "topics", *topics)
    depends_on(request, *shown.cards((g for t in topics for g in t.guides), signed=False))
    head = head_of_list(
        _("Guides"),
        reverse("blog:guide-list"),
        site,
        description=_("Longer texts that belong together, by topic and in order."),
        noindex=not topics,
    )
    describe_list(head, site, (guide for topic in topics for guide in topic.guides))
    context = {"site": site, "head": head, "topics": topics}
    return render(request, "blog/guide_list.html", context)


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Category.objects.select_related("pillar"), slug=slug)
    site = shared.site_settings()
    members = Post.objects.published().filter(category=topic)
    must_have_been_public(topic)
    pillar = pillar_of(topic)
    posts = members.filter(kind=Post.Kind.POST).exclude(pk=pillar.pk if pillar else None)
    page = paged(request, posts, *(key_in(topic, aspect) for aspect in ("posts", "pillar")))
    guides: list[Post] = []
    if page.number == 1:
        guides = numbered(members.filter(kind=Post.Kind.GUIDE).in_chapter_order().for_cards())
    depends_on(request, *shown.site(site), *shown.hub(topic))
    depends_on(request, *shown.cards([pillar, *guides], signed=False), *shown.cards(page))
    head = head_of_list(
        topic.name,
        topic.get_absolute_url(),
        site,
        description=beginning(topic.description_html),
        page=page.number,
        noindex=not (page or pillar or guides),
    )
    others = [guide for guide in guides if guide != pillar]
    opening = [pillar] if pillar and page.number == 1 else []
    describe_list(head, site, [*opening, *others, *page], first=page.start_index() or 1)
    context = {
        "site": site,
        "head": head,
        "topic": topic,
        "pillar": pillar,
        "guides": others,
        "page": page,
    }
    return render(request, "blog/topic_detail.html", context)


def pillar_of(topic: Category) -> Post | None:
    """The live pillar, with all that a card shows."""
    live = topic.live_pillar
    return next(iter(shared.cards([live.pk] if live else [])), None)
