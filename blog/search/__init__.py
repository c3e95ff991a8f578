"""Search: an index that follows the rows, and one way to ask it on both databases.

words, stem, query and snippets are pure; sqlite and postgres are the two engines.
"""

from .finding import Found, at_the_desk, find, speech, with_phrase
from .index import changed, unindexed, write
from .query import LONGEST_QUERY, MOST_TERMS
from .snippets import Marker, Piece

__all__ = [
    "LONGEST_QUERY",
    "MOST_TERMS",
    "Found",
    "Marker",
    "Piece",
    "at_the_desk",
    "changed",
    "find",
    "speech",
    "unindexed",
    "with_phrase",
    "write",
]
