"""What both databases do in their own ways, behind one interface."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

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

    def ranked(self, plan: Plan, posts: list[int]) -> list[int]:
        """Return these posts, the best first; equally good ones stay in their order."""

    def write(self, documents: Sequence[Document]) -> None:
        """Put the documents in the place of what is there of their posts."""


def engine() -> Engine:
    from . import postgres, sqlite

    if connection.vendor == "postgresql":
        return postgres.PostgreSQL()
    return sqlite.SQLite()


def by_score(scores: dict[int, Any], posts: list[int]) -> list[int]:
    return sorted(posts, key=lambda pk: scores.get(pk, 0.0), reverse=True)
