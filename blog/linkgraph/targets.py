"""Where a link of ours ends: at which page, by how many redirects, and in what state."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .hrefs import Href, Kind, read

Status = Literal[
    "ok",
    "redirect",
    "chain",
    "loop",
    "dead",
    "gone",
    "not_live",
    "dead_anchor",
    "unchecked",
    "blocked",
]
MOST_HOPS = 20  # where browsers give up
NOT_OURS: dict[Kind, Status] = {"contact": "ok", "blocked": "blocked", "external": "unchecked"}
ANY_PAGE_HAS = frozenset({"", "top"})  # fragments that lead to the top of the page


@dataclass(frozen=True, slots=True)
class Place:
    """A page as a target. status: live, gone, or anything else for what is not public yet.

    ids: what a fragment can name, the ids of old headings (aliases) among them;
    None if nobody knows them: every fragment is taken for good.
    """

    status: str = "live"
    noindex: bool = False
    ids: Collection[str] | None = None


@dataclass
class Site:
    """What is known of the paths that links name.

    redirects: {path: where it leads: a path of ours, an address elsewhere, or "" for gone}.
    """

    hosts: Collection[str]
    base: str
    pages: dict[str, Place] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)

    def learn(self, paths: Iterable[str], find: "Find") -> None:
        """Ask for these paths, and for those that redirects lead to, until all are known.

        One call of find() for all paths, and one more a hop: mostly two.
        """
        asked: set[str] = set()
        wanted = set(paths)
        for _ in range(MOST_HOPS + 1):
            wanted -= asked
            if not wanted:
                return
            pages, redirects = find(wanted)
            self.pages.update(pages)
            self.redirects.update(redirects)
            asked |= wanted
            ends = (self.read(to, path) for path, to in redirects.items() if to)
            wanted = {end.path for end in ends if end.path}

    def read(self, href: str, page: str) -> Href:
        return read(href, page, self.hosts, self.base)


# The pages and the redirects among these paths; a path that is neither is in none of them.
Find = Callable[[Collection[str]], tuple[Mapping[str, Place], Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Target:
    """path: of the page where the link ends; None if it ends at none of ours (see url).

    hops: redirects on the way. fragment: the one that counts at the end.
    notes: how the link is written (see Href), and noindex, dead_anchor of its target.
    """

    kind: Kind
    status: Status
    path: str | None = None
    fragment: str = ""
    url: str = ""
    hops: int = 0
    notes: tuple[str, ...] = ()


def resolve(href: Href, site: Site) -> Target:
    """Follow a link through the redirects to its end. Asks nothing: see Site.learn()."""
    if not href.path:
        return Target(href.kind, NOT_OURS[href.kind], url=href.url)
    known = href.path in site.pages or href.path in site.redirects
    if href.kind == "asset" and not known:
        return Target("asset", "unchecked", href.path, href.fragment, href.url, notes=href.notes)
    kind: Kind = "internal" if href.kind == "asset" else href.kind
    end, hops, looped = _follow(href, site)
    on_the_way: Status = "chain" if hops > 1 else "redirect"
    if looped:
        return Target(kind, "loop", None, href.fragment, href.url, hops, href.notes)
    if end is None:
        return Target(kind, "gone", None, href.fragment, href.url, hops, href.notes)
    if not end.path:
        return Target(kind, on_the_way, None, end.fragment, end.url, hops, href.notes)
    fragment = end.fragment or href.fragment
    status, notes = _state(site.pages.get(end.path), fragment, itself=href.kind == "self")
    if hops and status in {"ok", "dead_anchor"}:
        status = on_the_way
    return Target(kind, status, end.path, fragment, href.url, hops, (*href.notes, *notes))


def _follow(href: Href, site: Site) -> tuple[Href | None, int, bool]:
    """Return where the redirects end (None: at 410), after how many, and whether never."""
    end, hops, seen = href, 0, {href.path}
    while end.path in site.redirects and not _is_live(end.path, site):
        to = site.redirects[end.path]
        if not to:
            return None, hops, False
        hops += 1
        end = site.read(to, end.path)
        if end.path in seen or hops > MOST_HOPS:
            return None, hops, True
        seen.add(end.path)
    return end, hops, False


def _is_live(path: str, site: Site) -> bool:
    place = site.pages.get(path)
    return place is not None and place.status == "live"


def _state(place: Place | None, fragment: str, *, itself: bool) -> tuple[Status, list[str]]:
    if place is None:
        return ("ok" if itself else "dead"), []
    if place.status == "gone":
        return "gone", []
    if place.status != "live" and not itself:  # a draft may lead to itself
        return "not_live", []
    notes = ["noindex"] if place.noindex and not itself else []
    if fragment in ANY_PAGE_HAS or place.ids is None or fragment in place.ids:
        return "ok", notes
    return "dead_anchor", [*notes, "dead_anchor"]
