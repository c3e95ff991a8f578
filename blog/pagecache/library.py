"""The pages that are good now, and the building of those that are not there."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from . import stamps
from .build import Built
from .identity import Door, Environ, Key, Query, form_asked, parameters
from .page import Page
from .release import release
from .remembered import Remembered
from .schedule import catch_up
from .stamps import Stamps
from .store import LARGEST, Disk, Memory
from .troubles import Troubles
from .turns import Turns

Application = Callable[[Environ, Any], Iterable[bytes]]


class Library:
    def __init__(self, application: Application, door: Door, troubles: Troubles) -> None:
        self.application, self.door = application, door
        folder = Path(settings.PAGES_DIR)
        self.memory = Memory()
        self.disk = Disk(folder, release(), settings.PAGES_ROOM, troubles)
        self.turns = Turns(folder, troubles)
        self._stamps: Stamps | None = None
        # By path: the parameters that its view reads, and the tick at which it was not to be kept.
        self.names: Remembered[str, frozenset[str]] = Remembered(20_000)
        self.not_kept: Remembered[str, int] = Remembered(5_000)

    @property
    def stamps(self) -> Stamps:
        """Opened by the first who asks. Raises StampsAreGone."""
        if self._stamps is None:
            self._stamps = stamps.current()
        return self._stamps

    def at_hand(self, environ: Environ) -> Page | None:
        """The short way: a page in memory that was found good already. Raises StampsAreGone."""
        if environ.get("QUERY_STRING"):
            return None
        page = self.memory.get((environ["PATH_INFO"], (), form_asked(environ)))
        if page is not None:
            tick, due = self.stamps.read()
            if page.good_at == tick and time.time() * 1e6 < due and not self.stamps.news:
                return page
        return None

    def find(self, environ: Environ) -> Page | None:
        """Return the page if it is good now. Raises StampsAreGone."""
        path, form = environ["PATH_INFO"], form_asked(environ)
        query = environ.get("QUERY_STRING", "")
        tick = self.up_to_date()
        if not query:
            return self.good((path, (), form), tick)
        names = self.names.get(path)
        if names is None:
            plain = self.disk.load((path, (), form))
            names = plain.read if plain else None
        while names is not None:
            given = parameters(names, query)
            page = None if given is None else self.good((path, given, form), tick)
            if page is None or page.read <= names:
                return page
            # Built by another process, which knows of more parameters than this one.
            names |= page.read
            self.names.put(path, names)
        return None

    def up_to_date(self) -> int:
        """Carry out what is due and was left by others; return the tick."""
        kept = self.stamps
        tick, due = kept.read()
        if time.time() * 1e6 >= due or kept.news:
            kept.news = False
            catch_up()
            tick, _due = kept.read()
        return tick

    def good(self, key: Key, tick: int) -> Page | None:
        """Return what is stored there, if nothing of it was stamped since it was built."""
        for look in (self.memory.get, self.disk.load):
            page = look(key)
            if page is None or page.tick > tick:
                continue
            if page.good_at != tick and self.stamps.newest(page.slots) > page.tick:
                continue
            page.good_at = tick
            self.memory.put(key, page)
            return page
        return None

    def build(self, environ: Environ) -> Page | Built:
        """Return the page, or the answer of Django that nobody else may see."""
        path, form = environ["PATH_INFO"], form_asked(environ)
        if self.not_kept.get(path) == self.stamps.read()[0]:
            return self.make(environ)
        with self.turns.take(path + form):
            return self.find(environ) or self.make(environ)

    def make(self, environ: Environ) -> Page | Built:
        path, form = environ["PATH_INFO"], form_asked(environ)
        tick = self.stamps.read()[0]  # before the first query
        built = Built(self.application, self.door.neutral(environ, form))
        if not built.may_be_kept():
            self.not_kept.put(path, tick)
            return built
        body = built.read()
        key = self.key_of(environ, form, built.read_names())
        before = (self.disk.load(key) or self.memory.get(key)) if key else None
        page = built.page(body, tick, before)
        known = self.memory.pages.get(key) if key else None
        page.hits = known.hits // 2 if known else 0  # what nobody asks for any more is forgotten
        if key and page.length <= LARGEST:
            self.memory.put(key, page)
            self.disk.save(key, page)
        return page

    def key_of(self, environ: Environ, form: str, read: frozenset[str]) -> Key | None:
        path = environ["PATH_INFO"]
        names = read | (self.names.get(path) or frozenset())
        self.names.put(path, names)
        query = environ.get("QUERY_STRING", "")
        given: Query | None = parameters(names, query) if query else ()
        return None if given is None else (path, given, form)
