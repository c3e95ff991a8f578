"""Rows that are made of others follow them in the same transaction, once for each verb."""

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Write = Callable[[set[Any]], object]
WAITING = threading.local()


def write(writer: Write, keys: Iterable[Hashable]) -> None:
    """Call writer(keys): at once, or for all keys together at the end of once()."""
    waiting: dict[Write, set[Any]] | None = getattr(WAITING, "keys", None)
    if waiting is None:
        writer(set(keys))
    else:
        waiting.setdefault(writer, set()).update(keys)


@contextmanager
def once() -> Iterator[None]:
    """Let all that follows wait for the end of several steps. Use it within the transaction."""
    if getattr(WAITING, "keys", None) is not None:
        yield
        return
    WAITING.keys = {}
    try:
        yield
        while WAITING.keys:  # what is written may itself be followed
            waiting, WAITING.keys = WAITING.keys, {}
            for writer, keys in waiting.items():
                writer(keys)
    finally:
        WAITING.keys = None
