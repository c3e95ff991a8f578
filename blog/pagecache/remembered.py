import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """A dictionary of at most so many; what was put in longest ago goes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: dict[K, V] = {}
        self.lock = threading.Lock()
        self.get = self.kept.get

    def put(self, key: K, value: V) -> None:
        with self.lock:
            self.kept.pop(key, None)
            while len(self.kept) >= self.most:
                del self.kept[next(iter(self.kept))]
            self.kept[key] = value
