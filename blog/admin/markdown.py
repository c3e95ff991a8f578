"""What every form with a Markdown text needs: one time limit, and no lock while it renders."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from blog.rendering import bounded


class MarkdownAdmin(admin.ModelAdmin):
    """Validates, and so renders, before the transaction; then writes all in one.

    The stock form view opens its transaction first. On SQLite that takes the one write lock,
    and everybody else's save would wait for a text that is slow to render.
    """

    def changeform_view(
        self, request: HttpRequest, object_id=None, form_url="", extra_context=None
    ) -> HttpResponse:
        with bounded.one_save():
            # Django's own view below its transaction.
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Not yet: save_related() is called next, and writes both or neither."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with transaction.atomic():
            form.instance.save()
            super().save_related(request, form, formsets, change)
            self.save_rest(request, form)

    def save_rest(self, request: HttpRequest, form: Any) -> None:
        """What a subclass has to write in the same transaction."""
