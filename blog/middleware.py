"""Headers of every answer, and addresses that have moved."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from .discovery import hits
from .views.missing import moved

Handler = Callable[[HttpRequest], HttpResponseBase]

# Files, and previews and reports: their address is a secret.
NOT_COUNTED = {"favicon", "health", "media", "preview", "report"}
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


def counted(get_response: Handler) -> Handler:
    """Count what crawlers read, and who comes from an answer engine: see discovery/counting.py."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "GET" and response.status_code in {200, 304}:
            match = request.resolver_match
            if match and match.app_name == "blog" and match.url_name not in NOT_COUNTED:
                agent, referer = (request.headers.get(h, "") for h in ("User-Agent", "Referer"))
                hits.seen(request.path, agent, referer)
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
    """While DEBUG puts Django's own page in place of ours for 404, old addresses lead on, too.

    Otherwise blog.views.not_found looks before it says that there is nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.DEBUG and response.status_code == 404:
            return moved(request) or response
        return response

    return middleware
