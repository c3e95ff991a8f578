"""PostgreSQL: two tsvectors beside the text of an entry, written as they shall be.

Its own parser and dictionaries are left out: they split and stem otherwise than SQLite does, and
folding accents would need an extension. No extension is needed, and no more than an ordinary user.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from blog.models.post_queryset import PostQuerySet

from .document import Document
from .engine import Plan, Stems, by_score, is_anywhere

WEIGHTS = "{0.03, 0.15, 0.4, 1.0}"  # of D, C, B and A
LAST_PLACE = 16_383  # of a word in a tsvector; those behind it are found, but in no phrase
MOST_PLACES = 255  # of one word
GAP = 8  # places between two weights, so that no phrase runs over


class PostgreSQL:
    def matching(self, plan: Plan, *, head: bool = False) -> RawSQL:
        # In functions, see migration 0005: left to itself, PostgreSQL reads the words of each post
        # in turn where many hold them, and takes 70 ms instead of 5.
        function = "blog_search_heads" if head else "blog_search_words"
        return RawSQL(f"SELECT {function}(%s::tsquery)", [expression(plan)])  # noqa: S611

    def among(self, posts: PostQuerySet, plan: Plan, most: int, *, head: bool = False) -> list[int]:
        matching = self.matching(plan, head=head)
        if not is_anywhere(matching):
            return []
        return list(posts.filter(pk__in=matching).values_list("pk", flat=True)[:most])

    def ranked(self, plan: Plan, posts: list[int]) -> list[int]:
        # 1: a long text counts a little less.
        sql = (
            "SELECT post_id, ts_rank(%s::float4[], words, %s::tsquery, 1) FROM blog_searchentry"
            " WHERE post_id = ANY(%s)"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [WEIGHTS, expression(plan), posts])
            return by_score(dict(cursor.fetchall()), posts)

    def write(self, documents: Sequence[Document]) -> None:
        rows = []
        for each in documents:
            head = ("A", each.title), ("B", each.labels)
            words = vector(*head, ("C", each.questions), ("D", each.body))
            rows.append((each.post, each.text, each.digest, words, vector(*head)))
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO blog_searchentry (post_id, text, digest, words, head)"
                " VALUES (%s, %s, %s, %s::tsvector, %s::tsvector)"
                " ON CONFLICT (post_id) DO UPDATE SET text = excluded.text,"
                " digest = excluded.digest, words = excluded.words, head = excluded.head",
                rows,
            )


def vector(*parts: tuple[str, Iterable[str]]) -> str:
    """Return a tsvector as text: `'link':1A,9D 'build':2A`."""
    places: dict[str, list[str]] = {}
    at = 0
    for weight, words in parts:
        for word in words:
            at = min(at + 1, LAST_PLACE)
            known, place = places.setdefault(word, []), f"{at}{weight}"
            if len(known) < MOST_PLACES and place not in known[-1:]:
                known.append(place)
        at += GAP
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())


def expression(plan: Plan) -> str:
    """Return a tsquery. Each word stands in quotes and holds letters and digits alone."""
    said = " & ".join(map(_any_of, plan.wanted))
    return said + "".join(f" & !{_any_of(term)}" for term in plan.without)


def _any_of(term: Stems) -> str:
    *before, last = term.stems
    endings = [f"'{each}'" for each in dict.fromkeys([last, *term.more])]
    if term.beginning:
        endings.append(f"'{term.beginning}':*")
    said = " <-> ".join([*(f"'{word}'" for word in before), f"({' | '.join(endings)})"])
    return f"({said})"
