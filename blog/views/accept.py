"""Which form of an answer is asked for."""

from collections.abc import Sequence

from django.http import HttpRequest


def preferred(request: HttpRequest, types: Sequence[str]) -> str | None:
    """Like HttpRequest.get_preferred_type(), for headers of any length: Django 6 refuses some."""
    try:
        return request.get_preferred_type(types)
    except ValueError:
        return None
