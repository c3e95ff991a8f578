"""What is not an article: files, health, and the pages for when something is wrong."""

from base64 import b64encode
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.loader import select_template
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from django.views.static import serve

NAMED_BY_CONTENT = ("renditions/", "cards/", "drawn/")
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploaded pictures. They were re-encoded; the headers hold if something else gets in."""
    if path.startswith("/") or any(part.startswith(".") for part in path.split("/")):
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:  # a name that is too long for a file
        raise Http404 from error
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    named_for_good = path.startswith(NAMED_BY_CONTENT)
    response["Cache-Control"] = FOR_GOOD if named_for_good else "public, max-age=86400"
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask by the old name without having read a page: the desk, feed readers."""
    return HttpResponseRedirect(static("img/favicon.ico"))


def failed(request: HttpRequest) -> HttpResponse:
    """No query, no context and no other file: whatever broke may break there as well.

    The page brings its style along, and its answer alone lets that one text pass by its hash.
    """
    page = select_template([f"500.{settings.LANGUAGE_CODE}.html", "500.html"]).render()
    response = HttpResponse(page, status=500)
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    response._csp_replace = {"style-src": [f"'sha256-{digest}'"]}  # type: ignore[attr-defined]
    return response
