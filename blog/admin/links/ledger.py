"""What the lists of the ledger share."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from ..keys import Keys
from ..pages import as_csv
from ..readonly import ReadOnly


class LedgerAdmin(ReadOnly, Keys, admin.ModelAdmin):
    """For those who may see everybody's drafts: what links stand in them is shown as well."""

    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.edit_any_post")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def table(
        self,
        request: HttpRequest,
        name: str,
        fields: list[str],
        header: list[str] | None = None,
        spelt: Callable[[tuple], tuple] | None = None,
    ) -> HttpResponse:
        """What the list shows as it is filtered and sorted, all pages of it, as CSV.

        spelt: makes of the values of a row what is written.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request).values_list(*fields)
        header = header or [field.removesuffix("__path") for field in fields]
        found = rows.iterator(chunk_size=1000)
        return as_csv(name, header, map(spelt, found) if spelt else found)
