from django.http import HttpResponse


def kept_secret(response: HttpResponse) -> HttpResponse:
    """Of a page whose address is the key: no cache, search engine or other site learns of it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
