"""The history of a post: who saved what when, what changed in it, and back to an older state."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, reverse

from blog import publishing
from blog.models import Post, Revision

from . import diff
from .keys import whole
from .pages import change_url, page, post_for, route

PAGE_SIZE = 20
LONG_TEXTS = {"body", "description", "questions"}  # shown word by word; other fields as a whole


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [
        route(model_admin, "<int:pk>/history/", history, "history"),
        route(model_admin, "<int:pk>/history/<int:number>/", revision, "revision"),
        route(model_admin, "<int:pk>/history/<int:number>/restore/", restore, "restore"),
    ]


@dataclass
class Row:
    """A line of the list. changed: in words, against the state before."""

    revision: Revision
    changed: str
    newest: bool = False


def history(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    post = post_for(request, pk)
    chosen = [whole(request.GET.get(name, "")) for name in ("old", "new")]
    if None not in chosen:
        old, new = sorted(filter(None, chosen))
        address = reverse("admin:blog_post_revision", args=[pk, new])
        return HttpResponseRedirect(f"{address}?with={old}")
    revisions = post.revisions.select_related("by")
    shown = Paginator(revisions, PAGE_SIZE).get_page(request.GET.get("page"))
    newest = publishing.newest(post)
    rows = _rows(post, list(shown), newest)
    return page(
        model_admin,
        request,
        "post/history.html",
        post,
        "History",
        page=shown,
        rows=rows,
        newest=newest,
        pages=shown.paginator.get_elided_page_range(shown.number),
    )


def _rows(post: Post, shown: list[Revision], newest: Revision | None) -> list[Row]:
    """Each is compared with the state before it, which for the last one is not on the page."""
    before = None
    if shown:
        older = post.revisions.exclude(kind=Revision.Kind.ASIDE)
        before = older.filter(number__lt=shown[-1].number).first()
    rows = []
    for each in reversed(shown):
        changed = in_words(before.snapshot if before else None, each.snapshot)
        rows.append(Row(each, changed, newest is not None and each.pk == newest.pk))
        if each.kind != Revision.Kind.ASIDE:
            before = each
    return rows[::-1]


def in_words(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """`12 words added, 3 removed; title, topic`."""
    if before is None:
        count = len(str(after.get("body", "")).split())
        return f"The first state: {_words(count)}"
    parts = []
    old, new = str(before.get("body", "")), str(after.get("body", ""))
    if old != new:
        came, went = diff.tally(old, new)
        said = [f"{_words(came)} added"] if came else []
        said += [f"{went} removed" if came else f"{_words(went)} removed"] if went else []
        parts.append(", ".join(said) or "text moved")
    fields = [
        label.lower()
        for name, label in publishing.LABELS.items()
        if name != "body" and before.get(name) != after.get(name)
    ]
    if fields:
        parts.append(", ".join(fields))
    said_at_last = "; ".join(parts) or "nothing"
    return said_at_last[0].upper() + said_at_last[1:]


def _words(count: int) -> str:
    return f"{count:,} word{'' if count == 1 else 's'}"


@dataclass
class Difference:
    """One field that differs. blocks: for long texts; else before and after say it whole."""

    label: str
    before: str = ""
    after: str = ""
    blocks: list["Stretch"] = field(default_factory=list)


@dataclass
class Stretch:
    """Blocks in a row: what differs, with a paragraph around it; or what is the same, folded."""

    blocks: list[diff.Block]
    folded: bool = False


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    found = []
    for change in publishing.difference(before, after):
        one = Difference(change.label, change.before, change.after)
        if change.field in LONG_TEXTS:
            one.blocks = stretches(diff.compare(change.before, change.after))
        found.append(one)
    return found


def stretches(blocks: list[diff.Block]) -> list[Stretch]:
    """Fold what is the same, but for the paragraph before and behind a change."""
    near = set()
    for n, block in enumerate(blocks):
        if block.kind != "same":
            near |= {n - 1, n, n + 1}
    found: list[Stretch] = []
    for n, block in enumerate(blocks):
        if not found or found[-1].folded != (n not in near):
            found.append(Stretch([], n not in near))
        found[-1].blocks.append(block)
    for each in found:
        each.folded = each.folded and len(each.blocks) > 1
    return found


def revision(
    model_admin: admin.ModelAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    """One state, and how it differs from another: `?with=`, or else the one before it."""
    post = post_for(request, pk)
    after = _revision(post, number)
    asked = whole(request.GET.get("with", ""))
    if asked is not None:
        before: Revision | None = _revision(post, asked)
    else:
        older = post.revisions.exclude(kind=Revision.Kind.ASIDE).select_related("by")
        before = older.filter(number__lt=number).first()
    numbers = post.revisions.exclude(pk=after.pk).values("number", "kind", "at")[:200]
    newest = publishing.newest(post)
    return page(
        model_admin,
        request,
        "post/revision.html",
        post,
        f"Revision {number}",
        revision=after,
        before=before,
        differences=differences(before.snapshot if before else {}, after.snapshot)
        if before
        else [],
        numbers=[{**each, "kind": Revision.Kind(each["kind"]).label} for each in numbers],
        is_newest=newest is not None and newest.pk == after.pk,
        text=str(after.snapshot.get("body", "")),
    )


def _revision(post: Post, number: int) -> Revision:
    found = post.revisions.select_related("by").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def restore(
    model_admin: admin.ModelAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    post = post_for(request, pk)
    new = publishing.restore(_revision(post, number), by=request.user)
    live = " Readers see it when you publish." if post.is_live() else ""
    messages.success(
        request, f"Revision {number} is the newest draft now, as revision {new.number}.{live}"
    )
    return HttpResponseRedirect(change_url(post))
