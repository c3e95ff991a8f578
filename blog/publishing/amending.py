"""One change to many posts, and what other code wrote into the rows: both get their revision."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from blog import afterwards
from blog.models import Post, Revision
from blog.rendering import bounded

from .drafts import DOCUMENT_FIELDS
from .parts import Parts
from .revisions import Kind, add_revision, document_of, keep_first, newest, set_has_draft
from .snapshots import Snapshot, fill, snapshot_of


def amend(
    posts: Iterable[Post],
    change: Callable[[Snapshot], object],
    *,
    by: Any,
    note: str,
    check: Callable[[Post], object] | None = None,
) -> list[Post]:
    """Make one change to the rows and to the drafts of many posts, a revision each.

    change: alters the snapshot that it is given. check: is shown each post once nobody else can
    change it, and raises what stops all. Returns the posts that differ now.
    Raises ValidationError, and then nothing was changed in any.
    """
    pks = [post.pk for post in posts]
    with bounded.one_save():  # what is rendered here costs nothing within the transaction
        for post in Post.objects.filter(pk__in=pks):
            if (after := _changed(before := snapshot_of(post), change)) != before:
                _filled(post, after)
        with transaction.atomic(), afterwards.once():
            done = [_amend(pk, change, by, note, check) for pk in pks]
    return [post for post in done if post]


def _amend(
    pk: int,
    change: Callable[[Snapshot], object],
    by: Any,
    note: str,
    check: Callable[[Post], object] | None,
) -> Post | None:
    post = Post.objects.select_for_update().get(pk=pk)  # whatever was read before is old by now
    if check:
        check(post)
    before, draft = snapshot_of(post), document_of(post) if post.has_draft else None
    after = _changed(before, change)
    if draft is not None and (new := _changed(draft, change)) != draft:
        keep_first(post)
        draft = new
    elif after == before:
        return None
    if after != before:
        _amend_row(post, after, by, note)
    if draft is not None:
        add_revision(post, Kind.SAVED, draft, by, note=note)
        set_has_draft(post, True)
    return post


def _changed(snapshot: Snapshot, change: Callable[[Snapshot], object]) -> Snapshot:
    copy = {name: list(v) if isinstance(v, list) else v for name, v in snapshot.items()}
    change(copy)
    return copy


def _filled(post: Post, snapshot: Snapshot) -> Parts:
    """Renders the texts. Raises ValidationError."""
    fill(post, snapshot)
    post.full_clean()
    return Parts(post, snapshot)


def _amend_row(post: Post, snapshot: Snapshot, by: Any, note: str) -> None:
    keep_first(post)
    parts = _filled(post, snapshot)
    post.save(update_fields=DOCUMENT_FIELDS)
    parts.write()
    kind = Kind.PUBLISHED if post.status == Post.Status.PUBLISHED else Kind.SAVED
    add_revision(post, kind, snapshot_of(post), by, note=note)


def recorded(post: Post, *, by: Any = None, note: str = "") -> Revision | None:
    """Add a revision of what the rows say, where a history would otherwise skip it.

    For what writes the rows by itself, as an import does. A post without a history gets none.
    """
    latest = newest(post)
    if latest is None or latest.snapshot == (snapshot := snapshot_of(post)):
        return None
    kind = Kind.PUBLISHED if post.status == Post.Status.PUBLISHED else Kind.SAVED
    revision = add_revision(post, kind, snapshot, by, note=note)
    set_has_draft(post, False)
    return revision
