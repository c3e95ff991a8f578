"""Whether the one who asks has the bytes already: RFC 9110, section 13."""

from functools import lru_cache

from django.utils.http import parse_etags, parse_http_date_safe

from .identity import Environ
from .page import Answer, Page

LONGEST = 2_000  # characters of a list of tags


def unchanged(environ: Environ, page: Page, answer: Answer) -> bool:
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return tags == answer.etag or (len(tags) <= LONGEST and _among(answer.etag, tags))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or not page.modified:
        return False
    if since == page.modified:
        return True
    asked = parse_http_date_safe(since) if len(since) <= LONGEST else None
    return asked is not None and page.modified_at is not None and page.modified_at <= asked


@lru_cache(1024)
def _among(etag: str, tags: str) -> bool:
    given = parse_etags(tags)
    return given == ["*"] or etag in {tag.removeprefix("W/") for tag in given}
