"""One address asked as a visitor asks it, and its answer written as files. Runs in many processes.

A file is written beside its place and then moved into it: a server that reads meanwhile sees the
old one or the new one, never half of one.
"""

import hashlib
import os
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponseBase

from blog import pagecache
from blog.pagecache import stamps
from blog.pagecache.accept import ANYTHING
from blog.pagecache.identity import Door
from blog.pagecache.keys import slot_of
from blog.pagecache.page import encoded

from .manifest import Kept
from .names import addresses_in, file_of, files_in

TWINS = {"gzip": ".gz", "br": ".br"}


@dataclass(frozen=True)
class Built:
    """What became of one address. kept is None where nothing was answered to a visitor."""

    address: str
    status: int
    kept: Kept | None = None
    found: set[str] = field(default_factory=set)


def build(address: str, folder: str, known: Kept | None = None) -> Built:
    """Ask for the address and write what is answered below the folder."""
    tick = stamps.now()
    request = asked(address)
    response = handler().get_response(request)
    body = b"".join(response)  # not closed: that may end the connection to the database as well
    if response.status_code != 200:
        return Built(address, response.status_code)
    file = file_of(address, response.headers.get("Content-Type", ""))
    if file is None:
        return Built(address, 0)
    sha256, path = hashlib.sha256(body).hexdigest(), Path(folder, file)
    same = known is not None and (known.file, known.sha256) == (file, sha256) and path.exists()
    written = known.written if known and same else time.time()
    if not same:
        write(path, body)
    kept = Kept(
        address,
        file,
        sha256,
        written,
        tick,
        sorted({slot_of(key) for key in request.META.get(pagecache.DEPENDS, ())}),
        sorted(files_in(body)),
    )
    found = set() if same else set(addresses_in(body, address, settings.SITE_URL))
    return Built(address, 200, kept, found)


def answer(address: str, method: str = "GET") -> HttpResponseBase:
    return handler().get_response(asked(address, method))


def asked(address: str, method: str = "GET") -> WSGIRequest:
    """The request by which the page cache builds a page, for nobody in particular."""
    parts, door = urlsplit(address), Door()
    path = unquote(parts.path).encode().decode("latin-1")
    environ = door.asking((path, tuple(parse_qsl(parts.query)), ANYTHING))
    return WSGIRequest(door.neutral(environ, ANYTHING) | {"REQUEST_METHOD": method})


@lru_cache(1)
def handler() -> WSGIHandler:
    """With the middleware of the site, loaded once a process."""
    return WSGIHandler()


def write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, body)
    packed = encoded(body)
    for coding, ending in TWINS.items():
        twin = path.with_name(path.name + ending)
        if coding in packed:
            put(twin, packed[coding])
        else:
            twin.unlink(missing_ok=True)


def put(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def remove(folder: Path, file: str) -> None:
    for ending in ("", *TWINS.values()):
        Path(folder, file + ending).unlink(missing_ok=True)
