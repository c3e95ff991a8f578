"""The history of a post: the states that were kept, and the steps that add one to them."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from blog import rendering
from blog.models import Post, Revision

from .snapshots import MOMENTS, Snapshot, snapshot_of

Kind = Revision.Kind
PASSING = [Kind.AUTOSAVE, Kind.ASIDE]  # what nobody saved on purpose
MAX_SNAPSHOT_BYTES = 2 * 1024 * 1024
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL's JSON cannot hold them
SITTING = timedelta(minutes=10)  # after a longer pause, autosaving begins a new revision


class Stale(Exception):
    """Somebody saved since this form was opened. What it holds is kept as `aside`."""

    def __init__(self, newest: Revision, aside: Revision) -> None:
        super().__init__(f"{newest.by or 'Somebody'} saved at {newest.at:%H:%M}.")
        self.newest, self.aside = newest, aside


def newest(post: Post) -> Revision | None:
    return post.revisions.exclude(kind=Kind.ASIDE).select_related("by").first()


def base_of(post: Post) -> str:
    """Return what a form that is opened now sends back with what was typed into it.

    Six queries for a post without a history, one for any other.
    """
    revision = newest(post)
    return revision.base if revision else as_it_is(snapshot_of(Post.objects.get(pk=post.pk)))


def as_it_is(snapshot: Snapshot) -> str:
    """Name a state that no revision holds: what an import or an older version wrote."""
    said = json.dumps(snapshot, sort_keys=True)
    return f"0.{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def document_of(post: Post) -> Snapshot:
    """Return what a form shows: the draft if there is one, else what the rows say."""
    draft = newest(post) if post.has_draft else None
    return draft.snapshot if draft else snapshot_of(post)


def thin(post: Post, *, dry_run: bool = False) -> int:
    """Drop old autosaves; return how many. After a day each person's last of a day is kept.

    After a month none is kept, nor what was set aside. The newest revision stays, and so does
    all that was saved or published on purpose.
    """
    now = timezone.now()
    latest = newest(post)
    old = post.revisions.filter(kind__in=PASSING, at__lt=now - timedelta(days=1))
    seen, drop = set(), []
    for revision in old.exclude(number=latest.number if latest else 0).defer("snapshot"):
        sitting = (revision.by_id, revision.at.date())
        again = revision.kind == Kind.AUTOSAVE and sitting in seen
        if again or revision.at < now - timedelta(days=30):
            drop.append(revision.pk)
        if revision.kind == Kind.AUTOSAVE:
            seen.add(sitting)
    if drop and not dry_run:
        post.revisions.filter(pk__in=drop).delete()
    return len(drop)


def check_size(snapshot: Snapshot) -> None:
    """Raises ValidationError for what no save would take, before anything is stored."""
    body = str(snapshot.get("body", ""))
    size = len(body.encode("utf-8", "surrogatepass"))
    if size > rendering.MAX_SOURCE_BYTES:
        limit = rendering.MAX_SOURCE_BYTES // 1024
        raise ValidationError(
            {"body": f"The text has {size // 1024:,} KB; the limit is {limit} KB."}
        )
    if len(json.dumps(snapshot)) > MAX_SNAPSHOT_BYTES:
        limit = MAX_SNAPSHOT_BYTES >> 20
        raise ValidationError(f"The form holds more than {limit} MB; shorten its longest fields.")
    if any(UNSTORABLE.search(text) for text in texts_in(snapshot)):
        raise ValidationError("The form holds a NUL or half a character; take it out.")


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


# Below: steps of the verbs, each within their transaction.


def lock(post: Post) -> None:
    """Let nobody else change the post now, and learn what they changed since it was read."""
    names = "status has_draft review_asked review_by_id review_note first_public".split()
    stored = Post.objects.select_for_update().only(*names).get(pk=post.pk)
    for name in names:
        setattr(post, name, getattr(stored, name))


def begin(
    post: Post, snapshot: Snapshot, *, by: Any, base: str | None, form: str = ""
) -> tuple[Revision, Stale | None]:
    """Lock, and compare with what the form started from (None: whatever there is).

    To be raised after the transaction: what was refused is written in it.
    """
    lock(post)
    latest = keep_first(post)
    as_it_was = latest.number == 1 and latest.by_id is None  # written by keep_first()
    # The answer to a new post's first autosave may be lost: its form still says "".
    own = by is not None and latest.by_id == by.pk
    first = own and latest.base == "1.1" and latest.kind == Kind.AUTOSAVE
    twice = own and holds(latest, snapshot)  # a new post whose button was pressed two times
    known = base is None or base == latest.base or (base == "" and (as_it_was or first or twice))
    known = known or (as_it_was and base == as_it_is(latest.snapshot))
    if known or latest.snapshot == snapshot:
        return latest, None
    return latest, Stale(latest, set_aside(post, snapshot, by, form))


def holds(latest: Revision, snapshot: Snapshot) -> bool:
    """Whether it says what the snapshot does, and otherwise only what a save fills in itself."""
    filled_in = {name for name in ("slug", *MOMENTS) if not snapshot.get(name)}
    return all(latest.snapshot.get(n) == snapshot[n] for n in snapshot.keys() - filled_in)


def keep_first(post: Post) -> Revision:
    """Return the newest revision; a post that was imported or is older gets its first."""
    if latest := newest(post):
        return latest
    stored = Post.objects.get(pk=post.pk)
    kind = Kind.PUBLISHED if stored.was_public() else Kind.SAVED
    return add_revision(stored, kind, snapshot_of(stored), None, note="As it was")


def write_draft(
    post: Post,
    latest: Revision | None,
    kind: str,
    snapshot: Snapshot,
    by: Any,
    *,
    has_draft: bool = True,
    note: str = "",
    **fields: Any,
) -> Revision:
    """Write into the person's own running autosave, or else a new revision."""
    now = timezone.now()
    own = latest and latest.kind == Kind.AUTOSAVE and by and latest.by_id == by.pk
    if latest and own and latest.at > now - SITTING:
        latest.kind, latest.snapshot, latest.at, latest.note = kind, snapshot, now, note
        latest.edits += 1
        for name, value in fields.items():
            setattr(latest, name, value)
        latest.save()
    else:
        latest = add_revision(post, kind, snapshot, by, note=note, **fields)
    set_has_draft(post, has_draft)
    return latest


def set_aside(post: Post, snapshot: Snapshot, by: Any, form: str) -> Revision:
    """Keep what a stale form held: once a sitting, however often that form tries."""
    known = post.revisions.filter(kind=Kind.ASIDE, by=by, form=form).exclude(form="")
    last = known.filter(at__gt=timezone.now() - SITTING).first()
    if last:
        last.snapshot, last.at, last.edits = snapshot, timezone.now(), last.edits + 1
        last.save()
        return last
    return add_revision(post, Kind.ASIDE, snapshot, by, form=form)


def add_revision(
    post: Post, kind: str, snapshot: Snapshot, by: Any, *, note: str = "", **fields: Any
) -> Revision:
    number = post.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        post=post,
        number=number + 1,
        kind=kind,
        snapshot=snapshot,
        by=by,
        at=timezone.now(),
        note=note,
        **fields,
    )
    thin(post)
    return revision


def set_has_draft(post: Post, value: bool) -> None:
    post.has_draft = value
    Post.objects.filter(pk=post.pk).exclude(has_draft=value).update(has_draft=value)
