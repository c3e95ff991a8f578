"""Other sites, for tests of what we send: made-up public hosts that stand on loopback.

The resolver and the socket are patched first, so that no packet leaves the machine, and an
address that nobody has given a server is an error of the test.
"""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from blog.fetching import pace

PUBLIC = "93.184.216.34"


@dataclass
class Got:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Says:
    """What a server answers."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def packed(self) -> "Says":
        headers = self.headers | {"Content-Encoding": "gzip"}
        return Says(self.status, headers, gzip.compress(self.body))


Answering = Callable[[Got], Says]


class Elsewhere:
    """Names resolve to the addresses in `names`; connections to PUBLIC reach the server."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.got: list[Got] = []
        self.connected: list[tuple[str, int]] = []
        self.answer: Answering = lambda got: Says()
        self.port = 0

    def resolve(self, host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        found = [host] if host.replace(".", "").isdigit() or ":" in host else self.names.get(host)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is no host of this test")
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in found]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port or 0))
            for family, address in zip(families, found, strict=True)
        ]


@pytest.fixture
def elsewhere(monkeypatch) -> Iterator[Elsewhere]:
    place = Elsewhere()
    connect = socket.socket.connect

    def reach(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX:
            return connect(self, address)
        place.connected.append(address[:2])
        assert address[0] == PUBLIC, f"{address} was asked for"
        return connect(self, ("127.0.0.1", place.port))

    monkeypatch.setattr(pace, "PACE", 0)  # nobody is in a hurry there
    monkeypatch.setattr(socket, "getaddrinfo", place.resolve)
    monkeypatch.setattr(socket.socket, "connect", reach)
    with serving(handler_of(place)) as port:
        place.port = port
        yield place


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def handler_of(place: Elsewhere) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got = Got(self.command, self.path, dict(self.headers), body)
            place.got.append(got)
            says = place.answer(got)
            self.send_response(says.status)
            for name, value in says.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(says.body)

        do_POST = do_HEAD = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
