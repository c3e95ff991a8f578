"""Words that nobody wrote: which one was meant? The same on both databases, in a few ms a word.

A slip changes one half of a word at most. So those that share the first half with it, or the last,
are looked up and compared; no extension of PostgreSQL, and no scan of all words.
"""

from difflib import get_close_matches

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length

from blog.models import SearchWord

LENGTHS = range(4, 31)  # shorter ones are like too many others
MOST_COMPARED = 1000  # words; comparing one takes some 0.02 ms
MOST_PROPOSED = 4
LIKE_ENOUGH = 0.75  # of 1: one slip in four letters, two in eight


def meant_by(word: str) -> list[str]:
    """Return words that look like it, the likest first."""
    if len(word) not in LENGTHS:
        return []
    half = (len(word) - 1) // 2
    slips = 1 if len(word) < 8 else 2
    near = SearchWord.objects.annotate(length=Length("word")).filter(
        length__gte=len(word) - slips, length__lte=len(word) + slips
    )
    same = begins("word", word[:half]) | begins("backwards", word[: -half - 1 : -1])
    found = set(near.filter(same).values_list("word", flat=True)[:MOST_COMPARED])
    return get_close_matches(word, sorted(found - {word}), n=MOST_PROPOSED, cutoff=LIKE_ENOUGH)


def begins(column: str, start: str) -> Q:
    """The condition that each database looks up in its index."""
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": start, f"{column}__lt": start + "\U0010ffff"})
    return Q(**{f"{column}__startswith": start})
