"""Which page a request asks for, and which requests the store has nothing for."""

import sys
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from .accept import ANYTHING, form_of
from .watched import ALL, ASKED

Environ = dict[str, Any]
Query = tuple[tuple[str, str], ...]
# path, parameters that its view reads, form
Key = tuple[str, Query, str]

LONGEST_PATH = 1_000
LONGEST_QUERY = 1_000
# What the builder of a page is told of the one who asks: nothing that may show in it. Who counts
# visits is told where they come from.
TOLD = {"HTTP_HOST", "HTTP_USER_AGENT", "HTTP_REFERER"}


class Door:
    """What is answered from the store at all; the settings are read once."""

    def __init__(self) -> None:
        self.host = urlsplit(settings.SITE_URL).netloc
        self.secure = settings.SITE_URL.startswith("https:")
        self.session = f"{settings.SESSION_COOKIE_NAME}="
        # Files, and what is for one person or one moment.
        self.closed = ("/admin", "/preview/", settings.STATIC_URL, settings.MEDIA_URL)

    def admits(self, environ: Environ) -> bool:
        """Whether this is a reader of the public site, under its own name."""
        get = environ.get
        if get("HTTP_HOST") != self.host or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return False
        if self.secure and get("HTTP_X_FORWARDED_PROTO") != "https":
            return False
        cookies = get("HTTP_COOKIE")
        if cookies and self.session in cookies:
            return False
        return "HTTP_AUTHORIZATION" not in environ

    def builds(self, environ: Environ) -> bool:
        """Whether an admitted request, for which nothing is stored yet, is worth the attempt."""
        path = environ["PATH_INFO"]
        return not (
            len(path) > LONGEST_PATH
            or path.startswith(self.closed)
            or environ.get("SCRIPT_NAME")
            or len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY
        )

    def neutral(self, environ: Environ, form: str) -> Environ:
        """Return the environment in which the page is built: the same whoever asks."""
        told = {k: v for k, v in environ.items() if not k.startswith("HTTP_") or k in TOLD}
        if self.secure:
            told["HTTP_X_FORWARDED_PROTO"] = "https"
        told["HTTP_ACCEPT"] = form
        if told["REQUEST_METHOD"] == "HEAD":  # the store keeps whole answers; nobody reads this one
            told["REQUEST_METHOD"] = "GET"
            told.pop("HTTP_USER_AGENT", None)
            told.pop("HTTP_REFERER", None)
        told[ASKED] = {k: v for k, v in environ.items() if k.startswith("HTTP_") and k not in told}
        return told

    def asking(self, key: Key) -> Environ:
        """Return the request of nobody in particular for that page."""
        path, query, form = key
        asked = query[0][1] if query and not query[0][0] else urlencode(query)
        host, _, port = self.host.partition(":")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": asked,
            "SERVER_NAME": host,
            "SERVER_PORT": port or ("443" if self.secure else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
            "HTTP_HOST": self.host,
            "HTTP_ACCEPT": form,
        }


def form_asked(environ: Environ) -> str:
    accept = environ.get("HTTP_ACCEPT")
    return form_of(accept, environ["PATH_INFO"]) if accept else ANYTHING


@lru_cache(4096)
def parameters(names: frozenset[str], query: str) -> Query | None:
    """Return the parameters of these names, in one order; None if one stands there twice."""
    try:
        given = QueryDict(query.encode("latin-1"))
    except (SuspiciousOperation, ValueError):
        return None
    if ALL in names:
        return (("", query),)
    found = [(name, given.getlist(name)) for name in sorted(names) if name in given]
    if any(len(values) > 1 for _name, values in found):
        return None
    return tuple((name, values[0]) for name, values in found)
