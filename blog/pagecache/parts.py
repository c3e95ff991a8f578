"""Parts that many pages show, kept in each process until something of them changes.

The name of the site and its menu, a topic with its guides, the card of a post: a page that is built
anew asks the database for what is its own, and takes the rest from here. What holds for a page
holds for a part: it is good as long as none of its keys bears a newer stamp than the tick that was
read before its first query. A page that shows a part depends on the same keys.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection

from . import stamps
from .keys import slot_of
from .remembered import Remembered

N = TypeVar("N", bound=Hashable)
T = TypeVar("T")
Build = Callable[[Sequence[Any]], Mapping[Any, Any]]


class Part:
    __slots__ = ("good_at", "slots", "value")

    def __init__(self, value: Any, keys: Iterable[str], tick: int) -> None:
        self.value, self.good_at = value, tick
        self.slots = frozenset(map(slot_of, keys))


class Parts(Generic[N, T]):
    """Parts of one kind, by their names; at most so many.

    keys_of: what a part depends on; see keys. build: is asked for those that are not here, all at
    once; it leaves out what there is not.

    What is returned belongs to all threads: nobody may change it. In a transaction nothing is taken
    from here, for it may have changed what nobody else sees yet.
    """

    every: "list[Parts]" = []

    def __init__(
        self,
        most: int,
        keys_of: Callable[[T], Iterable[str]],
        build: Build | None = None,
    ) -> None:
        self.keys_of, self.build = keys_of, build
        self.kept: Remembered[N, Part] = Remembered(most)
        self.every.append(self)

    def get(self, name: N, build: Build | None = None) -> T:
        """Raises KeyError."""
        return self.of([name], build)[name]

    def of(self, names: Iterable[N], build: Build | None = None) -> dict[N, T]:
        """Return {name: value} in the order of the names, without those that there are not."""
        build = build or self.build
        assert build
        names = list(dict.fromkeys(names))
        found: dict[N, T] = {}
        tick = tick_now()
        if tick is not None:
            found |= self._good(names, tick)
        if missing := [name for name in names if name not in found]:
            made = build(missing)
            found |= made
            if tick is not None:
                for name, value in made.items():
                    self.kept.put(name, Part(value, self.keys_of(value), tick))
        return {name: found[name] for name in names if name in found}

    def _good(self, names: Sequence[N], tick: int) -> dict[N, T]:
        here = {name: part for name in names if (part := self.kept.get(name))}
        doubtful = {name: part for name, part in here.items() if part.good_at != tick}
        try:
            if doubtful and not unchanged(*doubtful.values()):  # mostly one question is enough
                for name, part in doubtful.items():
                    if not unchanged(part):
                        del here[name]
        except stamps.StampsAreGone:
            return {}
        for part in here.values():
            part.good_at = tick
        return {name: part.value for name, part in here.items()}


def unchanged(*parts: Part) -> bool:
    slots = frozenset().union(*(part.slots for part in parts))
    return stamps.newest(slots) <= min(part.good_at for part in parts)


def tick_now() -> int | None:
    """Return the tick, or None where nothing may be taken from here."""
    if connection.in_atomic_block:
        return None
    try:
        return stamps.now()
    except stamps.StampsAreGone:
        return None


def hold(times: int) -> None:
    """Let each kind hold so many times as many, once in a process that only builds pages."""
    for parts in Parts.every:
        parts.kept.most *= times


def forget() -> None:
    """For tests, which empty the database without a word."""
    for parts in Parts.every:
        parts.kept.kept.clear()
