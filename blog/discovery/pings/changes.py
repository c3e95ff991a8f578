"""What an edit changes for services: pages that are new, other or gone, and the feeds they are in.

A page is other when its address, its title or its date of update is: the date moves when its
editor says that readers should look again. The page of a topic, a tag or an author is named when
it comes to be worth finding, by the rule of the sitemap, moves or goes; not for each of its posts.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from blog.discovery.feeds import FORMS, feed_path
from blog.discovery.sitemaps.lists import kinds_of_lists
from blog.models import Listed, Ping, Post, SiteSettings
from blog.models.ping import Service
from blog.models.post_queryset import ARTICLES

from .services import services_on

MANY = 200  # posts of one change


class Change(NamedTuple):
    """A page by its path; the feeds of a list by the list's path; those of a post's lists; or the
    pages of its lists, as far as it is one of the few that they have."""

    page: str = ""
    feeds_of: str = ""
    feeds_with: int = 0
    lists_with: int = 0


def of_post(before: Post | None, after: Post | None) -> Iterator[Change]:
    """before: as it was stored, None if it is new; after: None if it is deleted."""
    yield from _joins(before, after)
    was = before if before and before.is_indexable() else None
    now = after if after and after.is_indexable() else None
    if was and now and _said(was) == _said(now):
        return
    for post in filter(None, (was, now)):
        # Of one that is only hidden now nobody is told: its page is there, and not to be named.
        if now or not (after and after.is_live()):
            yield Change(page=post.path)
        if post.kind in ARTICLES:
            yield Change(feeds_with=post.pk)
    if was and was.category and after and after.category_id != was.category_id:
        yield Change(feeds_of=was.category.get_absolute_url())


def _joins(before: Post | None, after: Post | None) -> Iterator[Change]:
    """It is new to its lists, or to its topic."""
    stays = before and after and before.is_live() and before.category_id == after.category_id
    if after and after.is_live() and not stays:
        yield Change(lists_with=after.pk)


def _said(post: Post) -> tuple:
    return post.path, post.title, post.date_modified


def of_lists(post: Post, removed: Iterable[Listed]) -> Iterator[Change]:
    """The post has other tags or authors now."""
    if post.is_live():
        yield Change(lists_with=post.pk)
    if post.kind in ARTICLES and post.is_indexable():
        yield Change(feeds_with=post.pk)
        for row in removed:
            yield Change(feeds_of=row.get_absolute_url())


def of_list(before: Listed, after: Listed | None) -> Iterator[Change]:
    """A topic, tag or author that has another address or other posts, or is deleted.

    Its feeds are others. Where another address leads on to a page that is hidden, nobody is told.
    """
    if not before.was_public():
        return
    path = before.get_absolute_url()
    if after is None:
        yield Change(page=path)
        return
    yield Change(feeds_of=after.get_absolute_url())
    if _is_there(after):
        yield Change(page=path)
        yield Change(page=after.get_absolute_url())


def _is_there(row: Listed) -> bool:
    return any(
        lists.there().filter(pk=row.pk).exists()
        for lists in kinds_of_lists()
        if lists.rows.model is type(row)
    )


def queue(changes: set[Change], *, unless_since: datetime | None = None) -> int:
    """Write down what is to be told to the services that are on; return how much of it is new.

    In the transaction of the edit, for all its changes together.
    """
    services = services_on(SiteSettings.plain())
    rows: list[Ping] = []
    if Service.INDEXNOW in services:
        pages = {change.page for change in changes if change.page}
        pages |= _lists_that_came({change.lists_with for change in changes if change.lists_with})
        rows += (Ping(service=Service.INDEXNOW, path=page) for page in sorted(pages))
    if Service.WEBSUB in services:
        rows += (Ping(service=Service.WEBSUB, path=feed) for feed in _feeds(changes))
    return Ping.objects.queue(rows, unless_since=unless_since) if rows else 0


def _lists_that_came(posts: set[int]) -> set[str]:
    """Lists that would not be there without these posts. A query for each kind, and one more.

    After an import of many: all that are there.
    """
    found: set[str] = set()
    for lists in kinds_of_lists() if posts else ():
        rows = lists.there()
        if len(posts) <= MANY:
            theirs = lists.posts.filter(pk__in=posts, **{lists.place: OuterRef("pk")})
            rows = rows.filter(Exists(theirs)).exclude(pk__in=lists.there(without=posts))
        found |= {row.get_absolute_url() for row in rows}
    return found


def _feeds(changes: set[Change]) -> list[str]:
    lists = {change.feeds_of for change in changes if change.feeds_of}
    posts = Post.objects.filter(pk__in={change.feeds_with for change in changes})
    for post in (
        posts.only("category")
        .select_related("category")
        .prefetch_related("bylines__author", "tagged__tag")
    ):
        rows: list[Listed | None] = [post.category]
        rows += (line.author for line in post.bylines.all())
        rows += (line.tag for line in post.tagged.all())
        lists |= {row.get_absolute_url() for row in rows if row}
    if any(change.feeds_with for change in changes):
        lists.add("")  # the site's own
    return [feed_path(page, form) for page in sorted(lists) for form in FORMS]
