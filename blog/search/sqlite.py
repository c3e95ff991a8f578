"""SQLite: FTS5, in a table beside the entries; a trigger empties it when an entry goes."""

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from blog.models.post_queryset import PostQuerySet

from .document import Document
from .engine import Plan, Stems, by_score

WEIGHTS = (60.0, 25.0, 10.0, 1.0)
FEW = 1000  # posts that are found sooner by their keys than among the newest
HEAD = "{title labels} : "


class SQLite:
    def matching(self, plan: Plan, *, head: bool = False) -> RawSQL:
        sql = "SELECT rowid FROM blog_searchwords WHERE blog_searchwords MATCH %s"
        return RawSQL(sql, [expression(plan, head=head)])  # noqa: S611

    def among(self, posts: PostQuerySet, plan: Plan, most: int, *, head: bool = False) -> list[int]:
        matching = self.matching(plan, head=head)
        with connection.cursor() as cursor:
            cursor.execute(f"{matching.sql} LIMIT {FEW + 1}", matching.params)
            some = [pk for (pk,) in cursor.fetchall()]
        if not some:
            return []
        # What many posts have is found by going through the newest of them.
        if len(some) <= FEW:
            posts = posts.by_key().order_by(*posts.query.order_by)
            matching = RawSQL(",".join(map(str, some)), [])  # noqa: S611
        return list(posts.filter(pk__in=matching).values_list("pk", flat=True)[:most])

    def ranked(self, plan: Plan, posts: list[int]) -> list[int]:
        # The + keeps SQLite from asking FTS5 once for each key: that took 468 ms instead of 4.
        keys = ",".join(map(str, posts))
        weights = ",".join(map(str, WEIGHTS))
        sql = (
            f"SELECT rowid, -bm25(blog_searchwords, {weights}) FROM blog_searchwords"  # noqa: S608
            f" WHERE blog_searchwords MATCH %s AND +rowid IN ({keys})"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [expression(plan)])
            return by_score(dict(cursor.fetchall()), posts)

    def write(self, documents: Sequence[Document]) -> None:
        keys = [(each.post,) for each in documents]
        entries = [(each.post, each.text, each.digest) for each in documents]
        words = [
            (d.post, " ".join(d.title), " ".join(d.labels), " ".join(d.questions), " ".join(d.body))
            for d in documents
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO blog_searchentry (post_id, text, digest) VALUES (%s, %s, %s)"
                " ON CONFLICT (post_id)"
                " DO UPDATE SET text = excluded.text, digest = excluded.digest",
                entries,
            )
            cursor.executemany("DELETE FROM blog_searchwords WHERE rowid = %s", keys)
            cursor.executemany(
                "INSERT INTO blog_searchwords (rowid, title, labels, questions, body)"
                " VALUES (%s, %s, %s, %s, %s)",
                words,
            )


def expression(plan: Plan, *, head: bool = False) -> str:
    """Return an FTS5 query. Each word stands in quotes and holds letters and digits alone."""
    said = " AND ".join(map(_any_of, plan.wanted))
    if head:
        said = f"{HEAD}({said})"
    if plan.without:
        said = f"({said}) NOT ({' OR '.join(map(_any_of, plan.without))})"
    return said


def _any_of(term: Stems) -> str:
    *before, last = term.stems
    endings = [f'"{" ".join([*before, each])}"' for each in dict.fromkeys([last, *term.more])]
    if term.beginning:
        endings.append(f'"{" ".join([*before, term.beginning])}" *')
    return f"({' OR '.join(endings)})"
