"""Which form of an answer is asked for, and which of these differences pages know at all."""

from collections.abc import Sequence
from functools import lru_cache

from django.http import HttpRequest

HTML, MARKDOWN = "text/html", "text/markdown"
FEEDS = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml"}
ANYTHING = "*/*"
LONGEST = 500  # characters of a header that are looked at


def preferred(request: HttpRequest, types: Sequence[str]) -> str | None:
    """Like HttpRequest.get_preferred_type(), for headers of any length: Django 6 refuses some."""
    try:
        return request.get_preferred_type(types)
    except ValueError:
        return None


def form_of(accept: str, path: str) -> str:
    """Return the header that stands for all which ask for the same: one page is built for each."""
    if accept == ANYTHING or len(accept) > LONGEST:
        return ANYTHING
    page, feeds = _forms(accept)
    if path.endswith(".xml"):
        return feeds.get(path.rpartition("/")[2], ANYTHING)
    return page


@lru_cache(1024)
def _forms(accept: str) -> tuple[str, dict[str, str]]:
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    page = MARKDOWN if preferred(request, [HTML, MARKDOWN]) == MARKDOWN else ANYTHING
    feeds = {
        name: HTML if preferred(request, [type_, HTML]) == HTML else ANYTHING
        for name, type_ in FEEDS.items()
    }
    return page, feeds


@lru_cache(1024)
def _coding(accepted: str) -> str:
    weights: dict[str, float] = {}
    for each in accepted.lower().split(","):
        name, _, rest = each.partition(";")
        try:
            weights[name.strip()] = float(rest.strip().removeprefix("q=") or 1) if rest else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    rest_of_all = weights.get("*", 0.0)
    found = {name: weights.get(name, rest_of_all) for name in ("br", "gzip")}
    best = max(found, key=lambda name: found[name])  # br where both are as welcome
    return best if found[best] > 0 and found[best] >= weights.get("identity", 0.0) else ""


def coding_of(accepted: str) -> str:
    """Return the encoding of an Accept-Encoding: "br", "gzip", or "" for none."""
    return _coding(accepted) if len(accepted) <= LONGEST else ""
