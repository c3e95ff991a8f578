"""Form fields that the stock admin lacks: tags by name, and lists written line by line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.core.exceptions import ValidationError
from django.urls import reverse

from blog.preflight.thresholds import NAMES, problem
from blog.publishing.parts import clean_tags


class LinesField(forms.Field):
    """A list of texts, one a line. For JSON fields that hold such a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class ThresholdsField(forms.Field):
    """The lines that the preflight draws, each with its number; kept is what differs."""

    widget = forms.Textarea(attrs={"rows": len(NAMES), "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name} = {value.get(name, given)}" for name, given in NAMES.items())

    def to_python(self, value: Any) -> dict[str, float]:
        if isinstance(value, dict):
            return value
        numbers = dict(map(self._numbered, filter(str.strip, (value or "").splitlines())))
        if reason := problem(numbers):
            raise ValidationError(reason)
        return {name: number for name, number in numbers.items() if number != NAMES[name]}

    def _numbered(self, line: str) -> tuple[str, float]:
        name, _, number = (part.strip() for part in line.partition("="))
        try:
            return name, float(number) if "." in number else int(number)
        except ValueError:
            raise ValidationError(f"{line[:60]!r}: write a name, =, and a number.") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class TagSelect(AutocompleteMixin, forms.SelectMultiple):
    """The admin's own select2, asked for names: what is typed and not there yet is a new tag."""

    def __init__(self) -> None:
        self.i18n_name = get_select2_language()
        forms.SelectMultiple.__init__(self)

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        return forms.SelectMultiple.build_attrs(self, base_attrs, extra_attrs) | {
            "class": "admin-autocomplete",
            "data-ajax--cache": "true",
            "data-ajax--delay": 200,
            "data-ajax--url": reverse("admin:blog_tag_names"),
            "data-tags": "true",
            "data-theme": "admin-autocomplete",
            "data-token-separators": '[","]',
        }

    def optgroups(self, name: str, value: Sequence[str], attrs: dict | None = None) -> list:
        options = [
            self.create_option(name, tag, tag, True, index) for index, tag in enumerate(value)
        ]
        return [(None, options, 0)]


class TagsField(forms.MultipleChoiceField):
    widget = TagSelect

    def clean(self, value: Any) -> list[str]:
        try:
            return clean_tags(value or [])
        except ValidationError as error:  # it names the part of a snapshot; here is its field
            raise ValidationError(error.messages) from error
