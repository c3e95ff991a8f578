"""What the public templates need and Django has not."""

from datetime import datetime
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html

from blog.discovery import feeds
from blog.discovery.head import words_of
from blog.discovery.structured import Graph
from blog.models.post import reading_minutes

register = template.Library()


register.filter(reading_minutes)  # 1840|reading_minutes is 8


@register.filter
def iso(moment: datetime | None) -> str:
    """For `datetime` attributes, which take no microseconds, in the site's time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def absolute(address: str) -> str:
    """A path with SITE_URL before it; an address that has a host stays as it is."""
    return settings.SITE_URL + address if address.startswith("/") else address


@register.simple_tag
def json_ld(graph: Graph) -> str:
    """The structured data of a page. A script element by name alone: browsers do not run it."""
    return format_html('<script type="application/ld+json">{}</script>', graph)


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
def current(context: Context, target: str) -> str:
    """The value of aria-current for a link to `target`: "page", "true" below it, or ""."""
    request = context.get("request")
    if request is None or not target.startswith("/"):
        return ""
    if request.path == target:
        return "page"
    return "true" if target != "/" and request.path.startswith(f"{target}/") else ""
