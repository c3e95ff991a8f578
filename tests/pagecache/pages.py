"""Views for the tests of the page cache, as a URLconf: each counts how often it was asked."""

from collections import Counter

from django.http import HttpResponse
from django.urls import path

from blog.pagecache import depends_on
from blog.pagecache.accept import preferred
from ironegoo.urls import urlpatterns as site

TEXT = "All that readers are told. " * 40
asked: Counter[str] = Counter()
says = {"text": TEXT}


def page(request):
    asked["page"] += 1
    depends_on(request, "post:1", "site")
    return HttpResponse(f"<h1>Page</h1>{says['text']}")


def short(request):
    depends_on(request, "post:1")
    return HttpResponse("short")


def listed(request):
    asked["listed"] += 1
    depends_on(request, "articles")
    return HttpResponse(f"{TEXT} part {request.GET.get('page', '1')}")


def narrowed(request):
    asked["narrowed"] += 1
    depends_on(request, "articles")
    kind = request.GET.get("kind", "")
    topic = request.GET.get("topic", "") if kind else ""
    return HttpResponse(f"{kind}/{topic}")


def undeclared(request):
    asked["undeclared"] += 1
    return HttpResponse(TEXT + request.GET.get("q", ""))


def echo(request):
    """Puts all that it knows of the one who asks into its page."""
    depends_on(request, "post:1")
    kept = {k: v for k, v in request.META.items() if k.startswith("HTTP_")}
    address = request.build_absolute_uri(request.path)
    return HttpResponse(f"{TEXT}{sorted(kept.items())}{request.COOKIES}{address}")


def two_forms(request):
    depends_on(request, "post:1")
    form = preferred(request, ["text/html", "text/markdown"])
    return HttpResponse(TEXT + str(form), content_type=form, headers={"Vary": "Accept"})


def answer(**headers):
    def view(request):
        asked["special"] += 1
        depends_on(request, "post:1")
        return HttpResponse(TEXT, headers=headers)

    return view


def cookie(request):
    asked["special"] += 1
    depends_on(request, "post:1")
    response = HttpResponse(TEXT)
    response.set_cookie("name", "value")
    return response


def missing(request):
    asked["special"] += 1
    depends_on(request, "post:1")
    return HttpResponse(TEXT, status=404)


handler404 = "blog.views.not_found"
urlpatterns = [
    path("page", page),
    path("other", page),
    path("short", short),
    path("list", listed),
    path("narrowed", narrowed),
    path("undeclared", undeclared),
    path("echo", echo),
    path("forms", two_forms),
    path("no-store", answer(**{"Cache-Control": "no-store"})),
    path("private", answer(**{"Cache-Control": "private, max-age=5"})),
    path("by-cookie", answer(Vary="Cookie")),
    path("by-language", answer(Vary="Accept-Language")),
    path("named", answer(**{"X-Robots-Tag": "noindex", "Cache-Control": "max-age=60"})),
    path("dated", answer(**{"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"})),
    path("cookie", cookie),
    path("missing", missing),
    *site,
]
