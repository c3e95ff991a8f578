"""What the pages of the entry show, and which pages these are."""

import ipaddress

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import ResolverMatch

NAMES = ("account_", "mfa_", "usersessions_")


def is_entry(match: ResolverMatch) -> bool:
    return not match.namespaces and (match.url_name or "").startswith(NAMES)


def look(request: HttpRequest) -> dict:
    """The context processor: the pages of the entry look like the admin, which knows them not."""
    match = request.resolver_match
    if match is None or not is_entry(match):
        return {}
    return {
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "site_url": "/",
        "has_permission": request.user.is_authenticated,
        "is_nav_sidebar_enabled": False,
        "sends_mail": settings.SENDS_MAIL,
        "passkeys_work": not is_address(request.get_host()),
    }


def is_address(host: str) -> bool:
    """Browsers bind passkeys to a name: at 127.0.0.1 there are none, at localhost there are."""
    try:
        ipaddress.ip_address(host.rpartition(":")[0].strip("[]") or host)
    except ValueError:
        return False
    return True
