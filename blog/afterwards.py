"""Rows that are made of others follow them in the same transaction, once for each verb."""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Write = Callable[[set[Any]], object]
Waiting = dict[Write, set[Any]]
WAITING = threading.local()
LAST: set[Write] = set()


def write(writer: Write, keys: Iterable[Hashable]) -> None:
    """Call writer(keys): at once, or for all keys together at the end of once()."""
    waiting: Waiting | None = getattr(WAITING, "keys", None)
    if waiting is None:
        writer(set(keys))
    else:
        waiting.setdefault(writer, set()).update(keys)


def waiting_for(writer: Write) -> Collection[Any]:
    """Return the keys that wait for the writer at the end of once()."""
    waiting: Waiting = getattr(WAITING, "keys", None) or {}
    return waiting.get(writer, ())


def at_last(writer: Write) -> Write:
    """Let a writer wait for what the others ask of it, too."""
    LAST.add(writer)
    return writer


@contextmanager
def once() -> Iterator[None]:
    """Let all that follows wait for the end of several steps. Use it within the transaction."""
    if getattr(WAITING, "keys", None) is not None:
        yield
        return
    WAITING.keys = {}
    try:
        yield
        while waiting := WAITING.keys:  # what is written may itself be followed
            writer = next((each for each in waiting if each not in LAST), next(iter(waiting)))
            writer(waiting.pop(writer))
    finally:
        WAITING.keys = None
