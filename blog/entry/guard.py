"""The door of the desk: what a request gets that may not go in (yet)."""

from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from blog.models import SiteSettings

from .pages import is_entry


def desk_door(get_response):
    """Whoever needs a second factor sets one up first; scripts are told in JSON what is wrong.

    It stands here and not in the admin's permissions, so that no address below /admin/ can
    forget it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return (turned_away(request) if at_the_desk(request) else None) or get_response(request)

    return middleware


def at_the_desk(request: HttpRequest) -> bool:
    if not request.path.startswith(reverse("admin:index")):
        return False
    try:
        return not is_entry(resolve(request.path_info))
    except Resolver404:
        return False


def turned_away(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        # A page leads to the login by itself, in the admin.
        return not_logged_in(request) if asks_for_data(request) else None
    if not must_set_up(request.user):
        return None
    address = reverse("mfa_index")
    if asks_for_data(request):
        message = "Set up a second factor first. Your text is kept in this browser."
        return JsonResponse({"message": message, "setup_url": address}, status=403)
    return HttpResponseRedirect(address)


def not_logged_in(request: HttpRequest) -> HttpResponse:
    """401, with the address of the login that leads back to the page which asked."""
    page = urlsplit(request.headers.get("Referer", ""))
    back = page.path if page.netloc == request.get_host() else reverse("admin:index")
    address = f"{reverse('account_login')}?{urlencode({'next': back})}"
    return JsonResponse({"login_url": address, "message": "You are logged out."}, status=401)


def asks_for_data(request: HttpRequest) -> bool:
    """Whether a script asks, which can do nothing with a page."""
    return (
        request.headers.get("Sec-Fetch-Dest") == "empty"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or "application/json" in request.headers.get("Accept", "")
    )


def must_set_up(user) -> bool:
    """One query. Recovery codes are no second factor: each helps once, to get back in."""
    if isinstance(user, AnonymousUser):
        return False
    factors = Authenticator.objects.filter(user=user)
    factors = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return SiteSettings.objects.filter(~Exists(factors), require_mfa=True).exists()
