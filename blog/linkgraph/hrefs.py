"""What an href in a page of ours says: whom it leads to, and how it is written."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

Kind = Literal["internal", "self", "external", "asset", "contact", "blocked"]

CONTACT = frozenset({"mailto", "tel"})
PORTS = {"http": 80, "https": 443}
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
NAMES_A_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
IGNORED = re.compile(r"[\t\n\r]")  # anywhere in an address, by the URL standard
AROUND = "".join(map(chr, range(33)))  # and these at its ends
FILE = re.compile(r"[^/]\.[a-z0-9]{1,8}$", re.IGNORECASE)  # a slug holds no dot
TRACKING = re.compile(r"(?:^|&)utm_[^&]*")


@dataclass(frozen=True, slots=True)
class Href:
    """path: of this site, decoded, `/a/b`, no slash at its end; "" outside of it.

    fragment: decoded, without "#". query: without utm_*. url: the whole address, absolute.
    host: as written, in small letters; "" for an address that names none.
    notes: any of trailing_slash, absolute, http, markdown_twin; in this order.
    """

    kind: Kind
    path: str = ""
    fragment: str = ""
    query: str = ""
    url: str = ""
    host: str = ""
    notes: tuple[str, ...] = ()


def read(href: str, page: str, hosts: Collection[str], base: str) -> Href:
    """Read an href as a browser would that shows `page`.

    page: path of the page that the link stands in. hosts: all names of this site.
    base: the site's own address, `https://www.example.com`.
    blocked: what a page of ours may not lead to, and what no browser understands.
    """
    href = IGNORED.sub("", href.strip(AROUND))
    scheme = match[0].lower() if (match := SCHEME.match(href)) else ""
    if scheme in CONTACT:
        return Href("contact", url=href)
    if scheme and scheme not in PORTS:
        return Href("blocked", url=href)
    address = _forward_slashes(href)
    try:
        joined = urlsplit(urljoin(base + page, address))
        named = NAMES_A_HOST.match(address) is not None
        host = _plain(joined.hostname or "")
        port = joined.port or PORTS[joined.scheme]
        own_port = urlsplit(base).port
    except ValueError:
        return Href("blocked", url=href)
    if not host or (named and not urlsplit(address).hostname):
        return Href("blocked", url=href)
    if named and not (host in hosts and port in {80, 443, own_port}):
        return Href("external", url=joined.geturl(), host=host)
    notes = []
    if named:
        notes.append("absolute")
        if scheme == "http" and base.startswith("https:"):
            notes.append("http")
    return _ours(joined, page, host if named else "", notes)


def _ours(address: SplitResult, page: str, host: str, notes: list[str]) -> Href:
    path = _without_dots(_decoded(address.path))
    if path.endswith("/") and path != "/":
        notes.insert(0, "trailing_slash")
        path = path.rstrip("/")
    kind: Kind = "internal"
    if path.endswith(".md"):
        notes.append("markdown_twin")
        path = path.removesuffix(".md")
    elif FILE.search(path):
        kind = "asset"
    if path == page:
        kind = "self"
    return Href(
        kind=kind,
        path=path,
        # What follows names words on the page for the browser, and is no part of an id.
        fragment=_decoded(address.fragment.partition(":~:")[0]),
        query=TRACKING.sub("", address.query).removeprefix("&"),
        url=address.geturl(),
        host=host,
        notes=tuple(notes),
    )


def _forward_slashes(href: str) -> str:
    """As browsers read `\\`, and `///host`, which urljoin takes for a path."""
    end = re.search("[?#]|$", href)
    assert end is not None
    address = href[: end.start()].replace("\\", "/")
    address = re.sub(r"^([a-z]+:)?/{3,}", r"\1//", address, flags=re.IGNORECASE)
    return address + href[end.start() :]


def _plain(host: str) -> str:
    host = host.lower().removesuffix(".")
    if host.isascii():
        return host
    return host.encode("idna").decode()  # UnicodeError is a ValueError


def _decoded(text: str) -> str:
    """NUL is the one character that no database is to be asked for."""
    return unquote(text, errors="replace").replace("\0", "�")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = [part for part in path.split("/") if part not in {"", "."}]
    for part in parts:
        if part != "..":
            kept.append(part)
        elif kept:
            kept.pop()
    folder = bool(kept) and path.endswith(("/", "/.", "/.."))
    return "/" + "/".join(kept) + ("/" if folder else "")
