"""Sitemaps: every page that may be indexed, with the moment in which it truly changed.

An index names the parts. A part of posts holds those of one range of keys, so that it stays the
same part whatever is added, and costs the same on a small and on a large site; Django's own
framework counts and skips rows, which grows with the site, and knows no pictures.
"""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from blog.pagecache import depends_on

from . import lists, posts, xml
from .entry import Entry

__all__ = ["sitemap", "sitemap_part"]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index. Its number of queries is constant, and each of them answers from an index."""
    depends_on(request, "sitemap")
    parts = [("lists", number, lists.newest(part)) for number, part in lists.parts().items()]
    parts += [("posts", number, changed) for number, changed in posts.parts()]
    entries = [Entry(address(kind, number), changed) for kind, number, changed in parts]
    return answer(xml.index(entries), (entry.modified for entry in entries))


@require_safe
def sitemap_part(request: HttpRequest, section: str, part: int) -> HttpResponse:
    if section == "posts":
        entries = posts.entries(part)
    elif section == "lists":
        entries = lists.parts().get(part, [])
    else:
        raise Http404
    if not entries:
        raise Http404
    depends_on(request, f"sitemap:{part if section == 'posts' else section}")
    return answer(xml.urlset(entries), (entry.modified for entry in entries))


def address(section: str, part: int) -> str:
    return reverse("blog:sitemap-part", args=[section, part])


def answer(text: str, changes) -> HttpResponse:
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    newest: datetime | None = max(filter(None, changes), default=None)
    if newest:
        response["Last-Modified"] = http_date(newest.timestamp())
    return response
