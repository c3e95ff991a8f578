"""Cite this page: the box on the page of an article, and its BibTeX at an address of its own."""

from collections.abc import Collection, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from blog.citing import Citation
from blog.discovery.head import absolute
from blog.models import Author, Post, Redirect, SiteSettings
from blog.models.post_queryset import ARTICLES
from blog.pagecache import depends_on, shared, shown

from .gone import gone

SUFFIX = ".bib"


def citation_of(post: Post, authors: Sequence[Author], site: SiteSettings) -> Citation:
    """post: with its date. A text that stands elsewhere is cited from there."""
    names = [author.name for author in authors]
    published = timezone.localdate(post.date_published)
    return Citation(
        authors=names,
        signed=get_text_list(names, gettext("and")),
        title=post.title,
        site=site.name,
        published=published,
        written=date_format(published, "DATE_FORMAT"),
        url=post.canonical_url or absolute(post.path),
        key=f"{post.slug}-{published.year}",
    )


@require_safe
def bibtex(request: HttpRequest, **parts: str) -> HttpResponse:
    """There when the article is; where its page has moved, this leads on, too."""
    path = request.path.removesuffix(SUFFIX)
    post = shared.whole(path)
    if post is None or post.kind not in ARTICLES:
        return elsewhere(request, path, SUFFIX, ARTICLES)
    site = shared.site_settings()
    authors = site.authors_of(post)
    depends_on(request, "site", *shown.cards([post]), *shown.people(authors))
    citation = citation_of(post, authors, site)
    response = HttpResponse(citation.bibtex, content_type="text/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{post.slug}{SUFFIX}"'
    response["Link"] = f'<{citation.url}>; rel="canonical"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def elsewhere(request: HttpRequest, path: str, suffix: str, kinds: Collection[str]) -> HttpResponse:
    """What stood once at the page's address and the suffix answers for good, as the page does.

    kinds: those that have such a second address.
    """
    answer = Redirect.objects.answer(path)
    if answer and (post := answer[0]):
        return HttpResponsePermanentRedirect(post.path + (suffix if post.kind in kinds else ""))
    taken_down = Post.objects.once_public().filter(path=path, kind__in=kinds).one()
    if answer or taken_down:
        return gone(request, taken_down)
    raise Http404
