"""The process that renders for bounded.py: takes (source, context) until its input ends."""

import os
import pickle
import sys
from typing import BinaryIO

from .bounded import READY
from .document import RenderError
from .pipeline import render

MAX_MEMORY_BYTES = 2 * 1024**3


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while True:
        try:
            source, context = pickle.load(requests)  # noqa: S301, from our own parent
        except EOFError:
            return
        try:
            answer: object = render(source, context)
        except RenderError as error:
            answer = error
        except (RecursionError, MemoryError):
            answer = RenderError("The text nests too deeply to be rendered.")
        except Exception as error:  # noqa: BLE001, whatever the libraries raise, the editor is told
            answer = RenderError(f"The text cannot be rendered ({type(error).__name__}).")
        pickle.dump(answer, answers)
        answers.flush()


def step_back() -> None:
    """Readers first: on a busy machine a text that is slow to render waits for them."""
    if hasattr(os, "nice"):
        os.nice(5)


def limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


if __name__ == "__main__":
    step_back()
    limit_memory()
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    serve(sys.stdin.buffer, sys.stdout.buffer)
