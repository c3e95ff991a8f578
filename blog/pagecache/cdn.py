"""A CDN in front of the site: how long it may keep pages, by which names, and what it has to drop.

Each has an interface of its own, so we tell one address of the editor's choice, which hands it on.
"""

import json
from collections.abc import Collection, Iterator

from django.conf import settings

from blog.fetching import FetchError, safe_fetch

from .keys import EVERYTHING

REVALIDATE = "max-age=0, must-revalidate"
KEPT = 24 * 60 * 60  # seconds that a page lives there if a purge goes astray
LONGEST = 8_000  # characters of a header; a page with more keys is asked for each time
AT_ONCE = 250  # keys in a message


def headers(keys: Collection[str]) -> list[tuple[str, str]]:
    """Return what a page says to caches, by what it depends on."""
    if not settings.CDN_PURGE_URL:
        return [("Cache-Control", REVALIDATE)]
    names = sorted({*keys, EVERYTHING})
    told = " ".join(names)
    if len(told) > LONGEST:
        return [("Cache-Control", REVALIDATE)]
    return [
        ("Cache-Control", f"max-age=0, s-maxage={KEPT}, must-revalidate"),
        ("Surrogate-Key", told),
        ("Cache-Tag", ",".join(names)),
    ]


def portions(keys: Collection[str]) -> Iterator[list[str]]:
    names = sorted(keys)
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]


def tell(keys: Collection[str]) -> None:
    """Have the CDN drop the pages with these keys. Raises ConnectionError."""
    message = json.dumps({"site": settings.SITE_URL, "keys": list(keys)})
    try:
        answer = safe_fetch(
            settings.CDN_PURGE_URL, data=message.encode(), content_type="application/json"
        )
    except FetchError as error:
        raise ConnectionError(str(error)) from error
    if not 200 <= answer.status < 300:
        raise ConnectionError(f"The address for purges answered {answer.status}")
