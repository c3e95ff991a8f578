"""When each key changed last: a rising tick, and for each key the tick of its last change.

A page keeps the tick that was read before its first query. It is good as long as none of its keys
bears a newer one; and what was found good at a tick stays so while the tick is the same.

One small file in memory that all processes of a machine share (`mmap`), or Redis for several
machines (stamps_in_redis.py).
"""

import fcntl
import mmap
import os
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.dispatch import Signal

from .keys import EVERYTHING, SLOTS, slot_of

# The head of the file; behind it the stamps, a slot for many keys.
TICK, DUE, ALL, BOOT = range(4)
HEAD = 8
SIZE = (HEAD + SLOTS) * 8
NEVER = 2**63 - 1  # as a moment: nothing is scheduled
UNKNOWN = 0  # as a moment: nobody has looked
# Sent with the keys that changed: what lies elsewhere has to be told, too.
stamped = Signal()
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class StampsAreGone(Exception):
    """Nobody can say what is good: pages are built for each who asks."""


class Stamps(Protocol):
    news: bool  # edits may wait to be carried out that this process has not heard of

    def read(self) -> tuple[int, int]:
        """Return the tick, and the moment (µs since 1970) of the next thing that is scheduled."""

    def newest(self, slots: Iterable[int]) -> int:
        """Return the newest stamp of these slots, and of everything."""

    def stamp(self, keys: Iterable[str], *, rescheduled: bool = False) -> int:
        """Mark the keys as changed now; return the new tick.

        rescheduled: what comes next has to be looked up anew.
        """

    def set_due(self, moment: int, tick: int) -> bool:
        """Say when the next thing is due, unless something changed since that tick."""


class FileStamps:
    def __init__(self, path: Path) -> None:
        self.news = True  # left by a process that died
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.Lock()
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        weakref.finalize(self, os.close, self.fd)
        with self.alone():
            fresh = os.fstat(self.fd).st_size != SIZE
            if fresh:  # never cut: another process may have it in memory
                os.posix_fallocate(self.fd, 0, SIZE)
            self.slots = memoryview(mmap.mmap(self.fd, SIZE)).cast("Q")
            if fresh or self.slots[BOOT] != boot():
                self.forget()

    def forget(self) -> None:
        """The file is new, or the machine was: stamps may be lost that no power cut took from the
        database. Later than any tick there was, and no page is older."""
        tick = max(self.slots[TICK] + 1, time.time_ns() // 1000)
        self.slots[ALL], self.slots[DUE], self.slots[BOOT] = tick, UNKNOWN, boot()
        self.fence()
        self.slots[TICK] = tick

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.lock:
            fcntl.flock(self.fd, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self.fd, fcntl.LOCK_UN)

    @staticmethod
    def fence() -> None:
        """What was written before is seen before what is written next, on any processor."""
        with threading.Lock():
            pass

    def read(self) -> tuple[int, int]:
        slots = self.slots
        return slots[TICK], slots[DUE]

    def newest(self, slots: Iterable[int]) -> int:
        self.fence()
        kept = self.slots
        return max(kept[ALL], *(kept[HEAD + slot] for slot in slots), 0)

    def stamp(self, keys: Iterable[str], *, rescheduled: bool = False) -> int:
        with self.alone():
            tick = self.slots[TICK] + 1
            for key in keys:
                self.slots[ALL if key == EVERYTHING else HEAD + slot_of(key)] = tick
            if rescheduled:
                self.slots[DUE] = UNKNOWN
            self.fence()
            self.slots[TICK] = tick
        return tick

    def set_due(self, moment: int, tick: int) -> bool:
        with self.alone():
            if self.slots[TICK] != tick:
                return False
            self.slots[DUE] = moment
        return True


@lru_cache
def boot() -> int:
    """Return a number of this start of the machine; where there is none, always the same."""
    try:
        return int(BOOT_ID.read_text().strip().replace("-", "")[:15], 16)
    except (OSError, ValueError):
        return 1


_opened: dict[str, Stamps] = {}
_opening = threading.Lock()


def current() -> Stamps:
    """Return the stamps of this site. Raises StampsAreGone."""
    place = settings.PAGES_REDIS or str(settings.PAGES_DIR)
    found = _opened.get(place)
    return found if found else _open(place)


def _open(place: str) -> Stamps:
    with _opening:
        if place not in _opened:
            try:
                fresh = _in_redis(place) if settings.PAGES_REDIS else _in_a_file(place)
            except OSError as error:
                raise StampsAreGone(str(error)) from error
            _opened.clear()
            _opened[place] = fresh
        return _opened[place]


def _in_a_file(folder: str) -> Stamps:
    return FileStamps(Path(folder) / "stamps")


def _in_redis(address: str) -> Stamps:
    from .stamps_in_redis import RedisStamps  # a package that only such a site needs

    return RedisStamps(address, settings.SITE_HOST)


def now() -> int:
    """Return the tick."""
    return current().read()[0]


def newest(slots: Iterable[int]) -> int:
    return current().newest(slots)


def stamp(keys: Iterable[str], *, rescheduled: bool = False) -> int:
    keys = set(keys)
    tick = current().stamp(keys, rescheduled=rescheduled)
    if keys:
        stamped.send(None, keys=keys)  # what fails there leaves the purge to the next one
    return tick
