"""Rendering with a time limit, in a process of its own that can be ended.

A regular expression that has gone quadratic holds Python's one lock, so no thread could
stop it, and every other request of the worker would wait. A child process costs
0.3 ms a text and 0.2 s when it is first started; it ends with its parent.
"""

import atexit
import copy
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from . import pipeline
from .document import Context, Rendered, RenderError
from .pipeline import check_length

TIME_LIMIT = 4.0  # seconds for one text, so that a save ends within 5
START_LIMIT = 20.0  # seconds for a child to load what it needs, on a machine that is very busy
READY = b"ready"  # what a child says before its first answer
MOST_CHILDREN = 4  # a worker has twice as many threads: readers are never kept waiting
PATIENCE = 0.8  # seconds to wait for one of them
ROOT = Path(__file__).resolve().parents[2]


class Child:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "blog.rendering.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"},
        )
        self.is_ready = False

    def ask(self, source: str, context: Context, limit: float) -> Rendered | RenderError:
        assert self.process.stdin and self.process.stdout
        if not self.is_ready:  # its start is not the fault of the text
            with self.ended_after(START_LIMIT):
                self.is_ready = self.process.stdout.read(len(READY)) == READY
        with self.ended_after(limit):
            pickle.dump((source, context), self.process.stdin)
            self.process.stdin.flush()
            answer: Rendered | RenderError = pickle.load(self.process.stdout)  # noqa: S301
            return answer

    @contextmanager
    def ended_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


class Children:
    """As many as are busy at once, up to MOST_CHILDREN; idle ones are used again."""

    def __init__(self) -> None:
        self.idle: list[Child] = []
        self.places = threading.BoundedSemaphore(MOST_CHILDREN)

    def render(self, source: str, context: Context, limit: float) -> Rendered:
        if not self.places.acquire(timeout=PATIENCE):
            raise RenderError("The site is busy with other texts; save once more in a moment.")
        try:
            answer = self._ask(source, context, limit)
        finally:
            self.places.release()
        if isinstance(answer, RenderError):
            raise answer
        return answer

    def _ask(self, source: str, context: Context, limit: float) -> Rendered | RenderError:
        child = self._child()
        try:
            answer = child.ask(source, context, limit)
        except (EOFError, OSError, pickle.UnpicklingError):
            child.end()
            raise RenderError(
                f"The text took longer than {limit:.1g} s or too much memory to render: "
                "look for long runs of brackets, quotes or nested lists."
            ) from None
        except BaseException:  # interrupted half way: its answer would be the next one's
            child.end()
            raise
        self.idle.append(child)
        return answer

    def _child(self) -> Child:
        """Return an idle one that still lives (a machine short of memory may have ended it)."""
        while True:
            try:
                child = self.idle.pop()
            except IndexError:
                return Child()
            if child.process.poll() is None:
                return child
            child.end()

    def end(self) -> None:
        while self.idle:
            self.idle.pop().end()


_children = Children()


@atexit.register
def _end_children() -> None:
    _children.end()


def _forget_children() -> None:
    global _children
    _children = Children()


if hasattr(os, "register_at_fork"):  # a forked worker must not talk to its parent's children
    os.register_at_fork(after_in_child=_forget_children)


class Save:
    """The texts of one form: until when they may be rendered, and what was."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.known: dict[str, list[tuple[Context, Rendered]]] = {}

    def rendered(self, source: str, context: Context) -> Rendered | None:
        """Return what the same text gave in the same surroundings, a copy of its own."""
        again = (given for known, given in self.known.get(source, []) if known == context)
        found = next(again, None)
        return copy.deepcopy(found) if found else None


_save: ContextVar[Save | None] = ContextVar("save", default=None)


@contextmanager
def one_save(limit: float | None = None) -> Iterator[None]:
    """All texts rendered within share one time limit: a form holds up to a hundred of them.

    None is rendered twice: what was checked before a transaction costs nothing within it.
    """
    token = _save.set(Save(time.monotonic() + (limit or TIME_LIMIT)))
    try:
        yield
    finally:
        _save.reset(token)


def render(source: str, context: Context | None = None, limit: float | None = None) -> Rendered:
    """Like pipeline.render(), but ends within `limit` seconds whatever the text says.

    Raises RenderError, with a message for the author.
    """
    check_length(source)
    if not source.strip():
        return pipeline.render(source)  # at once, also when the time is up
    context, save, limit = context or Context(), _save.get(), limit or TIME_LIMIT
    if save is None:
        return _children.render(source, context, limit)
    if known := save.rendered(source, context):
        return known
    limit = min(limit, save.deadline - time.monotonic())
    if limit <= 0:
        raise RenderError("The texts of this form take too long to render together.")
    rendered = _children.render(source, context, limit)
    save.known.setdefault(source, []).append((context, copy.deepcopy(rendered)))
    return rendered


def attempt(source: str, context: Context) -> Rendered | None:
    """Return the page, or None for a text that gives none."""
    try:
        return render(source, context)
    except RenderError:
        return None


def render_many(
    texts: Iterable[tuple[str, Context]], workers: int | None = None
) -> Iterator[Rendered | RenderError]:
    """Yield, in order, what each text gave; on all cores. Reads all texts at once."""

    def one(text: tuple[str, Context]) -> Rendered | RenderError:
        try:
            return render(*text)
        except RenderError as error:
            return error

    with ThreadPoolExecutor(min(workers or os.cpu_count() or 1, MOST_CHILDREN)) as pool:
        yield from pool.map(one, texts)
