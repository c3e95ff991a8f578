"""A page as it is kept: its bytes in each encoding, with the headers that go with them."""

import json
import struct
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from sys import intern
from typing import NamedTuple

import brotli
from django.utils.http import parse_http_date_safe

Headers = list[tuple[str, str]]
MAGIC = b"irongoo1"
HEAD = struct.Struct("<16sI")
SMALLEST = 200  # bytes that are worth an encoding
ROOM = 2_000  # bytes that a page takes in memory besides its own
SUFFIX = {"br": "br", "gzip": "gz"}
# What a 304 says again, besides what describes the form that was asked for.
AGAIN = {"cache-control", "date", "expires", "surrogate-key", "cache-tag", "link"}


class Damaged(Exception):
    """The file is not what was written."""


class Answer(NamedTuple):
    etag: str
    headers: Headers
    not_modified: Headers
    body: bytes


@dataclass
class Page:
    """path: for people and counts. read: names of the parameters that the view looked at.

    headers: of the view, without those that describe an encoding.
    bodies: by encoding; where it is worth one there is "gzip" and "br", otherwise "".
    """

    path: str
    tick: int
    slots: tuple[int, ...]
    headers: Headers
    vary: str
    read: frozenset[str]
    digest: str
    length: int
    modified: str
    bodies: dict[str, bytes]
    good_at: int = 0
    hits: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)

    def answer(self, coding: str) -> Answer:
        return self.answers.get(coding) or self.prepare(coding)

    def prepare(self, coding: str) -> Answer:
        """One of the rare who take no encoding is given the bytes as they were before it."""
        if coding not in self.bodies:
            coding = ""
        body = self.bodies.get(coding)
        if body is None:
            body = zlib.decompress(self.bodies["gzip"], 31)
        suffix = SUFFIX.get(coding, "")
        if coding == "br" and self.best:
            suffix = "b11"
        etag = f'"{self.digest}-{suffix}"' if suffix else f'"{self.digest}"'
        own: Headers = [("ETag", etag), ("Vary", self.vary)]
        if self.modified:
            own.append(("Last-Modified", self.modified))
        headers = [*self.headers, *own, ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        again = [(name, value) for name, value in self.headers if name.lower() in AGAIN]
        answer = Answer(etag, headers, again + own, body)
        if coding or "" in self.bodies:
            self.answers[coding] = answer
        return answer

    best: bool = False  # brotli took its time

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + ROOM

    @cached_property
    def modified_at(self) -> int | None:
        return parse_http_date_safe(self.modified) if self.modified else None

    def dump(self) -> bytes:
        about = {
            name: getattr(self, name)
            for name in ("path", "tick", "slots", "headers", "vary", "digest", "length")
        }
        about |= {"modified": self.modified, "best": self.best, "read": sorted(self.read)}
        about["bodies"] = {coding: len(body) for coding, body in self.bodies.items()}
        told = json.dumps(about).encode()
        rest = told + b"".join(self.bodies.values())
        return MAGIC + HEAD.pack(blake2b(rest, digest_size=16).digest(), len(told)) + rest

    @classmethod
    def load(cls, data: bytes) -> "Page":
        """Raises Damaged."""
        start = len(MAGIC) + HEAD.size
        if len(data) < start or not data.startswith(MAGIC):
            raise Damaged
        digest, length = HEAD.unpack_from(data, len(MAGIC))
        if blake2b(memoryview(data)[start:], digest_size=16).digest() != digest:
            raise Damaged
        about = json.loads(data[start : start + length])
        start += length
        bodies = {}
        for coding, size in about["bodies"].items():
            bodies[coding] = data[start : start + size]
            start += size
        about |= {"bodies": bodies, "slots": tuple(about["slots"])}
        # Most headers are the same on all pages.
        about |= {"headers": [(intern(name), intern(told)) for name, told in about["headers"]]}
        return cls(**about | {"read": frozenset(about["read"])})


def encoded(body: bytes) -> dict[str, bytes]:
    """Return the body as it is sent: packed twice, or as it is where that is no use."""
    if len(body) < SMALLEST:
        return {"": body}
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    gzipped = packer.compress(body) + packer.flush()
    return {"gzip": gzipped, "br": brotli.compress(body, quality=5)}
