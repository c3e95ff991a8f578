"""Numbers and words that came with a request: none reaches the database that no row can have."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse

DIGITS = 18  # of the largest number that both databases keep, and no more than int() reads


def whole(text: str) -> int | None:
    """Return a primary key or another count; None for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


class KeyWidget(AutocompleteMixin):
    """Shows what was chosen, and of what was sent nothing else."""

    def optgroups(self, name: str, value: Any, attrs: dict | None = None) -> list:
        keys = [key for key in value if whole(str(key)) is not None]
        return super().optgroups(name, keys, attrs)


class KeySelect(KeyWidget, AutocompleteSelect):
    pass


class Keys:
    """For a ModelAdmin: filters, marked rows and chosen rows hold keys, or are answered so."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        parts = [part.removeprefix("-") for part in value.split(",")]
        if self._is_of_a_field(lookup) and any(p.isdigit() and whole(p) is None for p in parts):
            raise IncorrectLookupParameters
        return super().lookup_allowed(lookup, value, request)  # type: ignore[misc]

    def _is_of_a_field(self, lookup: str) -> bool:
        try:
            self.opts.get_field(lookup.partition("__")[0])  # type: ignore[attr-defined]
        except FieldDoesNotExist:
            return lookup.startswith("pk")
        return True

    def response_action(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse | None:
        sent = request.POST.copy()
        marked = [pk for pk in sent.getlist(ACTION_CHECKBOX_NAME) if whole(pk) is not None]
        sent.setlist(ACTION_CHECKBOX_NAME, marked)
        request.POST = sent  # type: ignore[assignment]
        return super().response_action(request, *args, **more)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def words_asked(request: HttpRequest, name: str, most: int = 200) -> str:
    """Return what was typed into a question; PostgreSQL compares with no NUL."""
    return request.GET.get(name, "").replace("\0", "").strip()[:most]
