"""Acts on a post that ask first: take down, delete, restore from the bin, review, discard.

Each has a page that says what will happen, and does it when that page is sent.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from blog import publishing
from blog.models import Post, Redirect
from blog.models.fields import validate_line, validate_text

from . import rewriting
from .access import may_delete, may_publish
from .history import differences
from .impact import impact
from .keys import KeySelect
from .pages import change_url, page, post_for, route


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    views = [
        ("take-down", take_down, "takedown"),
        ("delete", delete, "delete"),
        ("undelete", undelete, "undelete"),
        ("review", review, "review"),
        ("discard", discard, "discard"),
    ]
    return [route(model_admin, f"<int:pk>/{a}/", view, name) for a, view, name in views]


class TakeDownForm(forms.Form):
    """What the address shall answer once the page is gone."""

    ANSWERS = [
        ("gone", "It is gone (410). Nothing takes its place."),
        ("post", "Another page of this site does. Readers are sent there (301)."),
        ("url", "Another address does. Readers are sent there (301)."),
    ]
    answer = forms.ChoiceField(
        choices=ANSWERS, widget=forms.RadioSelect, initial="gone", label="What readers get"
    )
    to_post = forms.ModelChoiceField(Post.objects.none(), required=False, label="This page")
    to_url = forms.CharField(
        max_length=500,
        required=False,
        label="This address",
        validators=[validate_line],
        help_text="A path such as /guides, or an https:// address.",
    )

    def __init__(self, model_admin: admin.ModelAdmin, post: Post, *args: Any) -> None:
        super().__init__(*args)
        self.post = post
        field: Any = self.fields["to_post"]
        field.queryset = Post.objects.published().exclude(pk=post.pk)
        column = Redirect._meta.get_field("to_post")
        field.widget = KeySelect(column, model_admin.admin_site)
        field.widget.choices = field.choices

    def clean(self) -> dict:
        said = super().clean() or {}
        if (
            said.get("answer") == "post"
            and not said.get("to_post")
            and "to_post" not in self.errors
        ):
            self.add_error("to_post", "Choose the page that readers shall be sent to.")
        if said.get("answer") == "url" and not said.get("to_url") and "to_url" not in self.errors:
            self.add_error("to_url", "Write the address that readers shall be sent to.")
        return said

    def target(self) -> dict[str, Any]:
        answer = self.cleaned_data["answer"]
        if answer == "gone":
            return {}
        return {f"to_{answer}": self.cleaned_data[f"to_{answer}"]}


def take_down(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    post = post_for(request, pk, "blog.publish_post")
    form = TakeDownForm(model_admin, post, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.take_down(post, by=request.user, **form.target())
        except ValidationError as error:
            _put_at_fields(form, error, form.cleaned_data["answer"])
        else:
            messages.success(request, _taken_down(post, form))
            to = form.target().get("to_post")
            further = rewriting.offer(to.path, request.user) if to else ""
            return HttpResponseRedirect(further or change_url(post))
    return page(
        model_admin,
        request,
        "post/take_down.html",
        post,
        "Take down",
        form=form,
        known=post.was_public(),
        impact=impact(post, request.user),
    )


def _put_at_fields(form: forms.Form, error: ValidationError, answer: str) -> None:
    """A verb speaks of its own fields; what the form does not show is said at what it does."""
    shown = f"to_{answer}" if answer != "gone" else None
    if hasattr(error, "error_dict"):
        for name, reasons in error.message_dict.items():
            form.add_error(name if name in form.fields else shown, reasons)
    else:
        form.add_error(shown, error)


def _taken_down(post: Post, form: TakeDownForm) -> str:
    if post.status == Post.Status.DRAFT:
        return f"“{post.title}” is a draft again; no reader had seen it."
    to = form.target()
    where = to["to_post"].path if "to_post" in to else to.get("to_url", "")
    if where:
        return f"“{post.title}” is taken down. {post.path} now leads to {where}."
    return f"“{post.title}” is taken down. {post.path} now answers that it is gone."


def delete(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    post = post_for(request, pk, deleted=None)
    if not may_delete(request.user, post):
        raise PermissionDenied
    if post.status == Post.Status.DELETED:  # sent twice
        messages.info(request, f"“{post.title}” is in the bin already.")
        return HttpResponseRedirect(reverse("admin:blog_post_changelist"))
    if request.method == "POST":
        publishing.delete(post, by=request.user)
        messages.success(
            request,
            f"“{post.title}” is in the bin. It can be restored for {publishing.DAYS_IN_BIN} days.",
        )
        return HttpResponseRedirect(reverse("admin:blog_post_changelist"))
    return page(
        model_admin,
        request,
        "post/delete.html",
        post,
        "Delete",
        days=publishing.DAYS_IN_BIN,
        known=post.was_public(),
        impact=impact(post, request.user),
        links=post.preview_links.valid().count(),
    )


def undelete(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    post = post_for(request, pk, deleted=None)
    if not may_delete(request.user, post):
        raise PermissionDenied
    if post.status != Post.Status.DELETED:  # sent twice
        messages.info(request, f"“{post.title}” is not in the bin.")
        return HttpResponseRedirect(change_url(post))
    if request.method == "POST":
        publishing.undelete(post, by=request.user)
        how = "taken down: publish it to show it again" if post.was_public() else "a draft"
        messages.success(request, f"“{post.title}” is back. It is {how}.")
        return HttpResponseRedirect(change_url(post))
    context = {"days": publishing.DAYS_IN_BIN, "known": post.was_public()}
    return page(model_admin, request, "post/undelete.html", post, "Restore from the bin", **context)


class ReviewForm(forms.Form):
    note = forms.CharField(
        max_length=publishing.NOTE_LENGTH,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def review(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for review; or, when it was asked for, send back or take the request back."""
    post = post_for(request, pk)
    form = ReviewForm(request.POST or None)
    asked = post.review_asked is not None
    form.fields["note"].label = "Note to the author" if asked else "Note to the reviewer"
    own = post.review_by_id == request.user.pk
    if request.method == "POST" and form.is_valid():
        if not asked:
            publishing.ask_for_review(post, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, f"“{post.title}” is in review.")
        elif own or may_publish(request.user):
            publishing.send_back(post, by=request.user, note=form.cleaned_data["note"])
            how = "no longer in review" if own else "sent back with your note"
            messages.success(request, f"“{post.title}” is {how}.")
        else:
            raise PermissionDenied
        return HttpResponseRedirect(change_url(post))
    title = "Review" if asked else "Ask for review"
    return page(
        model_admin, request, "post/review.html", post, title, form=form, asked=asked, own=own
    )


def discard(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the changes that the page does not show yet."""
    post = post_for(request, pk)
    if not post.has_draft:
        messages.info(request, "There are no unpublished changes to discard.")
        return HttpResponseRedirect(change_url(post))
    if request.method == "POST":
        publishing.discard_draft(post, by=request.user)
        messages.success(request, "The draft is discarded. Its text stays in the history.")
        return HttpResponseRedirect(change_url(post))
    given_up = differences(publishing.snapshot_of(post), publishing.document_of(post))
    return page(
        model_admin, request, "post/discard.html", post, "Discard the draft", differences=given_up
    )
