"""What both databases do in their own ways, behind one interface."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from blog.models.post_queryset import PostQuerySet

from .document import Document
from .query import Term


class Plan:
    """Terms with the stems that each of their beginnings stands for.

    wanted: all of them must be there. without: none of them.
    """

    def __init__(
        self,
        wanted: Sequence["Stems"],
        without: Sequence["Stems"] = (),
    ) -> None:
        self.wanted, self.without = wanted, without


class Stems:
    """stems: side by side. beginning: of the last, as typed, or "". more: other stems for it."""

    def __init__(self, term: Term, stems: Sequence[str], more: Collection[str] = ()) -> None:
        self.stems = list(stems)
        self.beginning = term.words[-1] if term.prefix else ""
        self.more = sorted(more)


class Engine(Protocol):
    def matching(self, plan: Plan, *, head: bool = False) -> RawSQL:
        """Return a subquery of the keys of posts. head: with all words in title and labels."""

    def among(self, posts: PostQuerySet, plan: Plan, most: int, *, head: bool = False) -> list[int]:
        """Return the keys of these posts that match, in their order; no more than `most`."""

    def ranked(self, plan: Plan, posts: list[int]) -> list[int]:
        """Return these posts, the best first; equally good ones stay in their order."""

    def write(self, documents: Sequence[Document]) -> None:
        """Put the documents in the place of what is there of their posts."""


def engine() -> Engine:
    from . import postgres, sqlite

    if connection.vendor == "postgresql":
        return postgres.PostgreSQL()
    return sqlite.SQLite()


def one_of(posts: QuerySet) -> RawSQL:
    """Return the condition of is_anywhere() that a post is one of these."""
    one = posts.filter(pk=RawSQL("held.post", [])).order_by().values("pk")
    sql, params = one.query.sql_with_params()
    return RawSQL(f"EXISTS ({sql})", params)  # noqa: S611


def is_anywhere(matching: RawSQL, such: RawSQL | None = None) -> bool:
    """Whether any post has it; such: one of those.

    The index is asked first, and each post in turn until one will do. The other way round, as
    `pk__in` reads to SQLite, it goes through all posts and looks each up in all that match.
    """
    such = such or RawSQL("1 = 1", [])
    held = f"WITH held (post) AS ({matching.sql})"
    sql = f"{held} SELECT 1 FROM held WHERE {such.sql} LIMIT 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*matching.params, *such.params])
        return cursor.fetchone() is not None


def by_score(scores: dict[int, Any], posts: list[int]) -> list[int]:
    return sorted(filter(scores.__contains__, posts), key=scores.__getitem__, reverse=True)
