"""The links of a whole site in a few flat arrays: 5 bytes a link and direction."""

from array import array
from collections.abc import Hashable, Iterable, Sequence
from itertools import accumulate

# What follows a placement in this order weighs less; a link of two counts as the heavier.
WEIGHTS = {
    "body": 1.0,
    "list": 0.5,
    "related": 0.3,
    "listing": 0.2,
    "nav": 0.1,
    "breadcrumb": 0.1,
    "footer": 0.05,
}
CODES = {placement: code for code, placement in enumerate(WEIGHTS)}
WEIGHT_OF = list(WEIGHTS.values())  # by code
EDITORIAL = frozenset({"body", "list"})  # written by a person
LAST_EDITORIAL = max(CODES[placement] for placement in EDITORIAL)
NOT_FOLLOWED = frozenset({"nofollow", "sponsored", "ugc"})

# (source, target, placement, whether it is followed), keys as in pages
Edge = tuple[Hashable, Hashable, str, bool]


class Graph:
    """Pages as numbers in their order, and the edges between them in both directions.

    The edges out of page p are those from out_start[p] to out_start[p + 1] in out_to and
    out_code (the placement: CODES); the edges into it likewise. Several links between two
    pages are one edge, of the heaviest placement; links to itself, to pages that are none
    of these and links that are not followed are none.
    """

    def __init__(self, keys: Sequence[Hashable], edges: Iterable[Edge]) -> None:
        self.number = {key: n for n, key in enumerate(keys)}
        self.size = len(keys)
        self.not_followed_in = array("i", bytes(4 * self.size))
        packed = sorted(self._pack(edges))
        self.out_start = array("i", bytes(4 * (self.size + 1)))
        self.out_to = array("i")
        self.out_code = bytearray()
        self._lay_out(packed)
        del packed
        self.in_start, self.in_from, self.in_code = self._turn_round()

    def _pack(self, edges: Iterable[Edge]) -> "array[int]":
        """Each link as one number, which sorts by source, target and weight."""
        number, size, many = self.number, self.size, len(CODES)
        packed = array("q")
        for source, target, placement, followed in edges:
            if (start := number.get(source)) is None or (end := number.get(target)) is None:
                continue
            if start == end:
                continue
            if followed:
                packed.append((start * size + end) * many + CODES[placement])
            else:
                self.not_followed_in[end] += 1
        return packed

    def _lay_out(self, packed: list[int]) -> None:
        size, many, counts = self.size, len(CODES), self.out_start
        before = -1
        for each in packed:
            pair, code = divmod(each, many)
            if pair != before:
                before = pair
                source, target = divmod(pair, size)
                counts[source + 1] += 1
                self.out_to.append(target)
                self.out_code.append(code)
        self.out_start = array("i", accumulate(counts))

    def _turn_round(self) -> "tuple[array[int], array[int], bytearray]":
        counts = array("i", bytes(4 * (self.size + 1)))
        for target in self.out_to:
            counts[target + 1] += 1
        starts = array("i", accumulate(counts))
        free = starts[:-1]
        sources, codes = array("i", bytes(4 * len(self.out_to))), bytearray(len(self.out_to))
        for source in range(self.size):
            for edge in range(self.out_start[source], self.out_start[source + 1]):
                target = self.out_to[edge]
                place = free[target]
                free[target] = place + 1
                sources[place], codes[place] = source, self.out_code[edge]
        return starts, sources, codes


def is_followed(rel: Iterable[str]) -> bool:
    return NOT_FOLLOWED.isdisjoint(rel)
