"""How much two pages speak of the same: TF-IDF vectors and the angle between them."""

import math
from collections.abc import Mapping
from heapq import nsmallest

Vector = dict[str, float]
KEPT = 64  # terms of a page: what its row of PageTerm holds


def vector(counts: Mapping[str, int], pages: int, pages_with: Mapping[str, int]) -> Vector:
    """Return {term: weight}, scaled to length 1; {} for a page without terms.

    counts: how often each term stands in the page. pages: how many there are in all.
    pages_with: how many of them hold a term (one that is missing counts as 0).
    Weight before scaling: (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1).
    """
    raw = {
        term: (1 + math.log(count)) * (math.log((1 + pages) / (1 + pages_with.get(term, 0))) + 1)
        for term, count in counts.items()
    }
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return {term: weight / length for term, weight in raw.items()} if length else {}


def heaviest(weights: Vector, most: int = KEPT) -> Vector:
    """Return the heaviest terms, equal ones in the order of the alphabet."""
    return dict(nsmallest(most, weights.items(), key=lambda item: (-item[1], item[0])))


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two vectors of length 1 are: 0 nothing in common, 1 the same."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)
