"""The Markdown twin of a page, at the address of the page and `.md`."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blog.discovery.head import absolute
from blog.discovery.twins import SUFFIX, TYPE, twin_of
from blog.models import Post, SiteSettings
from blog.pagecache import depends_on, shared, shown

from .cite import elsewhere


@require_safe
def twin(request: HttpRequest, **parts: str) -> HttpResponse:
    """There when the page is; where the page has moved, this leads on, too."""
    path = request.path.removesuffix(SUFFIX)
    post = shared.whole(path)
    if post is None:
        return elsewhere(request, path, SUFFIX, set(Post.Kind))
    return markdown_page(request, post, shared.site_settings())


def twin_page(request: HttpRequest, post: Post, site: SiteSettings) -> HttpResponse:
    """The same at the address of the page, where Markdown is asked for."""
    return markdown_page(request, shared.whole(post.path) or post, site)


def markdown_page(request: HttpRequest, post: Post, site: SiteSettings) -> HttpResponse:
    depends_on(request, "site", *shown.wholes([post]), *shown.people(site.authors_of(post)))
    depends_on(request, *shown.links([post.next_step]))
    response = HttpResponse(twin_of(post, site), content_type=f"{TYPE}; charset=utf-8")
    response["Link"] = f'<{post.canonical_url or absolute(post.path)}>; rel="canonical"'
    response["X-Content-Type-Options"] = "nosniff"
    if post.noindex:
        response["X-Robots-Tag"] = "noindex"
    return response
