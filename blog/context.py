"""The context processor: what every page shows of the site."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import MenuItem, SiteSettings


def site(request: HttpRequest) -> dict:
    return {
        "site": SimpleLazyObject(SiteSettings.load),
        "menu": SimpleLazyObject(lambda: list(MenuItem.objects.all())),
    }
