from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog import publishing
from blog.models import PreviewLink
from blog.rendering import RenderError, bounded

from .detail import preview_page
from .secret import kept_secret


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The newest draft of one post, for whoever was given the link: see blog.models.PreviewLink."""
    link = PreviewLink.objects.called(token)
    response = None
    if link:
        try:
            with bounded.one_save():  # all its texts share one time limit
                post = publishing.apply_preview(link.post, publishing.document_of(link.post))
        except RenderError:
            pass  # a draft may hold what no page can show
        else:
            response = preview_page(request, post, template="blog/preview.html", link=link)
    if response is None:
        response = render(request, "blog/preview_closed.html", {"link": link}, status=404)
    return kept_secret(response)
