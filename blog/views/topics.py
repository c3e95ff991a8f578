"""Topics and their guides."""

from collections.abc import Sequence
from itertools import chain
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


def numbered(*topics: Sequence[Post], start: int, stop: int) -> list[list[Numbered]]:
    """Return of each topic these guides, as for_cards(), with the numbers that they have there."""
    numbers = [{guide.pk: n for n, guide in enumerate(of[start:stop], start + 1)} for of in topics]
    cards = {card.pk: card for card in shared.cards(chain(*numbers))}
    return [[(n, cards[pk]) for pk, n in of.items() if pk in cards] for of in numbers]


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """The first guides of each topic, and the way to the others."""
    site = shared.site_settings()
    found = shared.topics(Category.objects.values_list("pk", flat=True))
    rows = [(topic, len(guides) - GUIDES_LISTED) for topic, guides in found if guides]
    guides = numbered(*(of for _row, of in found if of), start=0, stop=GUIDES_LISTED)
    listed = [guide for of_topic in guides for _number, guide in of_topic]
    depends_on(request, *shown.site(site), "guides", "topics", *(topic for topic, _more in rows))
    depends_on(request, *shown.cards(listed, signed=False))
    head = head_of_list(
        _("Guides"),
        reverse("blog:guide-list"),
        site,
        description=_("Longer texts that belong together, by topic and in order."),
        noindex=not rows,
    )
    describe_list(head, site, listed)
    topics = [(topic, of, more) for (topic, more), of in zip(rows, guides, strict=True)]
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
    chapters = shared.topic(topic.pk).guides
    pages.guides = len(chapters)
    page = page_asked(request, pages, request.path)
    start = (page.number - 1) * GUIDES_ON_A_PAGE
    [guides] = numbered(chapters, start=start, stop=start + GUIDES_ON_A_PAGE)
    cards = [guide for _number, guide in guides]
    depends_on(request, *shown.site(site), *shown.hub(topic))
    depends_on(request, *shown.cards([pillar, *cards], signed=False), *shown.cards(page))
    head = head_of_list(
        topic.name,
        topic.get_absolute_url(),
        site,
        description=beginning(topic.description_html),
        page=page.number,
        noindex=not (page or pillar or guides),
    )
    opening = [pillar] if pillar and page.number == 1 else []
    others = [(number, guide) for number, guide in guides if guide != pillar]
    before = min(start, len(chapters)) + min((page.number - 1) * pages.per_page, pages.count)
    describe_list(head, site, [*opening, *(g for _, g in others), *page], first=before + 1)
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
