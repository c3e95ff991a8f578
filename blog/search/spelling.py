"""The words that people wrote: what one of them begins, and which was meant by one that nobody
wrote. The same on both databases, in a few ms a word.

A slip changes one half of a word at most. So those that share the first half with it, or the last,
are looked up and compared; no extension of PostgreSQL, and no scan of all words.
"""

from difflib import get_close_matches

from django.db import connection

from blog.models import SearchWord

TABLE = SearchWord._meta.db_table
MOST_STEMS = 20
LENGTHS = range(4, 31)  # shorter ones are like too many others
MOST_COMPARED = 500  # words of each half; comparing one takes some 0.02 ms
MOST_PROPOSED = 4
LIKE_ENOUGH = 0.75  # of 1: one slip in four letters, two in eight


def stems_begun(by: str) -> set[str]:
    """Return the stems of words that begin so, without those that begin so themselves."""
    where, start = _begins("word", by)
    own, begun = _begins("stem", by)
    sql = f"SELECT DISTINCT stem FROM {TABLE} WHERE {where} AND NOT ({own}) LIMIT {MOST_STEMS}"  # noqa: S608
    return _found(sql, [*start, *begun])


def meant_by(word: str) -> list[str]:
    """Return words that look like it, the likest first."""
    if len(word) not in LENGTHS:
        return []
    half = (len(word) - 1) // 2
    slips = 1 if len(word) < 8 else 2
    parts: list[str] = []
    params: list[str | int] = []
    for column, start in (("word", word[:half]), ("backwards", word[: -half - 1 : -1])):
        where, begun = _begins(column, start)
        parts.append(
            f"SELECT word FROM (SELECT word FROM {TABLE} WHERE {where}"  # noqa: S608
            f" AND LENGTH(word) BETWEEN %s AND %s LIMIT {MOST_COMPARED}) AS alike"
        )
        params += [*begun, len(word) - slips, len(word) + slips]
    found = _found(" UNION ".join(parts), params) - {word}
    return get_close_matches(word, sorted(found), n=MOST_PROPOSED, cutoff=LIKE_ENOUGH)


def _begins(column: str, start: str) -> tuple[str, list[str]]:
    """The condition that each database looks up in its index. start: letters and digits alone."""
    if connection.vendor == "sqlite":
        return f"{column} >= %s AND {column} < %s", [start, start + "\U0010ffff"]
    return f"{column} LIKE %s", [f"{start}%"]


def _found(sql: str, params: list[str | int]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {word for (word,) in cursor.fetchall()}
