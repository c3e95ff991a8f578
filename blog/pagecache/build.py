"""Asks Django for a page, and says whether it may be kept and for whom."""

import time
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.utils.http import http_date

from . import DEPENDS, cdn
from .identity import Environ
from .keys import slot_of
from .page import Headers, Page, encoded
from .watched import READ

# What the store says itself, or knows nothing of.
OURS = {"content-length", "etag", "vary", "last-modified"}
KNOWN_VARY = {"accept", "accept-encoding"}


class Built:
    """An answer of Django. body is not read yet."""

    def __init__(self, application: Any, environ: Environ) -> None:
        self.environ = environ
        self.status = ""
        self.headers: Headers = []
        self.body: Iterable[bytes] = application(environ, self.start)

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers

    def may_be_kept(self) -> bool:
        names = {name.lower(): value for name, value in self.headers}
        control = names.get("cache-control", "").lower()
        varies = {each.strip().lower() for each in names.get("vary", "").split(",") if each}
        return (
            self.status.startswith("200 ")
            and bool(self.environ.get(DEPENDS))
            and "set-cookie" not in names
            and "content-encoding" not in names
            and not ("no-store" in control or "private" in control)
            and varies <= KNOWN_VARY
        )

    def read_names(self) -> frozenset[str]:
        return frozenset(self.environ.get(READ, ()))

    def read(self) -> bytes:
        try:
            return b"".join(self.body)
        finally:
            self.close()

    def close(self) -> None:
        close = getattr(self.body, "close", None)
        if close:
            close()

    def page(self, body: bytes, tick: int, before: Page | None) -> Page:
        """tick: of before the first query. before: what was built of the same address last."""
        names = {name.lower(): value for name, value in self.headers}
        headers = [(name, value) for name, value in self.headers if name.lower() not in OURS]
        if "cache-control" not in names:
            headers += cdn.headers(self.environ[DEPENDS])
        digest = sha256(names.get("content-type", "").encode() + body).hexdigest()[:24]
        varies_by_form = "accept," in names.get("vary", "").lower().replace(" ", "") + ","
        page = Page(
            path=self.environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
            tick=tick,
            slots=tuple({slot_of(key) for key in self.environ[DEPENDS]}),
            headers=headers,
            vary="Accept, Accept-Encoding" if varies_by_form else "Accept-Encoding",
            read=self.read_names(),
            digest=digest,
            length=len(body),
            modified=names.get("last-modified", ""),
            bodies=encoded(body),
        )
        page.modified = modified(page, before)
        return page


def modified(page: Page, before: Page | None) -> str:
    """Return a date that changes with the bytes, or "": who asks by it alone gets no old page.

    The date of the view, or of the first build of the same bytes; none if it was another's, too.
    """
    if before and before.digest == page.digest:
        return before.modified
    moment = page.modified or http_date(time.time())
    page.modified = moment
    latest = before.modified_at if before else None
    if latest is not None and (page.modified_at or 0) <= latest:
        return ""
    return moment
