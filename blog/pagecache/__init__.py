"""Pages built once and answered as bytes before Django is entered: docs/pagecache.md."""

from typing import Any

from django.http import HttpRequest

from .keys import key_of

DEPENDS = "irongoo.depends"


def depends_on(request: HttpRequest, *things: Any) -> None:
    """Say what the page shows: rows, or the names of lists (see keys).

    A view that says nothing is never stored. What may be None in the page may be None here.
    """
    kept = request.META.setdefault(DEPENDS, set())
    kept.update(key_of(thing) for thing in things if thing is not None)
