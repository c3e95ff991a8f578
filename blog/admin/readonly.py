"""What the desk shows and nobody writes there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst


class ReadOnly:
    """For a ModelAdmin: its rows are made elsewhere."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)  # type: ignore[attr-defined]
        shown = {"title": title} | (extra_context or {})
        return super().changelist_view(request, shown)  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
