"""The keys of what stands around a post, asked for at once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, F, QuerySet, Value
from django.utils import timezone

from blog.discovery.shown import LINKING_BELOW
from blog.models import Byline, Link, Post, Related, Revision, TaggedPost
from blog.models.post_queryset import ARTICLES

# Values that no post has. They keep the places of a post's own in the statement.
KEY, TOPIC = -(2**31) + 1, -(2**31) + 2
DATE, NOW = (datetime(1, 1, day, tzinfo=UTC) for day in (3, 4))


class Near(IntEnum):
    """What a row that stands near a post is to it."""

    AUTHOR, TAG, NOTE, OLDER, NEWER, ALIKE, LINKING, STEP = range(8)


POSTS = {Near.OLDER, Near.NEWER, Near.ALIKE, Near.LINKING, Near.STEP}
Keys = dict[Near, list[int]]


def keys_near(post: Post, *, links_here: bool = False) -> Keys:
    """Return the keys of what stands around a post: of each kind, in their order. One query.

    post: with its dates; a draft is placed where it would stand.
    """
    found: Keys = {near: [] for near in Near}
    if post.pk is not None:
        for near, key, *_place in sorted(answer(post, links_here), key=itemgetter(0, 2, 3)):
            found[Near(near)].append(key)
    if post.next_step_id:
        found[Near.STEP].append(post.next_step_id)
    return found


def answer(post: Post, links_here: bool) -> list[tuple]:
    sql, places = statement(connection.vendor, post.kind, bool(post.category_id), links_here)
    own = {KEY: post.pk, TOPIC: post.category_id, DATE: post.date_published, NOW: timezone.now()}
    values = {stored(place): stored(value) for place, value in own.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(place, place) for place in places])
        return cursor.fetchall()


@lru_cache
def statement(vendor: str, kind: str, in_topic: bool, links_here: bool) -> tuple[str, tuple]:
    """Return the SQL and its values, with those above for a post's own.

    Django would write it anew for each page, which takes twenty times as long as the answer.
    """
    any_post = Post(pk=KEY, kind=kind, date_published=DATE)
    any_post.category_id = TOPIC if in_topic else None
    first, *others = rows_near(any_post, links_here)
    # From 6.1 on, Django would put the order of the first kind of row around them all.
    return first.union(*others, all=True).order_by().query.sql_with_params()


def stored(value: Any) -> Any:
    """Return what the database is given for it."""
    if isinstance(value, datetime):
        return DateTimeField().get_db_prep_value(value, connection)
    return value


def rows_near(post: Post, links_here: bool) -> Iterator[QuerySet]:
    """Each row: what it is, its key, its place among the like, and what decides between equals."""

    def rows(near: Near, which: QuerySet, key: str, place: Any, then: Any) -> QuerySet:
        named = which.order_by().annotate(near=Value(int(near)), place=place, then=then)
        return named.values_list("near", key, "place", "then")

    def posts(near: Near, which: QuerySet) -> QuerySet:
        return rows(near, Post.objects.filter(pk__in=which.values("pk")), "pk", Value(0), Value(0))

    lines = Byline.objects.filter(post=post)
    yield rows(Near.AUTHOR, lines, "author", F("order"), F("pk"))
    tags = TaggedPost.objects.filter(content_object=post)
    yield rows(Near.TAG, tags, "tag", Value(0), F("pk"))
    notes = Revision.objects.filter(post=post).told_to_readers()
    yield rows(Near.NOTE, notes, "pk", F("number") * -1, Value(0))
    if post.kind in ARTICLES:
        alike = Related.objects.filter(post=post)
        yield rows(Near.ALIKE, alike, "other", F("score") * -1, F("other") * -1)
    if post.kind == Post.Kind.POST:
        siblings = Post.objects.filter(kind=post.kind, category=post.category_id)
        yield posts(Near.OLDER, siblings.before(post).published(NOW)[:1])
        yield posts(Near.NEWER, siblings.after(post).published(NOW)[:1])
    if links_here:
        yield posts(Near.LINKING, linking_to(post))


def linking_to(post: Post) -> QuerySet:
    """The pages that search engines may name and whose texts link to the post."""
    links = Link.objects.editorial().that_lead().filter(target__post=post)
    pages = Post.objects.indexable(NOW).filter(site_page__in=links.values("source"))
    return pages.exclude(pk=post.pk).order_by("-date_published", "-pk")[:LINKING_BELOW]
