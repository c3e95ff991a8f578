"""What an edit changes: the keys of the pages that say something else now, and of no others."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from blog.models import Author, Category, Link, Post, Related, SiteSettings, Tag
from blog.models.post import reading_minutes
from blog.models.post_queryset import ARTICLES

from .keys import key_in, key_of
from .shown import published

LIST_OF = {Post.Kind.POST: "posts", Post.Kind.GUIDE: "guides", Post.Kind.SERVICE: "services"}

LINK = {"title", "path"}
CARD = {*LINK, *"description image_id image_alt social_image_id canonical_url".split()}
PAGE = {
    *CARD,
    *"seo_title body body_html public_html headings word_count faq next_step_id next_step_text"
    " date_modified chapter guid noindex".split(),
}
ITS_PAGE = {"seo_title", "next_step_id", "next_step_text", "chapter"}  # said nowhere else
PLACE = {"kind", "category_id", "date_published"}  # where lists have it
NAMED = {"noindex", "canonical_url"}  # whether machines are told of it

Keys = set[str]


def of_post(before: Post | None, after: Post | None) -> Keys:
    """before: as it was stored, None if it is new; after: None if it is deleted.

    No query for a text alone; some ten, however large the site is, for what comes, goes or moves.
    """
    was = before if before and before.is_live() else None
    now = after if after and after.is_live() else None
    if was is None and now is None:
        return set()
    changed = differing(was, now, PAGE | PLACE) if was and now else PLACE | NAMED
    post = now or was
    assert post is not None
    if not changed and minutes(was) == minutes(now):
        return set()
    keys = set(said(post, changed, minutes(was) != minutes(now)))
    states = [each for each in (was, now) if each]
    if not changed & (PLACE | NAMED):
        return keys
    tags, authors = tags_of(post), authors_of(post)
    if changed & PLACE:
        keys |= apart([set(where_listed(each, [*tags, *authors])) for each in states], changed)
        keys |= {"sitemap", "sitemap:lists"}
        keys.update(*map(neighbours_of, states))
    if named := [each for each in states if each.is_indexable()]:
        keys |= apart([set(where_named(each, [*tags, *authors])) for each in named], changed)
        keys |= {"llms", "texts", "sitemap", "sitemap:lists", f"sitemap:{post.part}"}
        keys.update(first_of_authors(post, authors))
    if now:
        keys.update(where_it_comes_up(now))
    return keys


def apart(lists: list[Keys], changed: Keys) -> Keys:
    """Of the lists before and after: those in which the post is no more or not at its old place."""
    if len(lists) == 2 and not changed & {"kind", "date_published"}:
        return lists[0] ^ lists[1]
    return set().union(*lists)


def differing(was: Any, now: Any, names: Iterable[str]) -> Keys:
    return {name for name in names if getattr(was, name) != getattr(now, name)}


def minutes(post: Post | None) -> int:
    """Of reading, as cards say it; 0 where they say nothing."""
    return reading_minutes(post.word_count) if post and post.word_count else 0


def said(post: Post, changed: Keys, longer: bool) -> Iterator[str]:
    """What shows a post for which these fields are new, wherever that is."""
    yield key_of(post)
    if longer or changed - ITS_PAGE:
        yield key_in(post, "item")
    article = post.kind in ARTICLES
    if changed & (LINK | PLACE):
        yield key_in(post, "link")
        if article:
            yield f"titles:{published(post).year}"
    if longer or changed & (CARD | PLACE):
        yield key_in(post, "card")
    if "chapter" in changed:
        yield "guides"
        if post.category_id:
            yield f"topic:{post.category_id}:guides"
    if not post.is_indexable():
        return
    yield "texts"
    if changed & {"title", "path", "description", "chapter"}:
        yield "llms"
    if "date_modified" in changed:  # by it the last of a kind are chosen
        yield from ("sitemap", "sitemap:lists", *(["llms"] if post.kind != Post.Kind.POST else []))
    if changed & {"path", "date_modified", "image_id"}:
        yield f"sitemap:{post.part}"


def where_listed(post: Post, rows: Iterable[str]) -> Iterator[str]:
    """The lists for readers that have a live post. rows: its tags and authors."""
    yield from (f"{row}:posts" for row in rows)
    if name := LIST_OF.get(post.kind):  # type: ignore[call-overload]
        yield name
    if post.kind in ARTICLES:
        yield from ("articles", f"titles:{published(post).year}")
    if topic := post.category_id:
        yield f"topic:{topic}:posts"
        if post.kind == Post.Kind.GUIDE:
            yield f"topic:{topic}:guides"
        others = Post.objects.published().filter(category_id=topic).exclude(pk=post.pk)
        if not others.order_by().exists():
            yield "topics"
            slugs = Category.objects.filter(pk=topic).values_list("slug", flat=True)
            yield from map(namesake, slugs)


def neighbours_of(post: Post) -> Iterator[str]:
    """Of a post, those before and behind it; of a guide every page of the topic has its place."""
    if post.kind != Post.Kind.POST:
        return
    siblings = Post.objects.filter(kind=Post.Kind.POST, category=post.category_id)
    others = siblings.exclude(pk=post.pk)
    for near in (others.before(post), others.after(post)):
        keys = near.published().values_list("pk", flat=True)[:1]
        yield from (f"post:{pk}:around" for pk in keys)


def where_named(post: Post, rows: Iterable[str]) -> Iterator[str]:
    """The lists for machines that have it."""
    yield from ("named", f"named:{post.kind}")
    if post.category_id:
        yield f"topic:{post.category_id}:named"
    if post.kind in ARTICLES:
        topic = [f"topic:{post.category_id}"] if post.category_id else []
        for place in (None, *topic, *rows):
            yield from feeds_of(place, post)


def first_of_authors(post: Post, authors: Iterable[str]) -> Iterator[str]:
    """The list of authors, if one of these has no other text."""
    pks = [key.partition(":")[2] for key in authors]
    signed = Post.objects.indexable().articles().exclude(pk=post.pk).order_by()
    other = Subquery(signed.filter(bylines__author=OuterRef("pk")).values("pk")[:1])
    if Author.objects.filter(pk__in=pks).alias(other=other).filter(other=None).exists():
        yield "authors"


def feeds_of(place: Any, post: Post) -> Iterator[str]:
    at = published(post)
    yield from (key_in(place, "feed"), key_in(place, "feed", at.year, at.month))


def where_it_comes_up(post: Post) -> Iterator[str]:
    """Pages that did not show the post, and do from now on: it is there, or elsewhere."""
    if leading := list(Post.objects.filter(next_step=post).values_list("pk", flat=True)):
        yield from ("texts", *(f"post:{pk}" for pk in leading))
    alike = Related.objects.filter(other=post).values_list("post_id", flat=True)
    yield from (f"post:{pk}:around" for pk in alike)
    for topic in Category.objects.filter(pillar=post).values_list("pk", flat=True):
        yield f"topic:{topic}:pillar"
    yield from linked_from(Link.objects.filter(source__post=post))
    if post.kind == Post.Kind.PAGE and SiteSettings.objects.filter(lead=post).exists():
        yield "home"


def linked_from(links: QuerySet[Link]) -> Iterator[str]:
    """The pages at which these links end, which may say where they are linked from."""
    ends = links.filter(target__post__isnull=False).order_by()
    return (f"post:{pk}:linked" for pk in ends.values_list("target__post", flat=True).distinct())


def tags_of(post: Post) -> list[str]:
    pks = Tag.objects.filter(tagged__content_object=post).values_list("pk", flat=True)
    return [f"tag:{pk}" for pk in pks]


def authors_of(post: Post) -> list[str]:
    signed = Author.objects.filter(bylines__post=post).values_list("pk", flat=True)
    return [f"author:{pk}" for pk in signed]


def namesake(slug: str) -> str:
    """A topic of this slug stands for the tag of the same."""
    return f"named:{slug}"
