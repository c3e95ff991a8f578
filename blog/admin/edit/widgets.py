"""Inputs of the form: the admin's own select2, which asks the server and holds only what is
chosen, and the browser's own fields for date and time."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.urls import reverse

from blog.models import Author, Post
from blog.models.post import YEARS

from ..keys import KeySelect, KeyWidget, whole


def topic_select() -> KeySelect:
    return KeySelect(Post._meta.get_field("category"), site)


class AuthorSelect(AutocompleteMixin, forms.SelectMultiple):
    """The authors in the order in which they sign, which is the order of their choice."""

    def __init__(self) -> None:
        self.i18n_name = get_select2_language()
        self.field = Post._meta.get_field("authors")
        self.admin_site = site
        self.db = None
        self.attrs = {}
        self.choices = ()

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        """Each author has its own cross; select2's one for all breaks the list for readers."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attrs: dict | None = None) -> list:
        pks = [pk for pk in (whole(str(sent)) for sent in value) if pk is not None]
        known = Author.objects.in_bulk(pks)
        options = [
            self.create_option(name, pk, str(known[pk]), True, index)
            for index, pk in enumerate(pks)
            if pk in known
        ]
        return [(None, options, 0)]


class NextStepSelect(KeyWidget, forms.Select):
    """A page of the site, found by the same search as the links in the text."""

    def __init__(self) -> None:
        self.i18n_name = get_select2_language()
        self.field = Post._meta.get_field("next_step")
        self.admin_site = site
        self.db = None
        self.attrs = {}
        self.choices = ()

    def get_url(self) -> str:
        return reverse("admin:blog_post_links")


class MomentWidget(forms.MultiWidget):
    """`name_0` is the day, `name_1` the minute."""

    def __init__(self) -> None:
        day = {"type": "date", "aria-label": "Day"}
        day |= {"min": f"{YEARS[0]}-01-01", "max": f"{YEARS[-1]}-12-31"}
        hour = {"type": "time", "aria-label": "Time"}
        super().__init__(
            [forms.DateInput(day, format="%Y-%m-%d"), forms.TimeInput(hour, format="%H:%M")]
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value.date(), value.time()] if value else ["", ""]

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        """A field of the browser's for dates shows nothing of what is no date."""
        context = super().get_context(name, value, attrs)
        for part, read in zip(
            context["widget"]["subwidgets"], (date.fromisoformat, time.fromisoformat), strict=True
        ):
            try:
                read(part["value"] or "")
            except ValueError:
                part["type"] = "text" if part["value"] else part["type"]
        return context


class MomentField(forms.SplitDateTimeField):
    widget = MomentWidget
    default_error_messages = {
        "invalid_date": "Write the date as year-month-day, such as 2026-11-24.",
        "invalid_time": "Write the time as hours and minutes, such as 09:30.",
    }
