"""Whether a topic holds together: its pillar links down to the members, they link up to it."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Page = TypeVar("Page", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Coverage(Generic[Page]):
    """down: members that the pillar links to; up: members that link to it; in their order.

    missing: (from, to) of each link that is not there, down before up.
    down_share, up_share: of all members, 0 to 1; None: no pillar, or no members.
    """

    pillar: Page | None
    down: list[Page]
    up: list[Page]
    missing: list[tuple[Page, Page]]
    down_share: float | None
    up_share: float | None


def cover(
    pillar: Page | None, members: Collection[Page], links: Iterable[tuple[Page, Page]]
) -> Coverage[Page]:
    """Return what of a topic is wired.

    members: its pages, in the order of the report; the pillar among them does not count.
    links: (source, target) of followed links that a person wrote; those of the topic are enough.
    """
    if pillar is None:
        return Coverage(None, [], [], [], None, None)
    others = [page for page in members if page != pillar]
    there = set(links)
    down = [page for page in others if (pillar, page) in there]
    up = [page for page in others if (page, pillar) in there]
    downward, upward = set(down), set(up)
    missing = [(pillar, page) for page in others if page not in downward]
    missing += [(page, pillar) for page in others if page not in upward]
    many = len(others)
    shares = (len(down) / many, len(up) / many) if many else (None, None)
    return Coverage(pillar, down, up, missing, *shares)
