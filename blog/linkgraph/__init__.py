"""What pages have to do with each other. Knows no model and no settings."""

from .extract import FoundLink, find_links
from .hrefs import Href, read
from .similarity import Vector, cosine, heaviest, vector
from .targets import Place, Site, Target, resolve
from .terms import PLAIN_WORDS, count_terms, terms_of, words_of

__all__ = [
    "PLAIN_WORDS",
    "FoundLink",
    "Href",
    "Place",
    "Site",
    "Target",
    "Vector",
    "cosine",
    "count_terms",
    "find_links",
    "heaviest",
    "read",
    "resolve",
    "terms_of",
    "vector",
    "words_of",
]
