"""The questions of a post, as rows of the form."""

from typing import Any

from django import forms

from blog.models import FAQEntry
from blog.models.faq import MAX_ENTRIES

from .typed import MOST_ROWS


class QuestionForm(forms.Form):
    question = forms.CharField(
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "Question"}),
        error_messages={"required": "Write the question, or take this row out."},
    )
    answer = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Answer, in Markdown"}),
        error_messages={"required": "Write the answer, or take this row out."},
    )
    inline = forms.BooleanField(label="Already in the text", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].widget.attrs.pop("maxlength", None)

    def has_changed(self) -> bool:
        """A row in which nothing is written is no question, whatever its order says."""
        if not self.is_bound:
            return False
        return any(self[name].data for name in ("question", "answer"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("question") and data.get("answer"):
            entry = FAQEntry(question=data["question"], answer=data["answer"])
            entry.full_clean(
                exclude={"post"}, validate_unique=False, validate_constraints=False
            )  # renders
        return data


class BaseQuestions(forms.BaseFormSet):
    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_many_forms": "These are more than %(num)d questions; the limit is %(num)d.",
    }

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].widget.attrs["aria-label"] = "Place"

    def clean(self) -> None:
        said: set[str] = set()
        for form in self.forms:
            question = getattr(form, "cleaned_data", {}).get("question", "")
            if not question or form.cleaned_data.get("DELETE"):
                continue
            if question in said:
                form.add_error("question", "This question stands here twice.")
            said.add(question)


Questions = forms.formset_factory(
    QuestionForm,
    BaseQuestions,
    extra=0,
    can_order=True,
    can_delete=True,
    max_num=MAX_ENTRIES,
    absolute_max=MOST_ROWS,
    validate_max=True,
)
