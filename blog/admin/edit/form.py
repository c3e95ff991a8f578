"""The form of a post: its own fields, its questions, and the price of a service."""

import copy
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from blog.models import Author, Offer, Post
from blog.models.fields import validate_slug
from blog.publishing import Snapshot
from blog.publishing.conflicts import NOT_THERE
from blog.publishing.snapshots import RELATED, free_slug

from ..fields import TagsField
from ..keys import whole
from .questions import QuestionForm, Questions
from .typed import initial_of, renumbered, typed
from .widgets import AuthorSelect, MomentField, NextStepSelect, topic_select

ROWS_WITHOUT_SCRIPT = 3
# Where the verbs name a part of the snapshot, and the form has another name for it.
FIELD_OF = {"tags": "tag_names", "category_id": "category", "path": "slug"}


class AuthorsField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        if any(whole(pk) is None for pk in value or []):
            raise ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class PostForm(forms.ModelForm):
    """Its instance is a copy: the row in hand goes on saying what is stored."""

    tag_names = TagsField(label="Tags", required=False)
    authors = AuthorsField(
        Author.objects.all(),
        required=False,
        widget=AuthorSelect,
        help_text="In the order in which they sign. Empty: the site's default author.",
    )
    date_published = MomentField(label="Published", required=False)
    date_modified = MomentField(label="Updated", required=False)

    class Meta:
        model = Post
        fields = """
            title body image image_alt social_image description kind category chapter faq next_step
            next_step_text seo_title noindex canonical_url date_published date_modified slug
        """.split()
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": "Title", "autocomplete": "off"}),
            "body": forms.Textarea(
                attrs={
                    "class": "markdown",
                    "rows": 24,
                    "spellcheck": "true",
                    "placeholder": "Write in Markdown. Type [[ to link to a page of the site.",
                }
            ),
            "description": forms.Textarea(attrs={"rows": 3}),
            "image": forms.HiddenInput,
            "social_image": forms.HiddenInput,
            "kind": forms.RadioSelect,
            "chapter": forms.NumberInput(attrs={"min": 1, "max": 999}),
            "next_step": NextStepSelect,
        }

    def __init__(self, *args: Any, reachable: QuerySet, **kwargs: Any) -> None:
        """reachable: the posts that this person may choose as next step."""
        kwargs["instance"] = copy.copy(kwargs.get("instance") or Post())
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in ("title", "seo_title", "image_alt", "next_step_text", "canonical_url", "slug"):
            # A text that is too long is kept whole, with its message: nothing is cut in silence.
            fields[name].widget.attrs.pop("maxlength", None)
        fields["description"].widget.attrs.pop("maxlength", None)
        fields["body"].strip = False
        fields["slug"].required = False
        fields["slug"].error_messages["invalid"] = validate_slug.message
        fields["title"].error_messages["required"] = "Write a title."
        for name in (*RELATED, "authors"):
            fields[name].error_messages["invalid_choice"] = NOT_THERE
        fields["category"].widget = topic_select()
        fields["category"].widget.choices = fields["category"].choices
        fields["next_step"].queryset = reachable
        if self.instance.was_public():
            fields["slug"].disabled = True
            self.initial["slug"] = self.instance.slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "slug" in data and not data["slug"] and not self.instance.was_public():
            names = {name: data.get(name) for name in ("title", "kind", "category")}
            if names["title"] and names["kind"]:
                data["slug"] = free_slug(Post(pk=self.instance.pk, **names))
        return data

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n")

    def take_errors(self, error: ValidationError) -> None:
        """Show at the fields what a verb found wrong."""
        said = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, messages in said.items():
            name = FIELD_OF.get(name or "", name)
            known = name if name in self.fields else None
            for message in messages:
                if message not in self.errors.get(known or NON_FIELD_ERRORS, []):
                    self.add_error(known, message)


class OfferForm(forms.ModelForm):
    prefix = "offer"
    price_from = forms.DecimalField(max_digits=10, decimal_places=2, min_value=0, required=False)
    currency = forms.CharField(max_length=3, required=False)

    class Meta:
        model = Offer
        fields = ["price_from", "currency", "billing_unit", "scope_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["billing_unit"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("scope_note") and data.get("price_from") is None and not self.errors:
            raise ValidationError({"price_from": "Write the price that the note is about."})
        return data

    def _post_clean(self) -> None:
        if self.cleaned_data.get("price_from") is not None:
            super()._post_clean()  # type: ignore[misc]


class EditForm:
    """The three forms as one."""

    def __init__(
        self,
        post: Post | None,
        document: Snapshot,
        reachable: QuerySet,
        data: QueryDict | None = None,
    ) -> None:
        """document: what is shown, or was when the data were typed.

        reachable: the posts that this person may choose as next step.
        """
        self.stored = post
        self.snapshot = document
        if data is not None:
            self.snapshot = typed(data, document, post)
            step = self.snapshot["next_step"]
            if step and not reachable.filter(pk=step).exists():
                self.snapshot["next_step"] = None  # the form says so at the field
            data = renumbered(data, self.snapshot)
        initial = initial_of(document)
        self.post = PostForm(data, instance=post, initial=initial, reachable=reachable)
        self.questions = Questions(
            data, prefix="questions", initial=None if data else document.get("questions", [])
        )
        self.offer = OfferForm(data, initial=document.get("offer") or {})

    def is_valid(self) -> bool:
        valid = [self.post.is_valid(), self.questions.is_valid()]
        if self.post["kind"].value() == Post.Kind.SERVICE:
            valid.append(self.offer.is_valid())
        return all(valid)

    def errors(self) -> list[tuple[str, str]]:
        """(id of the field or "", message), in the order of the form."""
        found = []
        if not self.post.is_bound:
            return []
        offer = [self.offer] if self.post["kind"].value() == Post.Kind.SERVICE else []
        for form in (self.post, *self.questions.forms, *offer):
            for name, messages in form.errors.items():
                field = form[name].auto_id if name in form.fields else ""
                label = form[name].label if name in form.fields else ""
                found += [(field, f"{label}: {said}" if label else said) for said in messages]
        return found + [("", said) for said in self.questions.non_form_errors()]

    def take_errors(self, error: ValidationError) -> None:
        self.post.take_errors(error)

    def carry(self, post: Post) -> Post:
        """Give the row what rendering its new text gave, so that no verb renders it again."""
        checked = self.post.instance
        for name in (*checked.rendered_fields(), "questions", "_rendered"):
            if hasattr(checked, name):
                setattr(post, name, getattr(checked, name))
        return post

    def spare_rows(self) -> list[QuestionForm]:
        """Empty rows behind those that hold something, for a browser without scripts."""
        start = self.questions.total_form_count()
        rows = [QuestionForm(prefix=f"questions-{start + n}") for n in range(ROWS_WITHOUT_SCRIPT)]
        for row in rows:
            self.questions.add_fields(row, None)
        return rows

    @property
    def row_count(self) -> int:
        """What TOTAL_FORMS says: the spare rows are counted, and missing where scripts run."""
        return self.questions.total_form_count() + ROWS_WITHOUT_SCRIPT
