"""Headers of every answer, and addresses that have moved."""

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils import translation

from .models import Redirect, normal_path

Handler = Callable[[HttpRequest], HttpResponseBase]

DENIED = """
    accelerometer autoplay browsing-topics camera display-capture fullscreen geolocation
    gyroscope magnetometer microphone midi payment usb
"""
PASSKEYS = ("publickey-credentials-create=(self)", "publickey-credentials-get=(self)")
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in DENIED.split()), *PASSKEYS])


def response_headers(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response

    return middleware


def desk_in_english(get_response: Handler) -> Handler:
    """The desk has no other words yet; half of a page in another language reads worse than none."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/admin/"):
            return get_response(request)
        with translation.override("en"):
            return get_response(request)

    return middleware


def moved_addresses(get_response: Handler) -> Handler:
    """Where nothing is found: an old address leads on (301) or is gone (410), a last slash goes.

    It costs a query only on the way to a 404.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == 404 and request.method in {"GET", "HEAD"}:
            return moved(request) or response
        return response

    return middleware


def moved(request: HttpRequest) -> HttpResponse | None:
    try:
        path = normal_path(request.path, decode=False)
    except ValidationError:
        return None
    answer = Redirect.objects.answer(path)
    if answer and (target := answer[0].path if answer[0] else answer[1]):
        return _to(target, request)
    if answer:  # without a Location: a post taken back may have a new name by now
        return render(request, "410.html", status=410)
    if path != request.path and not path.startswith("/admin/") and is_valid_path(path):
        return _to(quote(path), request)
    return None


def _to(target: str, request: HttpRequest) -> HttpResponse:
    asked = request.META.get("QUERY_STRING", "")
    address, mark, fragment = target.partition("#")
    if asked:
        address += f"{'&' if '?' in address else '?'}{asked}"
    return HttpResponsePermanentRedirect(address + mark + fragment)
