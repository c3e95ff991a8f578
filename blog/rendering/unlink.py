"""Links that lead nowhere yet, as words."""

import re
from collections.abc import Collection

from .sanitize import GLOBAL, parse

VALUE = r"""(?:"[^"]*"|'[^']*')"""
TAG = re.compile(rf"<(/?)a((?:\s[^\s=>]+={VALUE})*)>")
ATTRIBUTE = re.compile(rf"\s([^\s=>]+)={VALUE}")


def unlink(html: str, hrefs: Collection[str]) -> str:
    """Return HTML that render() made without its links to these addresses; their words stay.

    A place that such a link is itself (its id) stays one. What has been through sanitize() has
    each value in quotes, no bare "<" in any, and all its end tags: without some of these tags it
    is still what sanitize() would make of it, as the tests say, and for a tenth of the time.
    """
    ends: list[str] = []  # of the links that are open here

    def shown(tag: re.Match[str]) -> str:
        if tag[1]:
            return ends.pop() if ends else tag[0]
        if href_of(tag[0]) not in hrefs:
            ends.append("</a>")
            return tag[0]
        kept = {a[1]: a[0] for a in ATTRIBUTE.finditer(tag[2]) if a[1] in GLOBAL}
        ends.append("</span>" if "id" in kept else "")
        return f"<span{''.join(kept.values())}>" if "id" in kept else ""

    return TAG.sub(shown, html)


def href_of(tag: str) -> str | None:
    link = parse(tag).find(".//a")
    return None if link is None else link.get("href")
