"""Acting on many posts: a page that says what will happen to each, then one POST that does it."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from blog import publishing
from blog.models import Category, Post, Tag
from blog.publishing.parts import clean_tags
from blog.transfer.layout import export_file
from blog.transfer.snapshots import draft_markdown

from .bulk_acts import ACTS, Act, Refusal, words_of
from .impact import Reference, impact
from .keys import Keys, whole
from .post_filters import OFFERED

AT_ONCE = 200  # posts; more would keep somebody waiting in front of an empty page
LOOKED_INTO = 20  # posts whose references and faults are named: finding them reads texts


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(Category.objects.all(), empty_label="Choose a topic")


class TagForm(forms.Form):
    tag = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"list": "tag-names"}))

    def clean_tag(self) -> str:
        """A name as it would be stored: in the spelling that is there already."""
        name = self.cleaned_data["tag"]
        try:
            (name,) = clean_tags([name]) or [""]
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        known = Tag.objects.filter(name__iexact=name).first()
        return known.name if known else name


FORMS: dict[str, type[forms.Form]] = {"topic": TopicForm, "tag": TagForm}


@dataclass
class Step:
    """breaks: what leads to the post, and will lead nowhere."""

    post: Post
    says: str = ""
    refused: str = ""
    breaks: list[Reference] = field(default_factory=list)


def plan(act: Act, posts: Iterable[Post], user: Any, chosen: Any) -> list[Step]:
    steps = []
    for post in posts:
        try:
            steps.append(Step(post, says=act.says(post, user, chosen)))
        except Refusal as refusal:
            steps.append(Step(post, refused=str(refusal)))
    return steps


def chosen_posts(request: HttpRequest) -> tuple[list[Post], int]:
    """Return the posts that the person may open, and how many of those asked for are not there."""
    asked = set(map(whole, request.POST.getlist("post"))) - {None}
    if len(asked) > AT_ONCE:
        return [], len(asked)
    posts = Post.objects.editable_by(request.user).select_related("category")
    found = list(posts.prefetch_related("tagged__tag").filter(pk__in=asked).order_by("title", "pk"))
    return found, len(asked) - len(found)


class Actions(Keys, admin.ModelAdmin):
    """Each action of the list leads to the page of its act."""

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict:
        # Django 6.1 says for which page it asks: the list, or a form, which has no list of posts.
        where = {"action_location": action_location} if action_location else {}
        if action_location and action_location.name != "CHANGE_LIST":
            return {}
        actions = super().get_actions(request, **where)
        actions.pop("delete_selected", None)
        if not self.has_change_permission(request):
            return {}
        own = {
            act.name: (begin(act), act.name, act.label)
            for act in ACTS.values()
            if allowed(act, request.user)
        }
        return {**actions, **own}


def allowed(act: Act, user: Any) -> bool:
    """Whether it makes sense to offer it at all; each post is looked at later."""
    return user.has_perm(act.needs)


def begin(act: Act) -> Any:
    def action(model_admin: Any, request: HttpRequest, posts: Any) -> HttpResponse | None:
        pks = list(posts.order_by().values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(pks) > AT_ONCE:
            messages.error(
                request, f"Choose at most {AT_ONCE} posts at a time; nothing was changed."
            )
            return None
        rows = Post.objects.editable_by(request.user).select_related("category")
        rows = rows.prefetch_related("tagged__tag").filter(pk__in=pks).order_by("title", "pk")
        return page(model_admin, request, act, list(rows), 0)

    action.short_description = act.label  # type: ignore[attr-defined]
    return action


def page(
    model_admin: Any, request: HttpRequest, act: Act, posts: list[Post], missing: int
) -> HttpResponse:
    """Ask for what has to be chosen; then list what would happen."""
    form_class = FORMS.get(act.asks)
    bound = form_class is not None and act.asks in request.POST
    form = form_class(request.POST if bound else None) if form_class else None
    ready = form is None or (bound and form.is_valid())
    chosen = form.cleaned_data[act.asks] if form is not None and ready else None
    steps = plan(act, posts, request.user, chosen) if ready else [Step(post) for post in posts]
    willing = [step for step in steps if not step.refused] if ready else []
    if len(willing) <= LOOKED_INTO:
        for step in willing:
            look_into(step, act, request.user)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": act.label,
        "opts": model_admin.opts,
        "act": act,
        "form": form,
        "ready": ready,
        "chosen": chosen,
        "steps": [step for step in steps if not step.refused],
        "not_looked": len(willing) > LOOKED_INTO,
        "refused": [step for step in steps if step.refused],
        "missing": missing,
        "back": back_to(request),
        "names": Tag.objects.values_list("name", flat=True)[:OFFERED] if act.asks == "tag" else [],
    }
    return TemplateResponse(request, "admin/blog/post/bulk.html", context)


def look_into(step: Step, act: Act, user: Any) -> None:
    try:
        act.looks_into(step.post)
    except Refusal as refusal:
        step.refused = str(refusal)
    if act.breaks:
        step.breaks = impact(step.post, user).references


def back_to(request: HttpRequest) -> str:
    """The list as it was filtered; nothing but that list."""
    address = reverse("admin:blog_post_changelist")
    asked = request.POST.get("back") or request.get_full_path()
    return asked if asked.partition("?")[0] == address else address


def do_it(request: HttpRequest, act: Act, posts: list[Post], chosen: Any) -> None:
    """Do it to each that allows it now; what went wrong with one stops none of the others."""
    done = []
    for step in plan(act, posts, request.user, chosen):
        reason = step.refused
        if not reason:
            try:
                act.do(step.post, request.user, chosen)
            except ValidationError as error:
                reason = words_of(error)
            except publishing.Stale as stale:
                reason = str(stale)
        if reason:
            messages.error(request, f"“{step.post.title}”: {reason}")
        else:
            done.append(step.post.title)
    if done:
        named = ", ".join(f"“{title}”" for title in done[:5])
        rest = f" and {len(done) - 5} more" if len(done) > 5 else ""
        messages.success(request, f"{len(done)} {act.done}: {named}{rest}.")


def zipped(steps: Iterable[Step]) -> HttpResponse:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for step in steps:
            if not step.refused:
                name = str(export_file(step.post.kind, step.post.path))
                file.writestr(name, draft_markdown(step.post).encode())
    response = HttpResponse(content.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="posts.zip"'
    response["Cache-Control"] = "no-store"
    return response


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    def bulk(request: HttpRequest, name: str) -> HttpResponse:
        act = ACTS.get(name)
        if act is None:
            raise Http404
        if not model_admin.has_change_permission(request) or not allowed(act, request.user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:blog_post_changelist"))
        posts, missing = chosen_posts(request)
        if not posts:
            many = missing > AT_ONCE
            reason = f"Choose at most {AT_ONCE} posts at a time" if many else "Choose some posts"
            messages.error(request, f"{reason}; nothing was changed.")
            return HttpResponseRedirect(back_to(request))
        if "confirmed" not in request.POST:
            return page(model_admin, request, act, posts, missing)
        form_class = FORMS.get(act.asks)
        form = form_class(request.POST) if form_class else None
        if form is not None and not form.is_valid():
            return page(model_admin, request, act, posts, missing)
        chosen = form.cleaned_data[act.asks] if form is not None else None
        if act.name == "export":
            return zipped(plan(act, posts, request.user, chosen))
        do_it(request, act, posts, chosen)
        if missing:
            messages.error(request, f"{missing} of the posts are not there any more, or not yours.")
        return HttpResponseRedirect(back_to(request))

    view = model_admin.admin_site.admin_view(bulk)
    return [path("bulk/<slug:name>/", view, name="blog_post_bulk")]
