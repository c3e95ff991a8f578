"""Where pages lie: in the memory of a process, and in files that all processes of a machine read.

Both are bounded, and neither is trusted: what is damaged or cannot be read is built again.
"""

import contextlib
import os
import tempfile
import threading
import time
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

from .identity import Key
from .page import Damaged, Page
from .troubles import Troubles

MEMORY = 24 * 1024 * 1024  # bytes, of a process
LARGEST_IN_MEMORY = 1024 * 1024
LARGEST = 32 * 1024 * 1024  # no page is larger; a part of the sitemap may have some
TIDY_AFTER = 1 / 16  # of the room on disk: how much is written between two looks at it


class Memory:
    """The pages asked for last."""

    def __init__(self, room: int = MEMORY) -> None:
        self.room, self.used = room, 0
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        if page is not None:
            try:  # noqa: SIM105, on the way of every hit
                self.pages.move_to_end(key)
            except KeyError:  # taken out by another thread just now
                pass
        return page

    def put(self, key: Key, page: Page) -> None:
        if page.size > LARGEST_IN_MEMORY:
            return
        with self.lock:
            old = self.pages.pop(key, None)
            self.used += page.size - (old.size if old else 0)
            self.pages[key] = page
            while self.used > self.room:
                self.used -= self.pages.popitem(last=False)[1].size

    def exchange(self, key: Key, old: Page, new: Page) -> bool:
        """Put the new in the place of the old, if it is still there."""
        with self.lock:
            if self.pages.get(key) is not old:
                return False
            self.pages[key] = new
            self.used += new.size - old.size
            return True

    def snapshot(self) -> list[tuple[Key, Page]]:
        with self.lock:
            return list(self.pages.items())

    def drop(self, key: Key) -> None:
        with self.lock:
            if old := self.pages.pop(key, None):
                self.used -= old.size


class Disk:
    """Files named by what they hold; those of an older release are of no use and go first."""

    def __init__(self, folder: Path, release: str, room: int, troubles: Troubles) -> None:
        self.folder, self.release, self.room = folder / "built", release, room
        self.troubles = troubles
        self.written = room  # so that the first page written has the folder looked over
        self.lock = threading.Lock()

    def path(self, key: Key) -> Path:
        name = sha256(repr((self.release, key)).encode()).hexdigest()
        return self.folder / name[:2] / name[2:]

    def load(self, key: Key) -> Page | None:
        try:
            return Page.load(self.path(key).read_bytes())
        except FileNotFoundError:
            return None
        except (Damaged, OSError, ValueError, KeyError, TypeError) as error:
            self.troubles.say("read a stored page", error)
            return None

    def save(self, key: Key, page: Page) -> None:
        if not self.room:
            return
        data = page.dump()
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
        except OSError as error:
            self.troubles.say("store a page", error)
            return
        with self.lock:
            self.written += len(data)
            full = self.written > self.room * TIDY_AFTER
            self.written = 0 if full else self.written
        if full:
            self.tidy()

    def tidy(self) -> None:
        """Make room: the pages that were written longest ago go."""
        files = []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                about = path.stat()
                files.append((about.st_mtime, about.st_blocks * 512, path))
        used = sum(size for _time, size, _path in files)
        hour_ago = time.time() - 3600
        for written, size, path in sorted(files):
            left_over = path.suffix == ".new" and written < hour_ago
            if used <= self.room * (1 - TIDY_AFTER) and not left_over:
                continue
            with contextlib.suppress(OSError):
                path.unlink()
                used -= size


def _write(path: Path, data: bytes) -> None:
    """Whoever reads meanwhile has the old file or the new one."""
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        os.replace(name, path)  # noqa: PTH105, the name is a text
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise
