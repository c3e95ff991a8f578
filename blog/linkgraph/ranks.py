"""Where a reader who follows links at random is found: PageRank with weights."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter, mul, sub

from .packed import WEIGHT_OF, Graph

DAMPING = 0.85
TOLERANCE = 1e-9
MOST_ROUNDS = 300  # 0.85 ** 128 is below the tolerance


class Walk:
    """The walk over one graph, ready for any number of entries.

    sitewide: {page number: weight} of links that stand on every page but the target itself.
    They are never laid out as edges: an edge to such a page holds only what it weighs more.
    """

    def __init__(self, graph: Graph, sitewide: Mapping[int, float]) -> None:
        self.sitewide, self.in_start = sitewide, graph.in_start
        leaving = [sum(sitewide.values())] * graph.size
        for page in sitewide:
            leaving[page] = sum(w for other, w in sitewide.items() if other != page)
        # What a page gives along each of its links of one weight is the same: a *gift*.
        gifts: dict[tuple[int, float], int] = {}
        gift_of_edge = array("i")
        for target, (first, last) in enumerate(pairwise(graph.in_start)):
            known = sitewide.get(target, 0.0)
            more = [max(0.0, weight - known) for weight in WEIGHT_OF] if known else WEIGHT_OF
            for source, code in zip(
                graph.in_from[first:last], graph.in_code[first:last], strict=True
            ):
                weight = more[code]
                leaving[source] += weight
                gift_of_edge.append(gifts.setdefault((source, weight), len(gifts)))
        self.part = [1 / weight if weight else 0.0 for weight in leaving]
        self.leading_nowhere = [page for page, weight in enumerate(leaving) if not weight]
        self.givers = [source for source, _ in gifts]
        self.weights = [weight for _, weight in gifts]
        numbers = list(range(len(gifts)))  # one object a gift, for all links
        del gifts
        self.gifts_in = _getter(list(map(numbers.__getitem__, gift_of_edge)))

    def rank(self, entry: Sequence[float]) -> list[float]:
        """Return the share of time spent on each page, in all 1 (or 0 if nothing enters).

        entry: where a reader comes in, and again after each 1 - DAMPING of the clicks, and from
        pages that lead nowhere; in all 1. Cost: at most 130 rounds over all edges,
        some 40 on most sites.
        Source: Brin and Page, "The Anatomy of a Large-Scale Hypertextual Web Search Engine"
        (1998), 2.1.1; entries as in Haveliwala, "Topic-Sensitive PageRank" (2002).
        """
        rank = list(entry)
        for _ in range(MOST_ROUNDS):
            moved = self._step(rank, entry)
            change = sum(map(abs, map(sub, moved, rank)))
            rank = moved
            if change < TOLERANCE:
                break
        return rank

    def _step(self, rank: list[float], entry: Sequence[float]) -> list[float]:
        """One click of everybody."""
        shares = list(map(mul, rank, self.part))
        stuck = sum(map(rank.__getitem__, self.leading_nowhere))
        gifts = list(map(mul, map(shares.__getitem__, self.givers), self.weights))
        given = self.gifts_in(gifts)
        inflow = [sum(given[first:last]) for first, last in pairwise(self.in_start)]
        everywhere = sum(shares)
        for page, weight in self.sitewide.items():
            inflow[page] += weight * (everywhere - shares[page])
        entering = 1 - DAMPING + DAMPING * stuck
        return [
            entering * enters + DAMPING * flows for enters, flows in zip(entry, inflow, strict=True)
        ]


def _getter(places: Sequence[int]) -> Callable[[list[float]], Sequence[float]]:
    """Return what takes these places out of a list, at the speed of C."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[place] for place in places]
