"""Writing: every save is a revision, and what somebody else saved is never overwritten."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from blog import afterwards, search
from blog.models import AuditEntry, Post, Revision
from blog.models.fields import validate_line

from .addresses import present_names
from .conflicts import said_at_their_fields
from .parts import Parts
from .revisions import (
    Kind,
    add_revision,
    begin,
    check_size,
    keep_first,
    lock,
    set_has_draft,
    write_draft,
)
from .snapshots import Snapshot, fill, free_slug, snapshot_of

DOCUMENT_FIELDS = (
    "kind slug title body description image image_alt social_image category faq next_step"
    " next_step_text seo_title noindex canonical_url date_published date_modified chapter"
).split()


def create(snapshot: Snapshot, *, by: Any, key: uuid.UUID | str | None = None) -> Post:
    """Return a new draft that holds the snapshot as its first revision, whatever was typed.

    key: of the form; one that was seen before returns the post that it made.
    """
    check_size(snapshot)
    try:
        return _create(snapshot, by, key)
    except IntegrityError:  # somebody took the key, or the address, in this moment
        return _create(snapshot, by, key)


def _create(snapshot: Snapshot, by: Any, key: uuid.UUID | str | None) -> Post:
    with transaction.atomic():
        made = Post.objects.filter(key=key).first() if key else None
        if made and made.created_by == by:
            return made
        own_key = None if made else key
        post = Post(title=valid_title(snapshot), created_by=by, key=own_key, has_draft=True)
        if snapshot.get("kind") in {Post.Kind.POST, Post.Kind.SERVICE, Post.Kind.PAGE}:
            post.kind = snapshot["kind"]  # a guide becomes one when it has its topic
        post.slug = free_slug(post)
        post.save()
        add_revision(post, Kind.AUTOSAVE, snapshot, by)
        AuditEntry.objects.record(by, "created", post)
    return post


def valid_title(snapshot: Snapshot) -> str:
    title = str(snapshot.get("title", "")).strip()
    try:
        validate_line(title)
    except ValidationError:
        return "Untitled"
    return title[:200] or "Untitled"


def autosave(post: Post, snapshot: Snapshot, *, by: Any, base: str, form: str = "") -> Revision:
    """Keep what is typed, valid or not; the page and the row do not change.

    form: names the open form that sends it, however often.
    Raises Stale; ValidationError if it is larger than a form of valid fields could be.
    """
    check_size(snapshot)
    with transaction.atomic():
        latest, stale = begin(post, snapshot, by=by, base=base, form=form)
        if not stale and latest.snapshot != snapshot:
            latest = write_draft(post, latest, Kind.AUTOSAVE, snapshot, by)
            if post.status == Post.Status.DRAFT and not post.was_public():
                post.title = valid_title(snapshot)  # what the lists call it
                if (
                    Post.objects.exclude(title=post.title)
                    .filter(pk=post.pk)
                    .update(title=post.title)
                ):
                    search.changed([post.pk])
    if stale:
        raise stale
    return latest


def save_draft(
    post: Post,
    snapshot: Snapshot,
    *,
    by: Any,
    base: str | None = None,
    form: str = "",
    note: str = "",
) -> Revision:
    """Save what was written as a draft; a page that readers see does not change.

    The post in hand carries the snapshot afterwards. Raises ValidationError by form field; Stale.
    """
    check_size(snapshot)
    fill(post, snapshot)
    post.full_clean()  # renders: before the transaction, which holds a lock
    parts = Parts(post, snapshot)
    with said_at_their_fields(post, snapshot), transaction.atomic(), afterwards.once():
        latest, stale = begin(post, snapshot, by=by, base=base, form=form)
        if not stale:
            # What was taken down keeps what its address answers until somebody publishes.
            live = post.status == Post.Status.PUBLISHED or post.was_public()
            if not live:
                post.has_draft = False
                post.save(update_fields=[*DOCUMENT_FIELDS, "has_draft"])
                parts.write()
                snapshot = snapshot_of(post)
            revision = write_draft(
                post, latest, Kind.SAVED, snapshot, by, has_draft=live, note=note
            )
    if stale:
        raise stale
    return revision


def restore(revision: Revision, *, by: Any) -> Revision:
    """Make an older state the newest draft; nothing between is lost."""
    post = revision.post
    with transaction.atomic():
        lock(post)
        keep_first(post)
        note = f"From revision {revision.number}"
        snapshot = revision.snapshot | {"tags": present_names(revision.snapshot.get("tags", []))}
        new = add_revision(post, Kind.SAVED, snapshot, by, note=note)
        set_has_draft(post, True)
        AuditEntry.objects.record(by, "restored a revision", post, number=revision.number)
    return new


def discard_draft(post: Post, *, by: Any) -> Revision:
    """Go back to what the rows say; the draft stays in the history."""
    with transaction.atomic():
        lock(post)
        live = Post.objects.get(pk=post.pk)
        revision = add_revision(
            post, Kind.SAVED, snapshot_of(live), by, note="Back to the page as it is"
        )
        set_has_draft(post, False)
        AuditEntry.objects.record(by, "discarded a draft", post)
    return revision
