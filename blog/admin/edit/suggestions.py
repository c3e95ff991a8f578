"""The panel of links in the form: what is suggested both ways, and what is planned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from blog import publishing
from blog.linkgraph import put_link
from blog.models import LinkTodo, Post
from blog.publishing import planned
from blog.publishing.suggesting import suggested
from blog.rendering import bounded

from ..access import may_edit, may_publish, reachable_by, readable_by
from ..keys import whole
from .typed import typed, unix_lines

PANEL = "admin/blog/post/includes/suggestions.html"
ACTS = ("_plan", "_drop", "_write")
GONE = "That page is not there any more."


@dataclass
class Planned:
    """A planned link as the form shows it. obstacle: why it cannot be written, or ""."""

    todo: LinkTodo
    sentence: str
    obstacle: str
    may_open: bool


def planned_links(post: Post | None, user: Any) -> list[Planned]:
    if post is None or not post.pk:
        return []
    return [
        Planned(
            todo,
            planned.sentence(todo),
            planned.obstacle(todo, user),
            may_edit(user, todo.source),
        )
        for todo in planned.open_todos(post)
    ]


def panel(request: HttpRequest, post: Post, said: str, *, refused: bool) -> HttpResponse:
    """About what is typed. post: the stored row, or a new one; it is changed in hand."""
    stored = post if post.pk else None
    snapshot = typed(request.POST, {}, stored)
    with bounded.one_save():
        publishing.apply_preview(post, snapshot)
    if not post.was_public():
        post.slug = snapshot["slug"] or post.slug or publishing.proposed_slug(post.title)
        post.path = post.make_path()
    context = {
        "suggested": suggested(post),
        "planned": planned_links(stored, request.user),
        "may_publish": may_publish(request.user),
        "is_live": bool(stored and Post.objects.published().filter(pk=stored.pk).exists()),
        "said": said,
        "refused": refused,
    }
    return render(request, PANEL, context)


def act(post: Post, pressed: Mapping[str, str], by: Any) -> str:
    """Do what one button of the panel asks for; return what to say of it, "" if none was pressed.

    Raises ValidationError, in words.
    """
    name = next((name for name in ACTS if pressed.get(name)), "")
    if not name:
        return ""
    pk = whole(pressed[name])
    source = readable_by(by).filter(pk=pk).first() if pk else None
    if source is None:  # nobody learns of a draft by its number
        todo = LinkTodo.objects.filter(target=post, source=pk or 0).select_related("source").first()
        if todo is None or name != "_drop":
            raise ValidationError(GONE)
        source = todo.source
    if name == "_plan":
        todo = planned.plan(post, source, pressed.get(f"_words-{pk}", ""), by=by)
        return f"Planned: {source.path} will link here on “{todo.phrase}”."
    if name == "_drop":
        planned.turn_down(post, source, by=by)
        return f"No link from {source.path} is planned."
    if not may_publish(by):
        raise ValidationError("An editor has to write it.")
    todos = planned.open_todos(post).filter(source=source)
    if not planned.write_now(todos, by=by):
        raise ValidationError(why_not(todos.first(), by))
    return f"{source.path} links here now."


def act_by_form(request: HttpRequest, post: Post) -> None:
    """What a button of the panel asks for where no script runs: with the form, which is saved."""
    try:
        messages.success(request, f"Saved. {act(post, request.POST, request.user)}")
    except ValidationError as error:
        messages.error(request, f"Saved. {' '.join(error.messages)}")


def say_what_is_left_open(request: HttpRequest, post: Post) -> None:
    """The planned links that were not written with the page that is live now."""
    if post.is_live():
        for todo in planned.open_todos(post):
            messages.warning(request, why_not(todo, request.user))


def why_not(todo: LinkTodo | None, by: Any) -> str:
    if todo is None:
        return "That link is not planned any more."
    if not todo.target.is_live():
        return "It is written when this page is published."
    reason = planned.obstacle(todo, by) or "no link can be put on its words any more"
    return f"The link from {todo.source.path} is not written: {reason}."


def link(request: HttpRequest, post: Post) -> HttpResponse:
    """Where in the typed text a suggested link goes, in the browser's numbers: nothing is written.

    Raises ValidationError.
    """
    pk = whole(request.POST.get("_link", ""))
    target = reachable_by(request.user).filter(pk=pk).only("path").first() if pk else None
    if target is None:
        raise ValidationError(GONE)
    post.body = before = unix_lines(request.POST.get("body", ""))
    words, context = request.POST.get("_words", "")[: planned.MOST_WORDS], post.rendering_context()
    with bounded.one_save():
        after = put_link(before, words, target.path, lambda text: bounded.attempt(text, context))
    if after is None:
        raise ValidationError("Those words are not there any more, or no link can stand on them.")
    return JsonResponse(change_between(before, after))


def change_between(before: str, after: str) -> dict[str, Any]:
    """Return {at, old, new}: what was put in place of what. at: as JavaScript counts."""
    start = 0
    while before[start : start + 1] == after[start : start + 1] != "":
        start += 1
    end = 0
    most = min(len(before), len(after)) - start
    while end < most and before[-1 - end] == after[-1 - end]:
        end += 1
    at = len(before[:start].encode("utf-16-le", "surrogatepass")) // 2
    return {
        "at": at,
        "old": before[start : len(before) - end],
        "new": after[start : len(after) - end],
    }
