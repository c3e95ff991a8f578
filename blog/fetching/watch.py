"""What ends a fetch that takes too long."""

import socket
import threading
import time
from contextlib import suppress


class Watch:
    """Cuts the connections of one fetch when its time is over.

    A timeout of a socket counts from one byte to the next: who sends one each second is never late.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self.left = seconds
        self.connections: list[socket.socket] = []
        self.lock = threading.Lock()

    def __enter__(self) -> "Watch":
        """Its time runs within the block; of several blocks, they share it."""
        self.begun = time.monotonic()
        self.timer = threading.Timer(max(0.0, self.left), self.cut)
        self.timer.daemon = True
        self.timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.timer.cancel()
        self.left -= time.monotonic() - self.begun

    def close(self) -> None:
        with self.lock:
            for connection in self.connections:
                connection.close()
            self.connections.clear()

    def add(self, connection: socket.socket) -> None:
        """A copy of it: TLS takes the first one away."""
        with self.lock:
            if self.over:
                raise TimeoutError
            self.connections.append(connection.dup())

    def cut(self) -> None:
        with self.lock:
            self.over = True
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
