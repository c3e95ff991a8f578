"""What a link has to say once the page, or the place on it, goes by another name."""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from blog.rendering import Heading
from blog.rendering.outline import slug

from .hrefs import AROUND, IGNORED

HOST = re.compile(r"(?:https?:)?[/\\]{2}[^/\\?#]*", re.IGNORECASE)


def led(href: str, path: str, fragment: str) -> str:
    """Return the href with another path and place, and the rest as it was written: host or none,
    query, the Markdown twin. Relative ones are written from the root.

    path, fragment: decoded. An href that names nothing but a place goes on doing so.
    """
    address, _, place = IGNORED.sub("", href.strip(AROUND)).partition("#")
    address, mark, query = address.partition("?")
    host = match[0] if (match := HOST.match(address)) else ""
    if address:
        twin = ".md" if unquote(address).rstrip("/").endswith(".md") and path != "/" else ""
        address = host + quote(path) + twin
    named, words, text = place.partition(":~:")  # words on the page, for the browser
    if unquote(named) != fragment:
        named = quote(fragment, safe=":")
    place = named + words + text
    return f"{address}{mark}{query}{'#' if place else ''}{place}"


def id_now(headings: Iterable[Heading], fragment: str, *, guess: bool = False) -> str:
    """Return the id of the heading that a fragment means: its own, or one that it had before.

    guess: that the words of one heading alone are meant, or its id in other letters.
    "" if it means none.
    """
    headings = list(headings)
    for heading in headings:
        if fragment == heading["id"]:
            return fragment
    for heading in headings:
        if fragment in heading["aliases"]:
            return heading["id"]
    if not (guess and fragment):
        return ""
    wanted = slug(fragment)
    alike = {h["id"] for h in headings if wanted in {slug(h["id"]), slug(h["text"])}}
    return alike.pop() if len(alike) == 1 else ""
