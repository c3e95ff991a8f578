"""The bytes of a sitemap. Written by hand: a thousand entries take 25 ms in a template, here 4."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from blog.discovery.head import absolute, address_of

from .entry import Entry

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"


def index(entries: Iterable[Entry]) -> str:
    lines = (f"<sitemap>{place(entry)}</sitemap>\n" for entry in entries)
    return f'{HEAD}<sitemapindex xmlns="{SITEMAPS}">\n{"".join(lines)}</sitemapindex>\n'


def urlset(entries: Iterable[Entry]) -> str:
    lines = (f"<url>{place(entry)}{picture(entry)}</url>\n" for entry in entries)
    return f'{HEAD}<urlset xmlns="{SITEMAPS}" xmlns:image="{IMAGES}">\n{"".join(lines)}</urlset>\n'


def place(entry: Entry) -> str:
    modified = f"<lastmod>{moment(entry.modified)}</lastmod>" if entry.modified else ""
    return f"<loc>{escape(absolute(entry.path))}</loc>{modified}"


def moment(at: datetime) -> str:
    """As W3C wants it, in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def picture(entry: Entry) -> str:
    if not entry.picture:
        return ""
    address = escape(address_of(entry.picture))
    return f"<image:image><image:loc>{address}</image:loc></image:image>"
