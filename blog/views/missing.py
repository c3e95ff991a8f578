"""What an address that holds nothing says: where it moved, that it is gone, or what is near."""

from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path

from blog.discovery import hits
from blog.discovery.nearest import nearest
from blog.models import Redirect, normal_path
from blog.models.missing import FURTHER

from .gone import gone
from .paging import NoSuchPage


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing of the address is printed, but what a search asked. What it costs: see nearest."""
    if answer := moved(request):
        return answer
    if isinstance(exception, NoSuchPage):
        context = {"first_page": exception.path, "last": exception.last}
        return render(request, "404.html", context, status=404)
    if request.method == "GET":
        hits.not_found(spelled(request) or FURTHER, request.headers.get("Referer", ""))
    return render(request, "404.html", {"nearest": nearest(request.path)}, status=404)


def spelled(request: HttpRequest) -> str:
    """Return the path in its one spelling, or "" for what is none of a page."""
    try:
        return normal_path(request.path, decode=False)
    except ValidationError:
        return ""


def moved(request: HttpRequest) -> HttpResponse | None:
    """An old address leads on (301) or is gone (410), a last slash goes.

    One query, or two; where redirects lie in a row, two for each.
    """
    if request.method not in {"GET", "HEAD"}:
        return None
    if not (path := spelled(request)):
        return None
    answer = Redirect.objects.answer(path)
    if answer:
        hits.led_on(answer.redirect)
    if answer and (target := answer.post.path if answer.post else answer.url):
        return _to(target, request)
    if answer:  # without a Location: a post taken back may have a new name by now
        return gone(request)
    if path != request.path and not path.startswith("/admin/") and is_valid_path(path):
        return _to(quote(path), request)
    return None


def _to(target: str, request: HttpRequest) -> HttpResponse:
    asked = request.META.get("QUERY_STRING", "")
    address, mark, fragment = target.partition("#")
    if asked:
        address += f"{'&' if '?' in address else '?'}{asked}"
    return HttpResponsePermanentRedirect(address + mark + fragment)
