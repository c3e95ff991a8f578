"""What pages have to do with each other. Knows no model and no settings."""

from .similarity import Vector, cosine, heaviest, vector
from .terms import PLAIN_WORDS, count_terms, terms_of, words_of

__all__ = [
    "PLAIN_WORDS",
    "Vector",
    "cosine",
    "count_terms",
    "heaviest",
    "terms_of",
    "vector",
    "words_of",
]
