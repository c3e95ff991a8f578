import contextlib
import io
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections

from blog.pagecache.wrapper import Wrapper

from . import pages


@dataclass
class Given:
    status: int
    headers: dict[str, str]
    body: bytes


class Reader:
    """Asks a WSGI application as a server does, under the site's own name."""

    def __init__(self, application):
        self.application = application

    def __call__(self, address, method="GET", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "HTTP_HOST": "www.example.com",
            "HTTP_X_FORWARDED_PROTO": "https",
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ = {name: value for name, value in environ.items() if value is not None}
        told = []
        parts = self.application(environ, lambda *given: told.append(given))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        status, fields = told[-1][:2]
        return Given(int(status[:3]), dict(fields), body)


class RedisServer:
    """One of its own, on a free port; without files, so that a start is a loss of all it had."""

    def __init__(self, program):
        self.program = program
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        asked = f"{self.program} --port {self.port} --bind 127.0.0.1 --appendonly no"
        self.process = subprocess.Popen(
            [*asked.split(), "--save", ""], stdout=subprocess.DEVNULL, cwd="/tmp"
        )
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.02)
        raise TimeoutError("redis-server does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def redis_server():
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not on this machine")
    server = RedisServer(program)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def seen():
    return []


@pytest.fixture
def new_worker(settings, seen, db):
    """Return readers of another process of the site: its memory is its own."""
    settings.ROOT_URLCONF = "tests.pagecache.pages"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    pages.asked.clear()
    pages.says["text"] = pages.TEXT
    # As Django's own test client does: the test's connection is not the request's to close.
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield lambda: Reader(Wrapper(WSGIHandler(), lambda *what: seen.append(what)))
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def get(new_worker):
    return new_worker()
