"""Two people wrote: what was refused beside what was saved first, and what becomes of both."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from blog import publishing
from blog.models import Post, Revision

from . import diff
from .pages import change_url, page, post_for, route

MOST_CHOICES = 400  # beyond it nobody reads them all, and the fields of a form are bounded
THEIRS, MINE, BOTH = "theirs", "mine", "both"


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [route(model_admin, "<int:pk>/compare/<int:number>/", compare, "compare")]


def compare(
    model_admin: admin.ModelAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    post = post_for(request, pk)
    mine = post.revisions.select_related("by").filter(number=number).first()
    theirs = publishing.newest(post)
    if mine is None or theirs is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("base") == theirs.base:
            return _decide(request, post, theirs, mine)
        who = theirs.by or "Somebody"
        messages.warning(request, f"{who} saved again in the meantime. This is the newest text.")
    places = _numbered(diff.compare(_body(theirs), _body(mine)))
    choices = sum(block.kind != "same" for _, block in places)
    changes = publishing.difference(theirs.snapshot, mine.snapshot)
    return page(
        model_admin,
        request,
        "post/compare.html",
        post,
        "Two versions",
        theirs=theirs,
        mine=mine,
        own=mine.by_id == request.user.pk,
        their_label="Saved first" if theirs.by_id == request.user.pk else "Theirs",
        my_label="Mine" if mine.by_id == request.user.pk else str(mine.by or "Set aside"),
        rows=places,
        may_choose=choices <= MOST_CHOICES,
        fields=[change for change in changes if change.field != "body"],
        same=not changes,
        their_text=_body(theirs),
        my_text=_body(mine),
    )


def _body(revision: Revision) -> str:
    return str(revision.snapshot.get("body", ""))


def _numbered(blocks: list[diff.Block]) -> list[tuple[str, diff.Block]]:
    """Name each block; what went and what came in one place are one choice."""
    places: list[diff.Block] = []
    for block in blocks:
        last = places[-1] if places else None
        if last and block.kind == "added" and last.kind in {"removed", "replaced"}:
            apart = [diff.Piece("new", "\n\n")] if last.new else []
            last.pieces = [*last.pieces, *apart, *block.pieces]
            last.kind, last.new = "replaced", last.new + block.new
        else:
            places.append(block)
    return [(f"block-{n}", block) for n, block in enumerate(places)]


def _decide(
    request: HttpRequest, post: Post, theirs: Revision, mine: Revision
) -> HttpResponseRedirect:
    """Nothing is gone whichever it is: both stay in the history."""
    who = theirs.by or "the other"
    if "_theirs" in request.POST:
        messages.success(request, f"The text of {who} stays. Yours is kept in the history.")
    elif "_mine" in request.POST:
        publishing.restore(mine, by=request.user)
        messages.success(request, f"Your text is the newest draft now. {who}’s is in the history.")
    elif "_merge" in request.POST:
        merged = _merged(theirs.snapshot, mine.snapshot, request.POST)
        try:
            _keep(request, post, mine, merged)
        except ValidationError as error:
            messages.error(request, f"Nothing was changed. {' '.join(error.messages)}")
            return HttpResponseRedirect(request.path)
        messages.success(request, "What you chose of both is the newest draft now. Look it over.")
    return HttpResponseRedirect(change_url(post))


def _keep(request: HttpRequest, post: Post, mine: Revision, merged: dict[str, Any]) -> None:
    """Raises ValidationError, and then nothing is written: both together may be too long."""
    with transaction.atomic():
        # Theirs may be an autosave of the same person in another window: it stays as it is.
        publishing.restore(mine, by=request.user)
        post.refresh_from_db()
        publishing.autosave(post, merged, by=request.user, base=publishing.base_of(post))


def _merged(theirs: dict[str, Any], mine: dict[str, Any], chosen: Any) -> dict[str, Any]:
    """Their snapshot, with mine where it was chosen."""
    merged = dict(theirs)
    for name in publishing.LABELS:
        if name != "body" and chosen.get(f"field-{name}") == MINE and name in mine:
            merged[name] = mine[name]
    parts = []
    blocks = diff.compare(str(theirs.get("body", "")), str(mine.get("body", "")))
    for name, block in _numbered(blocks):
        choice = chosen.get(name, THEIRS)
        if choice in {THEIRS, BOTH}:
            parts.append(block.old)
        if choice in {MINE, BOTH} and not (choice == BOTH and block.kind == "same"):
            parts.append(block.new)
    merged["body"] = _joined(parts)
    return merged


def _joined(parts: list[str]) -> str:
    """A paragraph that was the last of its text has no blank line behind it, until it moves."""
    done: list[str] = []
    for part in filter(None, parts):
        if done and done[-1][len(done[-1].rstrip()) :].count("\n") < 2:
            done[-1] = done[-1].rstrip() + "\n\n"
        done.append(part)
    return "".join(done)
