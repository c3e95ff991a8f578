"""Which posts a feed holds: the newest, and behind them an archive in pages (RFC 5005).

Pages of the archive are counted from the oldest post of their year on: page 3 of 2024 holds the
same posts however many are published after it, so that who has read it need not again. They are
counted within a year because to count all posts costs more with each.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from django.db.models import Q
from django.utils import timezone

from blog.models import Post
from blog.models.archive import start_of
from blog.models.post import YEARS
from blog.models.post_queryset import PostQuerySet
from blog.pagecache import shared

PAGE_SIZE = 20
PLACE = re.compile("([1-9][0-9]{3})-([1-9][0-9]{0,8})", re.ASCII)


class Place(NamedTuple):
    """A page of the archive. number: of the pages of that year, the oldest is 1."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        found = PLACE.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found and int(found[1]) in YEARS else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass(frozen=True)
class Part:
    """place: None for the newest posts.

    older, newer: the neighbours; newer is None for the last page of the archive, the one that
    holds a post which the newest do not.
    up_to: the last post of its year by which the page could change; None: any post could.
    """

    posts: list[Post]
    place: Place | None = None
    older: Place | None = None
    newer: Place | None = None
    up_to: datetime | None = None


def newest(posts: PostQuerySet) -> Part:
    """posts: of the list that the feed follows. Two queries and those of for_feed()."""
    ordered = shown(posts).order_by("-date_published", "-pk")
    keys = list(ordered.values_list("date_published", "pk")[: PAGE_SIZE + 1])
    further = keys[PAGE_SIZE:]
    return Part(_rows(keys[:PAGE_SIZE]), older=_place_of(posts, *further[0]) if further else None)


def page_of(posts: PostQuerySet, place: Place) -> Part | None:
    """Return a page of the archive, None if it is not full yet.

    Two queries and those of for_feed(); two more for the first page of a year.
    """
    year, number = place
    keys = list(
        _of_year(posts, year)
        .order_by("date_published", "pk")
        .values_list("date_published", "pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    year_is_over = timezone.now() >= start_of(year + 1)
    if not keys or (len(keys) < PAGE_SIZE and not year_is_over):
        return None
    older = Place(year, number - 1) if number > 1 else _last_before(posts, year)
    newer, last = _behind(posts, place, *keys[-1])
    same_year = last is not None and last < start_of(year + 1) and number > 1
    return Part(_rows(keys), place, older, newer, last if same_year else None)


def shown(posts: PostQuerySet, at: datetime | None = None) -> PostQuerySet:
    return posts.indexable(at).articles()


def _of_year(posts: PostQuerySet, year: int, up_to: datetime | None = None) -> PostQuerySet:
    """One end for its dates: of two, SQLite would begin at the later one."""
    end = up_to or min(timezone.now(), _last_moment_before(year + 1))
    return shown(posts, end).filter(date_published__gte=start_of(year))


def _place_of(posts: PostQuerySet, date: datetime, pk: int) -> Place:
    year = timezone.localtime(date).year
    not_newer = _of_year(posts, year, date).filter(Q(date_published__lt=date) | Q(pk__lte=pk))
    return Place(year, -(-not_newer.count() // PAGE_SIZE))


def _last_before(posts: PostQuerySet, year: int) -> Place | None:
    earlier = shown(posts, _last_moment_before(year)).order_by("-date_published", "-pk")
    last = earlier.values_list("date_published", "pk").first()
    return _place_of(posts, *last) if last else None


def _behind(
    posts: PostQuerySet, place: Place, date: datetime, pk: int
) -> tuple[Place | None, datetime | None]:
    """The page with the next newer post, if the newest posts do not hold it whole; and the date of
    the post that pushed it out of them."""
    newer = shown(posts).filter(date_published__gte=date)
    newer = newer.filter(Q(date_published__gt=date) | Q(pk__gt=pk)).order_by("date_published", "pk")
    dates = list(newer.values_list("date_published", flat=True)[: PAGE_SIZE + 1])
    if len(dates) <= PAGE_SIZE:
        return None, None
    year = timezone.localtime(dates[0]).year
    return Place(year, place.number + 1 if year == place.year else 1), dates[-1]


def _last_moment_before(year: int) -> datetime:
    return start_of(year) - timedelta(microseconds=1)


def _rows(keys: list[tuple[datetime, int]]) -> list[Post]:
    """The keys come first, from an index: to skip a thousand rows is to read none of them."""
    return shared.items(pk for _date, pk in sorted(keys, reverse=True))
