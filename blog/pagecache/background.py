"""What a process does between requests: popular pages are packed tighter, and built again after
an edit before somebody asks. It gives way to requests."""

import contextlib
import os
import sys
import threading
import time
import zlib
from dataclasses import replace

import brotli
from django.db import connection

from .build import Built
from .identity import Key
from .library import Library
from .page import Page
from .schedule import is_left
from .stamps import StampsAreGone
from .troubles import Troubles

EVERY = 1.0  # seconds
POPULAR = 3  # hits
AT_ONCE = 20  # pages in a round
LOOKED_FOR_EVERY = 5  # rounds: what a process left that died between a commit and its stamps
PAUSE = 0.02  # seconds between two of them
NICE = 10


class Background:
    def __init__(self, library: Library, troubles: Troubles) -> None:
        self.library, self.troubles = library, troubles
        self.tick = self.rounds = 0
        self.lock = threading.Lock()
        self.process = 0

    def start(self) -> None:
        """Once in each process: a thread does not come along when a server forks."""
        if self.process == os.getpid():
            return
        with self.lock:
            if self.process != os.getpid():
                self.process = os.getpid()
                threading.Thread(target=self.work, name="pages", daemon=True).start()

    def work(self) -> None:
        if sys.platform == "linux":  # where threads have a priority of their own
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while True:
            time.sleep(EVERY)
            try:
                self.round()
            except StampsAreGone:
                continue
            except Exception as error:  # noqa: BLE001, the next round may fare better
                self.troubles.say("care for stored pages", error)
            finally:
                connection.close()

    def round(self) -> None:
        if self.rounds % LOOKED_FOR_EVERY == 0 and is_left():
            self.library.stamps.news = True
        self.rounds += 1
        tick = self.library.up_to_date()  # also for a CDN, which asks nobody when the moment comes
        popular = [
            (key, page) for key, page in self.library.memory.snapshot() if page.hits >= POPULAR
        ]
        popular.sort(key=lambda each: -each[1].hits)
        if tick != self.tick:
            self.tick = tick
            old = [key for key, page in popular if page.good_at != tick and self.is_old(page)]
            for key in old[:AT_ONCE]:
                self.build(key)
                time.sleep(PAUSE)
        loose = [each for each in popular if not each[1].best and "br" in each[1].bodies]
        for key, page in loose[:AT_ONCE]:
            self.pack(key, page)
            time.sleep(PAUSE)

    def is_old(self, page: Page) -> bool:
        return self.library.stamps.newest(page.slots) > page.tick

    def build(self, key: Key) -> None:
        environ = self.library.door.asking(key)
        if self.library.find(environ) is None:
            fresh = self.library.build(environ)
            if isinstance(fresh, Built):  # it is no page any more
                fresh.close()
                self.library.memory.drop(key)

    def pack(self, key: Key, page: Page) -> None:
        """Brotli at its best takes a hundred times as long as in a request."""
        best = brotli.compress(zlib.decompress(page.bodies["gzip"], 31), quality=11)
        bodies = page.bodies | {"br": best}
        packed = replace(page, bodies=bodies, best=True, answers={})
        if self.library.memory.exchange(key, page, packed):
            stored = self.library.disk.load(key)
            if stored and (stored.tick, stored.digest) == (page.tick, page.digest):
                self.library.disk.save(key, packed)
