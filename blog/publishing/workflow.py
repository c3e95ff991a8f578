"""From draft to readers and back: publish, review, take down, delete; each one transaction."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from blog import afterwards
from blog.models import AuditEntry, Post, Redirect, Revision
from blog.models.following import answers, path_of
from blog.models.post import to_millisecond

from . import planned
from .conflicts import said_at_their_fields
from .differences import update_between
from .drafts import DOCUMENT_FIELDS
from .parts import Parts
from .preflight import refuse_what_blocks
from .questions import propose_questions
from .revisions import (
    Kind,
    base_of,
    begin,
    check_size,
    document_of,
    lock,
    write_draft,
)
from .snapshots import Snapshot, fill, snapshot_of

REVIEW = ["review_asked", "review_by", "review_note"]
NOTE_LENGTH = 2000  # of a review
ITSELF = "This is the page that you take down."
DAYS_IN_BIN = 30  # then `tidy` deletes it for good


def publish(
    post: Post,
    snapshot: Snapshot | None = None,
    *,
    by: Any = None,
    base: str | None = None,
    form: str = "",
    at: datetime | None = None,
    note: str = "",
    update_date: bool = False,
    checked: bool = False,
) -> Revision:
    """Make the post public at `at`; without it, at the date it has, or else now.

    snapshot: what it shall say; without it what the database holds now, the draft if there is one.
    update_date: tell readers and machines that it was updated now.
    note: what changed, in words for readers if this is a real update.
    checked: let nothing pass that the preflight blocks. The desk asks for it; an import does not.
    Raises ValidationError if the post is not fit to be published, Blocked among them; Stale.
    """
    if snapshot is None and not post._state.adding:
        base = base_of(post) if base is None else base  # first: a save in between is noticed
        snapshot = document_of(Post.objects.get(pk=post.pk))
    if snapshot is not None:
        check_size(snapshot)
        fill(post, snapshot)
    post.status = Post.Status.PUBLISHED
    post.date_published = at or post.date_published
    set_updated(post, update_date)
    post.full_clean()
    if not post.body.strip():
        raise ValidationError({"body": "Write the text first: it is empty."})
    said = snapshot if snapshot is not None else snapshot_of(post)
    parts, change = Parts(post, said), _change(post)
    if checked:
        refuse_what_blocks(post, parts)
    change["substantive"] |= update_date and post.was_public()  # the editor has the last word
    # One that the clock will show gets its links then: see tasks.announce.
    due = planned.open_todos(post) if post.pk and post.is_live() else []
    links = planned.ready(due, by=by, target=post)
    with said_at_their_fields(post, said), transaction.atomic(), afterwards.once():
        latest, stale = None, None
        if not post._state.adding:
            latest, stale = begin(post, said, by=by, base=base, form=form)
        if not stale:
            revision = _make_public(post, latest, parts, by, note, change)
            planned.write(links, by=by)
    if stale:
        raise stale
    return revision


def set_updated(post: Post, now: bool) -> None:
    """A page is never updated before it was published."""
    if now and post.was_public():
        post.date_modified = to_millisecond(timezone.now())
    if post.date_modified and post.date_published and post.date_modified < post.date_published:
        post.date_modified = post.date_published


def _change(post: Post) -> dict[str, Any]:
    """Return how the text differs from the stored one: it takes time, and so holds no lock."""
    before = Post.objects.filter(pk=post.pk).values_list("body_html", flat=True).first() or ""
    change = update_between(before, post.body_html)
    return {"changed_words": change.words, "substantive": change.is_real}


def _make_public(
    post: Post, latest: Revision | None, parts: Parts, by: Any, note: str, change: dict[str, Any]
) -> Revision:
    post.status, post.has_draft = Post.Status.PUBLISHED, False
    post.review_asked, post.review_by, post.review_note = None, None, ""
    if post._state.adding:
        post.save()
    else:
        post.save(update_fields=[*DOCUMENT_FIELDS, *REVIEW, "status", "has_draft"])
    parts.write()
    Redirect.objects.filter(from_path=post.path).delete()
    if post.faq and not post.faq_entries.exists():
        propose_questions(post)
    revision = write_draft(
        post, latest, Kind.PUBLISHED, snapshot_of(post), by, has_draft=False, note=note, **change
    )
    act = "published" if post.is_live() else "scheduled"
    AuditEntry.objects.record(by, act, post, revision=revision.number)
    return revision


def ask_for_review(post: Post, *, by: Any, note: str = "") -> None:
    with transaction.atomic():
        lock(post)
        post.review_asked, post.review_by, post.review_note = timezone.now(), by, note
        post.save(update_fields=REVIEW)
        AuditEntry.objects.record(by, "asked for review", post)


def send_back(post: Post, *, by: Any, note: str = "") -> None:
    """End the review without publishing; the note stays for whoever wrote it."""
    with transaction.atomic():
        lock(post)
        post.review_asked, post.review_by, post.review_note = None, by, note
        post.save(update_fields=REVIEW)
        AuditEntry.objects.record(by, "sent back", post)


def take_down(post: Post, *, by: Any = None, to_post: Post | None = None, to_url: str = "") -> None:
    """Take the post off the site. Its address answers 410, or leads where it is told to.

    One that readers have not seen yet becomes a draft again.
    Raises ValidationError if the target is no address of a page.
    """
    with transaction.atomic():
        lock(post)
        known = post.was_public()
        post.status = Post.Status.GONE if known else Post.Status.DRAFT
        post.save(update_fields=["status"])
        Redirect.objects.filter(from_path=post.path).delete()
        if known and (to_post or to_url):
            redirect = Redirect(from_path=post.path, to_post=to_post, to_url=to_url)
            check_target(post, redirect)
            if reason := cannot_follow(post, redirect):
                raise ValidationError({"to_post" if to_post else "to_url": reason})
            redirect.save()
        AuditEntry.objects.record(
            by, "took down", post, leads_to=to_post.path if to_post else to_url
        )


def check_target(post: Post, redirect: Redirect) -> None:
    """Take the one spelling of its target, and the page that has that address."""
    try:
        redirect.full_clean()
    except ValidationError as error:
        if path_of(redirect.to_url) == post.path:  # in better words than those about a loop
            raise ValidationError({"to_url": ITSELF}) from error
        raise


def cannot_follow(post: Post, redirect: Redirect) -> str:
    """Return why readers of the post cannot be sent where the redirect leads, or ""."""
    path = path_of(redirect.target)
    if path == post.path:
        return ITSELF
    if not redirect.target:
        return "Nothing answers at this address any more."
    if path.startswith("/") and not answers(path):
        return f"Nothing answers at {path}."
    return ""


def delete(post: Post, *, by: Any) -> None:
    """Put the post into the bin: off the site and out of the lists, and all of it kept."""
    with transaction.atomic():
        lock(post)
        post.status, post.deleted_at = Post.Status.DELETED, timezone.now()
        post.review_asked = None
        post.save(update_fields=["status", "deleted_at", "review_asked"])
        AuditEntry.objects.record(by, "deleted", post, path=post.path)


def undelete(post: Post, *, by: Any) -> None:
    """Take the post out of the bin: taken down if readers knew it, else a draft."""
    with transaction.atomic():
        lock(post)
        post.status = Post.Status.GONE if post.was_public() else Post.Status.DRAFT
        post.save(update_fields=["status"])
        AuditEntry.objects.record(by, "restored from the bin", post)


def purge(post: Post, *, by: Any = None) -> bool:
    """Delete for good, with its history; not if it was restored since it was read.

    An address that was public goes on answering 410.
    """
    with transaction.atomic():
        state = {"status": post.status, "deleted_at": post.deleted_at}
        if not Post.objects.select_for_update().filter(pk=post.pk, **state).exists():
            return False
        AuditEntry.objects.record(by, "deleted for good", post, path=post.path)
        post.delete()
    return True
