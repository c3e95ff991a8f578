"""The context processor: what every page shows of the site."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .pagecache import shared


def site(request: HttpRequest) -> dict:
    return {
        "site": SimpleLazyObject(shared.site_settings),
        "menu": SimpleLazyObject(shared.menu),
    }
