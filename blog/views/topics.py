"""Topics and their guides."""

from collections.abc import Sequence
from math import ceil

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.discovery.head import beginning, head_of_list
from blog.discovery.shown import GUIDES_LISTED, GUIDES_ON_A_PAGE
from blog.discovery.structured import describe_list
from blog.models import Category, Post
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.keys import key_in

from .lists import must_have_been_public
from .paging import ByKeys, page_asked

Numbered = tuple[int, Post]


def live_topics():
    """Topics with at least one live post."""
    members = Post.objects.published().filter(category=OuterRef("pk"))
    return Category.objects.filter(Exists(members)).order_by("order", "name")


def numbered(guides: Sequence[Post], pillar: Post | None = None) -> list[Numbered]:
    """Return the guides of a topic with their places in it, without the pillar, which opens it."""
    return [(place, guide) for place, guide in enumerate(guides, 1) if guide != pillar]


def as_cards(*several: Sequence[Numbered]) -> list[list[Numbered]]:
    """Return the same with all that a card shows of each. One query for the new."""
    keys = (guide.pk for some in several for _place, guide in some)
    cards = {card.pk: card for card in shared.cards(keys)}
    return [[(n, cards[guide.pk]) for n, guide in some if guide.pk in cards] for some in several]


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """The first guides of each topic, and the way to the others."""
    site = shared.site_settings()
    found = shared.topics(Category.objects.values_list("pk", flat=True))
    rows = [(topic, numbered(guides)) for topic, guides in found if guides]
    shown_of = as_cards(*(guides[:GUIDES_LISTED] for _topic, guides in rows))
    listed = [guide for guides in shown_of for _place, guide in guides]
    depends_on(request, *shown.site(site), "guides", "topics", *(topic for topic, _guides in rows))
    depends_on(request, *(key_in(topic, "guides") for topic, _guides in found))
    depends_on(request, *shown.cards(listed, signed=False))
    head = head_of_list(
        _("Guides"),
        reverse("blog:guide-list"),
        site,
        description=_("Longer texts that belong together, by topic and in order."),
        noindex=not rows,
    )
    describe_list(head, site, listed)
    topics = [
        (topic, guides, len(every) - len(guides))
        for (topic, every), guides in zip(rows, shown_of, strict=True)
    ]
    context = {"site": site, "head": head, "topics": topics}
    return render(request, "blog/guide_list.html", context)


class HubPages(ByKeys):
    """Pages with the guides and the posts of a topic side by side: as many as either needs."""

    guides = 0

    @cached_property
    def num_pages(self) -> int:
        return max(super().num_pages, ceil(self.guides / GUIDES_ON_A_PAGE))


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Category.objects.select_related("pillar"), slug=slug)
    site = shared.site_settings()
    must_have_been_public(topic)
    pillar = pillar_of(topic)
    posts = Post.objects.published().filter(category=topic, kind=Post.Kind.POST)
    posts = posts.exclude(pk=pillar.pk if pillar else None)
    pages = HubPages(posts, tuple(key_in(topic, what) for what in ("posts", "pillar")), signed=True)
    chapters = numbered(shared.topic(topic.pk).guides, pillar)
    pages.guides = len(chapters)
    page = page_asked(request, pages, request.path)
    start = (page.number - 1) * GUIDES_ON_A_PAGE
    [guides] = as_cards(chapters[start : start + GUIDES_ON_A_PAGE])
    opening = [pillar] if pillar and page.number == 1 else []
    before_posts = [*opening, *(guide for _place, guide in guides)]
    depends_on(request, *shown.site(site), *shown.hub(topic))
    depends_on(request, *shown.cards([pillar, *before_posts], signed=False), *shown.cards(page))
    head = head_of_list(
        topic.name,
        topic.get_absolute_url(),
        site,
        description=beginning(topic.description_html),
        page=page.number,
        noindex=not (before_posts or page),
    )
    earlier = min(start, len(chapters)) + min((page.number - 1) * pages.per_page, pages.count)
    if pillar and page.number > 1:
        earlier += 1
    describe_list(head, site, [*before_posts, *page], first=earlier + 1)
    context = {
        "site": site,
        "head": head,
        "topic": topic,
        "pillar": pillar,
        "guides": guides,
        "page": page,
    }
    return render(request, "blog/topic_detail.html", context)


def pillar_of(topic: Category) -> Post | None:
    """The live pillar, with all that a card shows."""
    live = topic.live_pillar
    return next(iter(shared.cards([live.pk] if live else [])), None)
