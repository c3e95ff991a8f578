"""What stands around an article: its neighbours, its topic, its guides, what reads like it.

All of it is chosen from Post.objects.published(): nothing here may tell of a draft.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.utils import timezone

from blog.discovery.shown import GUIDES_BELOW, RELATED_BELOW
from blog.models import Category, Post, Revision
from blog.models.post_queryset import ARTICLES
from blog.pagecache import shared

from .near import POSTS, Keys, Near


@dataclass
class Around:
    """previous is the older post or the chapter before; next the newer one or the one after.

    number, chapters: of a guide, "chapter 2 of 5"; 0 where counting says nothing.
    step: what the post leads to. pillar, guides: where to go on in the topic. guides holds the
    page itself if it is one of them; more_guides counts those that are not shown.
    """

    previous: Post | None = None
    next: Post | None = None
    number: int = 0
    chapters: int = 0
    topic: Category | None = None
    pillar: Post | None = None
    guides: Sequence[Post] = ()
    more_guides: int = 0
    related: Sequence[Post] = field(default_factory=list)
    linking: Sequence[Post] = ()
    step: Post | None = None


def around(post: Post, keys: Keys) -> Around:
    """keys: from keys_near(). post: with its dates; a draft is placed where it would stand.

    One query, for the cards that are not in memory; two more where the topic is not.
    """
    found = Around()
    posts = live(key for near in POSTS for key in keys[near])
    found.step = next(picked(posts, keys[Near.STEP]), None)
    if post.kind not in ARTICLES:
        return found
    guides: Sequence[Post] = []
    if post.category_id:
        found.topic, guides = shared.topic(post.category_id)
        pillar = found.topic.live_pillar
        found.pillar = pillar if pillar and pillar.pk != post.pk else None
    if post.kind == Post.Kind.GUIDE:
        others = [guide for guide in guides if guide.pk != post.pk]
        found.number = 1 + sum(guide.chapter_key < post.chapter_key for guide in others)
        found.chapters = len(others) + 1 if others else 0
        found.previous = others[found.number - 2] if found.number > 1 else None
        found.next = next(iter(others[found.number - 1 :]), None)
    else:
        found.previous, found.next = (
            next(picked(posts, keys[near]), None) for near in (Near.OLDER, Near.NEWER)
        )
    shown = [guide for guide in guides if not found.pillar or guide.pk != found.pillar.pk]
    if any(guide.pk != post.pk for guide in shown):
        found.guides, found.more_guides = shown[:GUIDES_BELOW], len(shown[GUIDES_BELOW:])
    named = [found.previous, found.next, found.pillar, *found.guides]
    alike = (p for p in picked(posts, keys[Near.ALIKE]) if p.kind in ARTICLES and p not in named)
    found.related = list(islice(alike, RELATED_BELOW))
    newest = sorted(picked(posts, keys[Near.LINKING]), key=lambda p: (p.date_published, p.pk))
    found.linking = newest[::-1]
    return found


def live(keys: Iterable[int]) -> dict[int, Post]:
    return {post.pk: post for post in shared.cards(keys) if post.is_live()}


def picked(posts: dict[int, Post], keys: Iterable[int]) -> Iterator[Post]:
    return (posts[key] for key in keys if key in posts)


def public_notes(post: Post, keys: Keys) -> Sequence[Revision]:
    """What readers were told of each real update, the newest first. No query without one."""
    if not (keys[Near.NOTE] and post.updated and post.date_published):
        return []
    first = timezone.localdate(post.date_published)
    told = Revision.objects.only("at", "note", "post_id").in_bulk(keys[Near.NOTE])
    notes = [told[key] for key in keys[Near.NOTE] if key in told]
    return [revision for revision in notes if timezone.localdate(revision.at) > first]
