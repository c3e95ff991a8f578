"""One build of a page at a time, on the whole machine; who waits too long builds for himself."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from .troubles import Troubles

LOCKS = 256  # files; two pages that share one wait for each other
PATIENCE = 5.0  # seconds
PAUSES = (0.002, 0.005, 0.01, 0.02)  # seconds between two looks, the last one again and again


class Turns:
    def __init__(self, folder: Path, troubles: Troubles) -> None:
        self.folder, self.troubles = folder / "turns", troubles

    @contextlib.contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Return whether it is ours; without is said where nobody could be asked, and after long
        waiting. A process that dies gives its turn back."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / str(crc32(name.encode("utf-8", "replace")) % LOCKS)
            number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self.troubles.say("keep builds apart", error)
            yield False
            return
        try:
            yield self._wait(number)
        finally:
            os.close(number)

    def _wait(self, number: int) -> bool:
        end = time.monotonic() + PATIENCE
        pauses = iter(PAUSES)
        pause = 0.0
        while True:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    return False
            except OSError as error:
                self.troubles.say("keep builds apart", error)
                return False
            else:
                return True
            pause = next(pauses, pause)
            time.sleep(pause)
