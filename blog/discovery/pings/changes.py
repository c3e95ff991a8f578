"""What an edit changes for services: pages that are new, other or gone, and the feeds they are in.

A page is other when its address, its title or its date of update is: the date moves when its
editor says that readers should look again.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from blog.discovery.feeds import FORMS, feed_path
from blog.models import Listed, Ping, Post, SiteSettings
from blog.models.ping import Service

from .services import services_on

ARTICLES = {Post.Kind.POST, Post.Kind.GUIDE}


class Change(NamedTuple):
    """A page by its path; the feeds of a list by the list's path; or those of a post's lists."""

    page: str = ""
    feeds_of: str = ""
    feeds_with: int = 0


def of_post(before: Post | None, after: Post | None) -> Iterator[Change]:
    """before: as it was stored, None if it is new; after: None if it is deleted."""
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


def _said(post: Post) -> tuple:
    return post.path, post.title, post.date_modified


def of_lists(post: Post, removed: Iterable[Listed]) -> Iterator[Change]:
    """The post has other tags or authors now."""
    if post.kind in ARTICLES and post.is_indexable():
        yield Change(feeds_with=post.pk)
        for row in removed:
            yield Change(feeds_of=row.get_absolute_url())


def of_list(row: Listed) -> Iterator[Change]:
    """A topic, tag or author that has another address or other posts: its feeds are others."""
    if row.was_public():
        yield Change(feeds_of=row.get_absolute_url())


def queue(changes: set[Change], *, unless_since: datetime | None = None) -> int:
    """Write down what is to be told to the services that are on; return how much of it is new.

    In the transaction of the edit, for all its changes together.
    """
    services = services_on(SiteSettings.plain())
    rows: list[Ping] = []
    if Service.INDEXNOW in services:
        pages = sorted(change.page for change in changes if change.page)
        rows += (Ping(service=Service.INDEXNOW, path=page) for page in pages)
    if Service.WEBSUB in services:
        rows += (Ping(service=Service.WEBSUB, path=feed) for feed in _feeds(changes))
    return Ping.objects.queue(rows, unless_since=unless_since) if rows else 0


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
