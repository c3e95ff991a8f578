"""The figures of every page of a site, in one pass over all its links."""

from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import compress
from typing import NamedTuple

from .packed import LAST_EDITORIAL, WEIGHTS, Edge, Graph
from .ranks import Walk

ORPHAN_KINDS = frozenset({"guide", "post", "service"})
OFFER = "service"
DEEP_FROM = 4  # clicks
NEVER = -1  # in arrays of steps


class Metrics(NamedTuple):
    """inlinks, outlinks: distinct pages, by links that a person wrote. nofollow_in: links.

    depth: clicks from home; None: unreachable. steps_to_offer: clicks by links that a person
    wrote; None: never. strength: 1.00 is an average page that can be reached. flow: 0 to 1, all
    pages together 1; None: no page has an earned link. dead_end: has some, hands on nothing.
    """

    inlinks: int
    outlinks: int
    nofollow_in: int
    orphan: bool
    depth: int | None
    rank: float
    strength: float
    flow: float | None
    steps_to_offer: int | None
    dead_end: bool

    @property
    def unreachable(self) -> bool:
        return self.depth is None

    @property
    def deep(self) -> bool:
        return self.depth is not None and self.depth >= DEEP_FROM


class Measured:
    """The figures of all pages, by key; iterate for (key, Metrics) in the order of pages."""

    def __init__(
        self,
        kinds: Mapping[Hashable, str],
        graph: Graph,
        sitewide: Mapping[int, float],
        home: int | None,
        earned: Mapping[int, float],
    ) -> None:
        self.kinds, self.graph, self.earned = kinds, graph, earned
        self.depth = _depths(graph, home, sitewide)
        self.reachable = sum(step != NEVER for step in self.depth)
        offers = [n for n, kind in enumerate(kinds.values()) if kind == OFFER]
        self.steps = _steps_back(graph, offers)
        walk = Walk(graph, sitewide)
        share = 1 / self.reachable if self.reachable else 0.0
        self.rank = walk.rank([0.0 if step == NEVER else share for step in self.depth])
        self.flow: list[float] | None = None
        if whole := sum(earned.values()):
            self.flow = walk.rank([earned.get(n, 0.0) / whole for n in range(graph.size)])

    def __len__(self) -> int:
        return self.graph.size

    def __iter__(self) -> Iterator[tuple[Hashable, Metrics]]:
        return ((key, self[key]) for key in self.kinds)

    def __getitem__(self, key: Hashable) -> Metrics:
        n, graph = self.graph.number[key], self.graph
        inlinks = _editorial(graph.in_code, graph.in_start, n)
        outlinks = _editorial(graph.out_code, graph.out_start, n)
        return Metrics(
            inlinks=inlinks,
            outlinks=outlinks,
            nofollow_in=graph.not_followed_in[n],
            orphan=not inlinks and self.kinds[key] in ORPHAN_KINDS,
            depth=None if self.depth[n] == NEVER else self.depth[n],
            rank=self.rank[n],
            strength=self.rank[n] * self.reachable,
            flow=None if self.flow is None else self.flow[n],
            steps_to_offer=None if self.steps[n] == NEVER else self.steps[n],
            dead_end=not outlinks and n in self.earned,
        )


def measure(
    kinds: Mapping[Hashable, str],
    edges: Iterable[Edge],
    *,
    home: Hashable = "/",
    sitewide: Iterable[tuple[Hashable, str]] = (),
    earned: Mapping[Hashable, float] | None = None,
) -> Measured:
    """Return the figures of the pages whose kinds are given: live ones that may be indexed.

    kinds: {page: kind}; a page is any key, its path or its row's. edges: (source, target,
    placement, followed) of all links between pages, the ends of redirects for targets; taken
    once, in any order, as often as they stand there; ends that are no pages are left out.
    sitewide: (target, placement) of followed links on every page, as in menu and footer; of
    several placements the heaviest counts. earned: {page: weight of the earned links to it}.

    A site without pages or without its home has answers too: nothing can be reached then.
    Cost: `make bench`; some 40 rounds over all edges, for flow as many again.
    Source: the definitions of the link graph, with PageRank as in ranks.py.
    """
    graph = Graph(list(kinds), edges)
    number = graph.number
    everywhere: dict[int, float] = {}
    for key, placement in sitewide:
        if (page := number.get(key)) is not None:
            everywhere[page] = max(everywhere.get(page, 0.0), WEIGHTS[placement])
    landed = {number[k]: w for k, w in (earned or {}).items() if k in number and w > 0}
    return Measured(kinds, graph, everywhere, number.get(home), landed)


def _editorial(codes: bytearray, start: "array[int]", page: int) -> int:
    return sum(code <= LAST_EDITORIAL for code in codes[start[page] : start[page + 1]])


def _depths(graph: Graph, home: int | None, sitewide: Iterable[int]) -> "array[int]":
    """Clicks from home over all edges, level by level."""
    depth = array("i", [NEVER]) * graph.size
    if home is None:
        return depth
    depth[home] = 0
    level = [home]
    first = set(sitewide) - {home}  # home has the links that every page has
    while level:
        ends = {
            target
            for page in level
            for target in graph.out_to[graph.out_start[page] : graph.out_start[page + 1]]
        }
        clicks = depth[level[0]] + 1
        level = [page for page in ends | first if depth[page] == NEVER]
        first = set()
        for page in level:
            depth[page] = clicks
    return depth


def _steps_back(graph: Graph, offers: list[int]) -> "array[int]":
    """Clicks to the nearest offer, by links that a person wrote: level by level, backwards."""
    steps = array("i", [NEVER]) * graph.size
    level = offers
    clicks = 0
    while level:
        for page in level:
            steps[page] = clicks
        clicks += 1
        starts: set[int] = set()
        for page in level:
            first, last = graph.in_start[page], graph.in_start[page + 1]
            written = (code <= LAST_EDITORIAL for code in graph.in_code[first:last])
            starts.update(compress(graph.in_from[first:last], written))
        level = [page for page in starts if steps[page] == NEVER]
    return steps
