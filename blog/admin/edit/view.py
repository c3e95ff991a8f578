"""The page on which a post is written: shown, and what becomes of it when it is sent."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from blog import publishing
from blog.models import Author, Post, Revision
from blog.publishing import Snapshot, Stale, preflight
from blog.rendering import UNPRINTABLE, bounded

from .. import rewriting
from ..access import may_publish, reachable_by
from ..demand import named_in
from ..keys import whole
from .form import EditForm
from .page import page_context
from .presence import beat, name_of
from .suggestions import ACTS, act_by_form, say_what_is_left_open

PUBLIC_NOTE_LENGTH = Revision._meta.get_field("note").max_length


class EditView:
    """The add and change view of PostAdmin."""

    change_template = "admin/blog/post/edit.html"

    def changeform_view(
        self, request: HttpRequest, object_id=None, form_url="", extra_context=None
    ) -> HttpResponse:
        post = self._opened(request, object_id)
        if isinstance(post, HttpResponse):
            return post
        if request.method != "POST":
            return self._shown(request, post, self._edit_form(request, post))
        if post is None:
            post = made_before(request)
        with bounded.one_save():  # all texts of the form share one time limit
            return Submission(self, request, post).answer()

    def _opened(self, request: HttpRequest, object_id: str | None) -> Any:
        if object_id is None:
            if not self.has_add_permission(request):  # type: ignore[attr-defined]
                raise PermissionDenied
            return None
        posts = Post.objects.select_related("category", "image", "review_by")
        post = posts.filter(pk=whole(unquote(object_id)) or 0).first()
        if post is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_change_permission(request, post):  # type: ignore[attr-defined]
            raise PermissionDenied
        return post

    def _edit_form(self, request: HttpRequest, post: Post | None, data: Any = None) -> EditForm:
        document = publishing.document_of(post) if post else new_document(request)
        named = document.get("next_step")
        return EditForm(post, document, reachable_by(request.user, named), data)

    def _shown(
        self, request: HttpRequest, post: Post | None, form: EditForm, **context: Any
    ) -> HttpResponse:
        if post:
            beat(post, request.user)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            **page_context(request, post, form),
            **context,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, self.change_template, context)


def new_document(request: HttpRequest) -> Snapshot:
    """An empty post, signed by whoever writes it if readers know them, at the address asked for."""
    signed = list(Author.objects.filter(user=request.user.pk).values_list("pk", flat=True))
    return publishing.snapshot_of(Post()) | {"authors": signed} | named_in(request)


def made_before(request: HttpRequest) -> Post | None:
    """The post that this very form of a new post has made: autosaved, or sent twice."""
    key = key_of(request)
    return Post.objects.filter(key=key, created_by=request.user.pk).first() if key else None


def key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def compare_url(post: Post, stale: Stale) -> str:
    return reverse("admin:blog_post_compare", args=[post.pk, stale.aside.number])


class Submission:
    """One press of a button. Whatever comes of it, what was typed is kept."""

    def __init__(self, view: Any, request: HttpRequest, post: Post | None) -> None:
        self.view, self.request, self.post = view, request, post
        self.form: EditForm = view._edit_form(request, post, request.POST)
        self.snapshot = self.form.snapshot
        self.base = request.POST.get("base", "")
        self.key = key_of(request)
        self.named = named_of(post) if post and post.is_live() else None

    @property
    def form_name(self) -> str:
        return str(self.key or "")

    def answer(self) -> HttpResponse:
        if self.post and self.post.status == Post.Status.DELETED:
            messages.error(self.request, "It is in the bin. Restore it first, then save.")
            return self._again()
        if not self.form.is_valid():
            return self._refused()
        self._propose_questions()
        try:
            post = self._row()
            self._write(post)
        except ValidationError as error:
            self.form.take_errors(error)
            return self._refused()
        except Stale as stale:
            messages.warning(
                self.request,
                f"{name_of(stale.newest.by)} saved first. Nothing is lost: here are both texts.",
            )
            return HttpResponseRedirect(compare_url(post, stale))
        if post.removed:
            left_out = "; ".join(post.removed)[:500]
            messages.warning(self.request, f"Left out of the page: {left_out}")
        return HttpResponseRedirect(reverse("admin:blog_post_change", args=[post.pk]))

    def _row(self) -> Post:
        if self.post is None:
            self.post = publishing.create(self.snapshot, by=self.request.user, key=self.key)
        return self.form.carry(self.post)

    def _write(self, post: Post) -> None:
        by, pressed = self.request.user, self.request.POST
        note = pressed.get("review_note", "").strip()[: publishing.NOTE_LENGTH]
        if "_publish" in pressed and may_publish(by):
            publishing.publish(
                post,
                self.snapshot,
                by=by,
                base=self.base,
                form=self.form_name,
                note=public_note(pressed.get("update_note", "")),
                update_date=bool(pressed.get("update_date")),
                checked=True,
            )
            return self._say_published(post)
        publishing.save_draft(post, self.snapshot, by=by, base=self.base, form=self.form_name)
        if "_publish" in pressed:
            messages.error(self.request, "You may not publish. It is saved as a draft.")
        elif rule := pressed.get("_dismiss"):
            self._dismiss(post, rule)
        elif rule := pressed.get("_undo"):
            preflight.undo_dismissal(post, rule, by=by)
            messages.success(self.request, f"Saved. {rule[:4]} warns again.")
        elif any(pressed.get(name) for name in ACTS):
            act_by_form(self.request, post)
        elif "_review" in pressed:
            publishing.ask_for_review(post, by=by, note=note)
            messages.success(self.request, "Saved, and review is asked for.")
        elif post.has_draft and post.status == Post.Status.GONE:
            messages.success(self.request, "Draft saved. The page stays taken down.")
        elif post.has_draft:
            messages.success(self.request, "Draft saved. Readers see the page as it was.")
        else:
            messages.success(self.request, "Draft saved.")

    def _dismiss(self, post: Post, rule: str) -> None:
        reason = self.request.POST.get(f"_reason-{rule}", "")
        try:
            preflight.dismiss(post, rule, reason, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, f"Saved. {' '.join(error.messages)}")
        else:
            messages.success(self.request, f"Saved. {rule} is dismissed on this page.")

    def _say_published(self, post: Post) -> None:
        if post.is_live():
            said: str = format_html('Published: <a href="{0}">{0}</a>', post.path)
        else:
            when = timezone.localtime(post.date_published)
            said = f"Scheduled: it goes live on {when.day} {when:%B %Y at %H:%M} by itself."
        messages.success(self.request, said)
        say_what_is_left_open(self.request, post)
        if self.named and self.named - named_of(post):
            self._offer_rewrite(post)

    def _offer_rewrite(self, post: Post) -> None:
        """Other texts name it, or a place on it, as it was called until now."""
        if url := rewriting.offer(post.path, self.request.user):
            said = "Other texts name it, or places on it, as they were called until now."
            more: str = format_html('{} <a href="{}">Rewrite their links</a>', said, url)
            messages.info(self.request, more)

    def _propose_questions(self) -> None:
        """Ticked, and nothing written below: take what the text itself asks and answers."""
        asked = self.form.post.instance.questions
        if self.snapshot["faq"] and not self.snapshot["questions"] and asked:
            once = {q["question"]: q for q in asked}.values()
            self.snapshot["questions"] = [
                {"question": q["question"], "answer": q["answer"], "inline": True} for q in once
            ]
            messages.info(
                self.request, "The questions that the text asks were added; look them over."
            )

    def _refused(self) -> HttpResponse:
        """Show the form with its errors and all that was typed, and keep that as an autosave."""
        post, by = self.post, self.request.user
        try:
            if post is None:
                post = publishing.create(self.snapshot, by=by, key=self.key)
                self.base = publishing.base_of(post)
            else:
                saved = publishing.autosave(
                    post, self.snapshot, by=by, base=self.base, form=self.form_name
                )
                self.base = saved.base
        except ValidationError as error:
            self.form.take_errors(error)
        except Stale as stale:
            messages.warning(self.request, f"{name_of(stale.newest.by)} saved first.")
            return HttpResponseRedirect(compare_url(post, stale))  # type: ignore[arg-type]
        self.post = post
        return self._again()

    def _again(self) -> HttpResponse:
        row = Post.objects.select_related("category", "image", "review_by")
        post = row.get(pk=self.post.pk) if self.post else None
        base = {"base": self.base} if self.base else {}
        return self.view._shown(self.request, post, self.form, **base)


def named_of(post: Post) -> set[str]:
    """All by which links may name the page: its address, and the ids on it."""
    return {post.path, *(f"#{heading['id']}" for heading in post.headings)}


def public_note(typed: str) -> str:
    """What changed, for readers: one line, cut to its length; never a reason not to publish."""
    return " ".join(UNPRINTABLE.sub("", typed).split())[:PUBLIC_NOTE_LENGTH]
