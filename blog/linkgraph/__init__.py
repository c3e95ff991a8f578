"""What pages have to do with each other. Knows no model and no settings."""

from .anchors import Aim, Shape, aim_at, monotone, shape
from .extract import FoundLink, find_links
from .hrefs import Href, read
from .insert import put_link
from .metrics import Measured, Metrics, measure
from .moves import id_now, led
from .neighbourhood import Neighbour, draw_neighbourhood
from .packed import EDITORIAL, is_followed
from .phrases import Prose
from .picture import Dot, draw
from .rewrite import Rewritten, rewrite
from .similarity import Vector, cosine, heaviest, vector
from .suggest import Candidate, Suggestion, suggest
from .targets import Place, Site, Target, resolve
from .terms import PLAIN_WORDS, count_terms, terms_of, words_of
from .topics import Coverage, cover

__all__ = [
    "EDITORIAL",
    "PLAIN_WORDS",
    "Aim",
    "Candidate",
    "Coverage",
    "Dot",
    "FoundLink",
    "Href",
    "Measured",
    "Metrics",
    "Neighbour",
    "Place",
    "Prose",
    "Rewritten",
    "Shape",
    "Site",
    "Suggestion",
    "Target",
    "Vector",
    "aim_at",
    "cosine",
    "count_terms",
    "cover",
    "draw",
    "draw_neighbourhood",
    "find_links",
    "heaviest",
    "id_now",
    "is_followed",
    "led",
    "measure",
    "monotone",
    "put_link",
    "read",
    "resolve",
    "rewrite",
    "shape",
    "suggest",
    "terms_of",
    "vector",
    "words_of",
]
