"""The audit log, which nobody edits, and the mixin of the admins whose changes go into it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import DateFieldListFilter, RelatedOnlyFieldListFilter
from django.db.models import Model
from django.http import HttpRequest

from blog.models import AuditEntry

from .keys import Keys
from .readonly import ReadOnly


class Audited:
    """For a ModelAdmin: what it adds, changes and deletes is written down."""

    def audit_detail(self, row: Any) -> dict[str, Any]:
        return {}

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        AuditEntry.objects.record(request.user, "created", obj, **self.audit_detail(obj))
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        detail = {"fields": changed_fields(message), **self.audit_detail(obj)}
        AuditEntry.objects.record(request.user, "changed", obj, **detail)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            AuditEntry.objects.record(request.user, "deleted", row, **self.audit_detail(row))
        return super().log_deletions(request, queryset)  # type: ignore[misc]


def changed_fields(message: Any) -> list[str]:
    parts = message if isinstance(message, list) else []
    return [str(name) for part in parts for name in part.get("changed", {}).get("fields", [])]


class PersonFilter(RelatedOnlyFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "person"


class DayFilter(DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "day"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, Keys, admin.ModelAdmin):
    list_display = ["at", "who", "act", "what", "detail_in_words"]
    list_filter = ["act", ("by", PersonFilter), ("at", DayFilter)]
    search_fields = ["by_name", "name", "act"]
    fields = ["at", "who", "act", "what", "detail_in_words"]
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description="who", ordering="by_name")
    def who(self, entry: AuditEntry) -> str:
        return entry.by_name or "a command or a visitor"

    @admin.display(description="what")
    def what(self, entry: AuditEntry) -> str:
        kind = entry.model.partition(".")[2]
        return f"{kind}: {entry.name}" if kind and entry.name else entry.name

    @admin.display(description="detail")
    def detail_in_words(self, entry: AuditEntry) -> str:
        return "; ".join(f"{name}: {in_words(value)}" for name, value in entry.detail.items())


def in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
