"""What the public templates need and Django has not."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language

from blog.discovery import feeds
from blog.discovery.head import words_of
from blog.discovery.structured import Graph
from blog.models import MenuItem
from blog.models.post import reading_minutes
from blog.pagecache.shared import piece_of
from blog.search import Piece

register = template.Library()


register.filter(reading_minutes)  # 1840|reading_minutes is 8


@register.filter
def iso(moment: datetime | None) -> str:
    """For `datetime` attributes, which take no microseconds, in the site's time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def day(moment: datetime | None) -> str:
    """The date in words, in the site's time zone."""
    return _day(timezone.localtime(moment).date(), get_language() or "") if moment else ""


@lru_cache(maxsize=4096)
def _day(date: date, _language: str) -> str:
    # Django's own takes 0.1 ms, and a list has many.
    return date_format(date, "DATE_FORMAT")


@register.filter
def absolute(address: str) -> str:
    """A path with SITE_URL before it; an address that has a host stays as it is."""
    return settings.SITE_URL + address if address.startswith("/") else address


@register.simple_tag
def json_ld(graph: Graph) -> str:
    """The structured data of a page. A script element by name alone: browsers do not run it."""
    return format_html('<script type="application/ld+json">{}</script>', graph)


@register.filter
def brief(text: str, most: int) -> str:
    """The beginning of a summary in whole words: lists would cut a long one within a word."""
    if len(text) <= most:
        return text
    words = text[: most + 1].rpartition(" ")[0].rstrip(",;:–— ")
    return f"{words if len(words) > most // 2 else text[:most]} …"  # Chinese has no spaces


@register.filter
def with_breaks(address: str) -> str:
    """An address that goes on in the next line behind a slash or before a dot, and in no word."""
    parts = re.split(r"(?<=[^/]/)(?!/)|(?<=\w)(?=\.)", address)
    return format_html("<wbr>".join(["{}"] * len(parts)), *parts)


@register.filter
def marked(pieces: Sequence[Piece]) -> str:
    """What a search found in a text: see blog.search.snippets."""
    signs = "".join("<mark>{}</mark>" if piece.marked else "{}" for piece in pieces)
    return format_html(signs, *(piece.text for piece in pieces)) if pieces else ""


@register.filter
def plain(html: str) -> str:
    """The words of stored HTML as text."""
    return words_of(str(html))


@register.filter
def web_host(address: str) -> str:
    """The host of an http(s) address without "www.", or "": then it must not become a link."""
    try:
        parts = urlsplit(str(address))
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    return (host or "").removeprefix("www.")


register.simple_tag(feeds.feeds_of)  # {% feeds_of topic as feeds %}, {% feeds_of as feeds %}


@register.simple_tag(takes_context=True)
def piece(context: Context, name: str, /, **shows: Any) -> str:
    """Render blog/includes/NAME.html, which shows nothing but these; once for what memory keeps.

    {% piece "entry" post=post level=2 %}: the first is the row to which the piece belongs; see
    blog.pagecache.shared. The others tell its variants apart.
    """
    row, *others = shows.items()

    def make() -> str:
        assert context.template
        template = context.template.engine.get_template(f"blog/includes/{name}.html")
        return template.render(Context(shows))

    return piece_of(row[1], (name, get_language(), *others), make)


@register.simple_tag(takes_context=True)
def places(context: Context, menu: Iterable[MenuItem]) -> tuple[tuple[MenuItem, str], ...]:
    """The items of the menu with their aria-current: "page", "true" for one above it, or ""."""
    request = context.get("request")
    return tuple((item, _current(item.target, request.path if request else "")) for item in menu)


def _current(target: str, path: str) -> str:
    if not path or not target.startswith("/"):
        return ""
    if path == target:
        return "page"
    return "true" if target != "/" and path.startswith(f"{target}/") else ""
