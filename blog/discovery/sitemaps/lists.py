"""Home, the lists and the archive, topics, tags and authors, as long as they show something.

A list changed when one of its posts did. Asking all posts of each list would cost more with each
post, so the thousand that changed last are asked for their lists, and all posts only of those
lists that have none among them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from blog.models import Addressed, Author, Category, Post, Tag
from blog.models.archive import path_of, start_of
from blog.models.tag import INDEXED_FROM

from .entry import Entry

AT_ONCE = 1000  # keys of tags, and of authors, in one part
LATEST = 1000  # posts that are asked for their lists
ARTICLES = Q(kind__in=[Post.Kind.POST, Post.Kind.GUIDE])
LIST_OF = {
    Post.Kind.POST: "post-list",
    Post.Kind.GUIDE: "guide-list",
    Post.Kind.SERVICE: "service-list",
}


def parts() -> dict[int, list[Entry]]:
    """Return {number: entries}. A row has its part by its key, and stays in it.

    The fixed lists and the topics, which are few, stand in the first.
    """
    found: dict[int, list[Entry]] = defaultdict(list)
    found[1] += [*fixed(), *(entry for _pk, entry in topics())]
    for pk, entry in (*tags(), *authors()):
        found[(pk + AT_ONCE - 1) // AT_ONCE].append(entry)
    return dict(sorted(found.items()))


def newest(entries: Iterable[Entry]) -> datetime | None:
    return max((entry.modified for entry in entries if entry.modified), default=None)


def fixed() -> Iterator[Entry]:
    live = Post.objects.published()
    changed = {kind: last_change(live.filter(kind=kind)) for kind in LIST_OF}
    articles = (changed[Post.Kind.POST], changed[Post.Kind.GUIDE])
    yield Entry(reverse("blog:home"), max(filter(None, articles), default=None))
    for kind, name in LIST_OF.items():
        if changed[kind]:
            yield Entry(reverse(f"blog:{name}"), changed[kind])
    yield from archives(live.articles())


def last_change(posts: QuerySet) -> datetime | None:
    changes = posts.order_by("-date_modified").values_list("date_modified", flat=True)
    return changes.first()


def archives(articles: QuerySet) -> Iterator[Entry]:
    """The pages of the archive: the newest year has the address without a number.

    Three queries. When an older year last changed would take all its posts to say.
    """
    dates = articles.values_list("date_published", flat=True)
    ends = [*dates.order_by("-date_published")[:1], *dates.order_by("date_published")[:1]]
    if not ends:
        return
    last, first = (timezone.localtime(end).year for end in ends)
    yield Entry(
        path_of(last, last), last_change(articles.filter(date_published__gte=start_of(last)))
    )
    older = {f"year_{year}": Exists(articles_of(year)) for year in range(last - 1, first - 1, -1)}
    for row in Post.objects.order_by()[:1].values(**older) if older else ():
        for name, there in row.items():
            if there:
                yield Entry(path_of(int(name.removeprefix("year_")), last), None)


def articles_of(year: int) -> QuerySet:
    """Of a year that is over. One end for its dates: of two, SQLite would look at the later one."""
    end = start_of(year + 1) - timedelta(microseconds=1)
    return Post.objects.published(at=end).articles().filter(date_published__gte=start_of(year))


class Lists(NamedTuple):
    """A kind of list, with what makes one of them worth finding: so many live posts.

    place: the way there from a post.
    """

    rows: QuerySet
    place: str
    posts: QuerySet
    least: int = 1

    def there(self, *, without: Collection[int] = ()) -> QuerySet:
        """Those with enough posts, `without` left out. Asked one by one up to the last that is
        needed: for a mere EXISTS PostgreSQL would go through all.
        """
        theirs = self.posts.filter(**{self.place: OuterRef("pk")}).exclude(pk__in=without)
        enough = Subquery(theirs.values("pk")[self.least - 1 : self.least])
        return self.rows.alias(enough=enough).filter(enough__isnull=False)


def of_topics() -> Lists:
    return Lists(Category.objects.all(), "category", live())


def of_tags() -> Lists:
    """Without those that a topic stands for, and without thin ones."""
    rows = Tag.objects.exclude(slug__in=Category.objects.values("slug"))
    return Lists(rows, "tagged__tag", live(), INDEXED_FROM)


def of_authors() -> Lists:
    return Lists(Author.objects.all(), "bylines__author", live().articles())


def kinds_of_lists() -> list[Lists]:
    return [of_topics(), of_tags(), of_authors()]


def topics() -> Iterator[tuple[int, Entry]]:
    return entries_of(of_topics())


def tags() -> Iterator[tuple[int, Entry]]:
    return entries_of(of_tags())


def authors() -> Iterator[tuple[int, Entry]]:
    return entries_of(of_authors(), shown=ARTICLES)


def live() -> Any:
    return Post.objects.published().order_by()


def entries_of(lists: Lists, *, shown: Q | None = None) -> Iterator[tuple[int, Entry]]:
    """Yield (key, entry) of each list that is there.

    shown: which posts these are, for those that are known to be live.
    """
    there: list[Addressed] = list(lists.there().order_by("slug"))
    late = live().order_by("-date_modified").values("pk")[:LATEST]
    changed = Post.objects.order_by().filter(pk__in=late, **{f"{lists.place}__isnull": False})
    changes = dict(
        changed.values_list(lists.place).annotate(newest=Max("date_modified", filter=shown))
    )
    if early := [row.pk for row in there if not changes.get(row.pk)]:
        theirs = lists.posts.filter(**{lists.place: OuterRef("pk")})
        newest = Subquery(theirs.order_by("-date_modified").values("date_modified")[:1])
        rows = lists.rows.model._default_manager.filter(pk__in=early)
        changes |= rows.values_list("pk", newest)
    for row in there:
        yield row.pk, Entry(row.get_absolute_url(), changes[row.pk])
