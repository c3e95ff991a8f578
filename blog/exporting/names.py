"""Addresses of the site, those that an answer names, and the files that they are written to."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, quote, unquote, urlsplit

# The text of a page is asked for by its number or by its place in an archive.
PAGE = "page"
LINK = re.compile(rb"""(?:\b(?:href|src|action)=|<loc>|"next": )["']?([^"'<>\s]{1,2000})""")
FILE = re.compile(rb"/media/([^\"'<>\s,?#)&\\]{1,500})")
NOT_PAGES = ("/admin", "/preview/", "/media/", "/static/", "/search", "/healthz", "/api/search")
LONGEST = 200  # bytes of the last part of a file's name


def addresses_in(body: bytes, here: str, site: str) -> Iterator[str]:
    """Yield the addresses of pages of this site that the answer names, as paths.

    here: the path of the answer. site: SITE_URL.
    """
    for found in set(LINK.findall(body)):
        url = unescape(found.decode("utf-8", "replace")).removeprefix(site)
        if url.startswith("?"):
            url = urlsplit(here).path + url
        if (address := normal(url)) is not None:
            yield address


def normal(url: str) -> str | None:
    """Return the address in its one spelling, with no more than its page; None if it is no page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    if parts.path.startswith(NOT_PAGES):
        return None
    query = [value for name, value in parse_qsl(parts.query) if name == PAGE]
    if parts.query and not query:
        return None
    return parts.path + (f"?{PAGE}={quote(query[0])}" if query else "")


def files_in(body: bytes) -> set[str]:
    """Return the names of the stored pictures and files that the answer shows."""
    return {unquote(name.decode("utf-8", "replace")) for name in FILE.findall(body)}


def file_of(address: str, content_type: str) -> str | None:
    """Return the name of the file below the folder; None for what no file can be called.

    `/blog` is blog.html, its second page blog@2.html: as the rules for the servers look for them.
    """
    parts = urlsplit(address)
    name = unquote(parts.path).strip("/") or "index"
    page = dict(parse_qsl(parts.query)).get(PAGE, "")
    if page:
        name += f"@{quote(page, safe='')}"
    kind = content_type.partition(";")[0].strip()
    if kind == "text/html":
        name += ".html"
    elif kind.endswith("json") and not name.endswith(".json"):
        name += ".json"
    elif page:  # of a feed: its own ending stands before the page
        name += "." + urlsplit(address).path.rpartition(".")[2]
    steps = name.split("/")
    bad = any(not step or step.startswith(".") or "\0" in step for step in steps)
    return None if bad or any(len(step.encode()) > LONGEST for step in steps) else name
