"""Links to a page that other pages are to get: planned while it is written, and put into their
texts when it is there for readers. Until then a link would lead nowhere."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from blog import afterwards
from blog.linkgraph import Prose, put_link
from blog.linkgraph.phrases import Spot
from blog.linkgraph.phrases import phrase as words_of
from blog.models import AuditEntry, Link, LinkTodo, Post, Revision
from blog.models.fields import validate_line
from blog.rendering import Rendered, bounded

from .revisions import Kind, add_revision, keep_first
from .rights import may_edit, may_publish
from .snapshots import snapshot_of

MOST_PLANNED = 30  # open ones to one page
MOST_WORDS = 200  # characters
State = LinkTodo.State


class Ready(NamedTuple):
    """source: in hand, with the link in its text, rendered. before: the text as it was read."""

    todo: LinkTodo
    source: Post
    before: str


def plan(target: Post, source: Post, phrase: str, *, by: Any) -> LinkTodo:
    """Plan a link on these words of the other page; or on other words than before.

    Renders that page, with the link. Raises ValidationError, in words for whoever plans it.
    """
    words = _where(source, phrase).words
    if source.pk == target.pk:
        raise ValidationError("A page needs no link to itself.")
    if Link.objects.filter(source__post=source, target__post=target).exists():
        raise ValidationError(f"{source.path} links here already.")
    if _put(source, words, target.path) is None:
        raise ValidationError(f"No link can be put on “{words}” in {source.path}: choose others.")
    others = open_todos(target).exclude(source=source)
    if others.count() >= MOST_PLANNED:
        raise ValidationError(f"{MOST_PLANNED} links to this page are planned; that is the limit.")
    made = {"phrase": words, "state": State.OPEN, "by": by, "made_at": timezone.now()}
    todo, _ = LinkTodo.objects.update_or_create(source=source, target=target, defaults=made)
    return todo


def turn_down(target: Post, source: Post, *, by: Any) -> None:
    """Plan no such link, or no more; it is not suggested again."""
    LinkTodo.objects.update_or_create(
        source=source, target=target, defaults={"state": State.DISMISSED, "by": by}
    )


def open_todos(target: Post) -> QuerySet[LinkTodo]:
    rows = LinkTodo.objects.filter(target=target, state=State.OPEN)
    return rows.select_related("source", "target", "by").order_by("made_at", "pk")


def _where(source: Post, phrase: str) -> Spot:
    """Return where the words stand on the page that readers see."""
    phrase = " ".join(phrase.split())
    if len(phrase) > MOST_WORDS:
        raise ValidationError(f"Choose at most {MOST_WORDS} characters of {source.path}.")
    validate_line(phrase)
    if not source.is_live():
        raise ValidationError(f"{source.path} is not published.")
    spot = Prose(source.body_html).find(words_of(phrase))
    if spot is None:
        said = f"“{phrase}” does not stand in" if phrase else "Choose words of"
        raise ValidationError(f"{said} the text of {source.path}, outside of headings and links.")
    if len(spot.words) > MOST_WORDS:
        raise ValidationError(f"Choose at most {MOST_WORDS} characters of {source.path}.")
    return spot


def sentence(todo: LinkTodo) -> str:
    """The sentence that the link will stand in; "" where its words are gone."""
    spot = Prose(todo.source.body_html).find(words_of(todo.phrase))
    return spot.sentence if spot else ""


def obstacle(todo: LinkTodo, by: Any = None) -> str:
    """Return why the link cannot be put into the text as it is now, or ""."""
    source = todo.source
    if source.status == Post.Status.DELETED:
        return "that page is in the bin"
    if not source.is_live():
        return "that page is not published"
    if source.has_draft:
        return "somebody has a draft of that page that is not published"
    if by and not (may_publish(by) and may_edit(by, source)):  # None: the system itself
        return "an editor has to write it"
    if not todo.phrase:
        return "nobody has chosen its words yet"
    if not sentence(todo):
        return "its words do not stand in the text any more"
    return ""


def ready(todos: Iterable[LinkTodo], *, by: Any, target: Post | None = None) -> list[Ready]:
    """Put the links into the texts, in hand: it renders them, and so holds no lock.

    target: the page that all of them lead to, as it will be.
    """
    found = []
    for todo in todos:
        todo.target = target or todo.target
        before = todo.source.body
        if not obstacle(todo, by) and _put(todo.source, todo.phrase, todo.target.path):
            found.append(Ready(todo, todo.source, before))
    return found


def _put(source: Post, words: str, path: str) -> Rendered | None:
    """Let the post in hand carry the link. Return its page, or None: then it is as it was."""
    context, pages = source.rendering_context(), dict[str, Rendered | None]()

    def render(text: str) -> Rendered | None:
        pages[text] = bounded.attempt(text, context)
        return pages[text]

    changed = put_link(source.body, words, path, render)
    page = pages.get(changed) if changed else None
    if changed and page:
        source.body = changed
        source.accept(page)
    return page


def write(links: Iterable[Ready], *, by: Any) -> int:
    """Write what is ready, a revision each; return how many. Call it in a transaction.

    What somebody has saved meanwhile, or saves at this moment, is left open: nobody waits for
    a page that is not the one in hand.
    """
    count = 0
    for todo, source, before in links:
        rows = Post.objects.select_for_update(no_key=True, skip_locked=True)
        now = rows.filter(pk=source.pk, has_draft=False).first()
        if now is None or not now.is_live() or now.body != before:
            continue
        keep_first(now)
        source.save(update_fields=["body"])
        note = f"Planned link to {todo.target.path}"[:300]
        revision = add_revision(source, Kind.PUBLISHED, snapshot_of(source), by, note=note)
        LinkTodo.objects.filter(pk=todo.pk).update(state=State.DONE)
        to = todo.target.path
        AuditEntry.objects.record(by, "wrote a link", source, to=to, revision=revision.number)
        count += 1
    return count


def write_now(todos: QuerySet[LinkTodo], *, by: Any) -> int:
    """Write the links to pages that readers see; return how many. The others stay open."""
    count = 0
    for pk in list(todos.values_list("pk", flat=True)):  # one after the other may be of one page
        todo = todos.filter(pk=pk, state=State.OPEN).select_related("source", "target").first()
        if todo and todo.target.is_live():
            links = ready([todo], by=by)
            with transaction.atomic(), afterwards.once():
                count += write(links, by=by)
    return count


def write_in_time(target: Post) -> int:
    """Of a page that went live by the clock: in the name of whoever scheduled it."""
    if not target.is_live():
        return 0
    published = Revision.objects.filter(post=target, kind=Kind.PUBLISHED)
    revision = published.select_related("by").order_by("-number").first()
    return write_now(open_todos(target), by=revision.by if revision else None)
