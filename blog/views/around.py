"""What stands around an article: its neighbours, its topic, its guides, what reads like it.

All of it is chosen from Post.objects.published(): nothing here may tell of a draft.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from blog.discovery.shown import GUIDES_BELOW, LINKING_BELOW, RELATED_BELOW
from blog.models import Category, Link, Post, Revision
from blog.models.post_queryset import PostQuerySet


@dataclass
class Around:
    """previous is the older post or the chapter before; next the newer one or the one after.

    number, chapters: of a guide, "chapter 2 of 5"; 0 where counting says nothing.
    pillar, guides: where to go on in the topic. guides holds the page itself if it is one of
    them; more_guides counts those that are not shown.
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


def around(post: Post, *, links_here: bool = False) -> Around:
    """Nine queries at most, however many rows there are: of guides, the titles alone.

    post: with its dates; a draft is placed where it would stand.
    """
    found = Around()
    guides: list[Post] = []
    if post.category:
        guides = list(guides_of(post.category))
        pillar = post.category.live_pillar
        found.topic = post.category
        found.pillar = pillar if pillar and pillar.pk != post.pk else None
    if post.kind == Post.Kind.GUIDE:
        others = [guide for guide in guides if guide.pk != post.pk]
        found.number = 1 + sum(guide.chapter_key < post.chapter_key for guide in others)
        found.chapters = len(others) + 1 if others else 0
        found.previous = others[found.number - 2] if found.number > 1 else None
        found.next = next(iter(others[found.number - 1 :]), None)
    else:
        siblings = Post.objects.published().filter(kind=Post.Kind.POST, category=post.category)
        found.previous = linked(siblings.before(post)).first()
        found.next = linked(siblings.after(post)).first()
    shown = [guide for guide in guides if not found.pillar or guide.pk != found.pillar.pk]
    if any(guide.pk != post.pk for guide in shown):
        found.guides, found.more_guides = shown[:GUIDES_BELOW], len(shown[GUIDES_BELOW:])
    near = [found.previous, found.next, found.pillar, *found.guides]
    found.related = related_to(post, besides=[other.pk for other in near if other])
    if links_here:
        found.linking = linking_to(post)
    return found


def guides_of(topic: Category) -> PostQuerySet:
    guides = Post.objects.published().filter(kind=Post.Kind.GUIDE, category=topic)
    return linked(guides.in_chapter_order())


def linked(posts: PostQuerySet) -> PostQuerySet:
    """With as much of each as a link to it says."""
    return posts.only("kind", "path", "title", "chapter", "date_published")


def related_to(post: Post, besides: Collection[int]) -> list[Post]:
    """besides: keys of posts that the page names already; none stands on it twice."""
    if post.pk is None:
        return []
    others = Post.objects.published().exclude(pk__in=besides)
    return list(others.related_to(post).for_cards()[:RELATED_BELOW])


def linking_to(post: Post) -> list[Post]:
    """The pages that search engines may name and whose texts link to the post; one query."""
    if post.pk is None:
        return []
    links = Link.objects.editorial().that_lead().filter(target__post=post)
    pages = Post.objects.indexable().filter(site_page__in=links.values("source"))
    newest = linked(pages.exclude(pk=post.pk)).order_by("-date_published", "-pk")
    return list(newest[:LINKING_BELOW])


def public_notes(post: Post) -> Sequence[Revision]:
    """What readers were told of each real update, the newest first. No query without one."""
    if post.pk is None or not post.updated or post.date_published is None:
        return []
    first = timezone.localdate(post.date_published)
    told = post.revisions.told_to_readers().only("at", "note", "post_id")
    return [revision for revision in told if timezone.localdate(revision.at) > first]
