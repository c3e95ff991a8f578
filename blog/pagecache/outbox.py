"""Purges: written in the edit's own transaction, carried out as soon as it is committed.

Until the stamp is there, the save is not acknowledged; a process that dies between the two leaves
the row to whoever comes next: at its start, before a build, in the worker.
"""

import logging
from collections.abc import Collection, Iterable
from functools import partial

from django.db import DatabaseError, transaction

from blog import afterwards
from blog.models import Post, Purge

from . import stamps
from .keys import EVERYTHING

logger = logging.getLogger(__name__)


def purge(keys: Iterable[str]) -> None:
    """Let no page be served any more that depends on one of these, from the commit on."""
    if keys := set(keys):
        afterwards.write(_write, keys)


def all_are_purged() -> bool:
    """Whether the steps that once() puts together have said EVERYTHING: nothing adds to that."""
    return EVERYTHING in afterwards.waiting_for(_write)


@afterwards.at_last
def _write(keys: Collection[str]) -> None:
    with transaction.atomic(savepoint=False):
        row = Purge.objects.create(keys=sorted(keys))
        transaction.on_commit(partial(_carry_out, row))


def _carry_out(row: Purge) -> None:
    """What fails here is left to the next one: the edit is committed, and must not seem lost."""
    try:
        stamps.stamp(row.keys)
    except (stamps.StampsAreGone, OSError, DatabaseError):
        logger.exception("What changed could not be marked in the page cache")
        return
    try:
        Purge.objects.filter(pk=row.pk).delete()
    except DatabaseError:
        logger.exception("A purge that was carried out is not deleted: it is repeated")


def schedule(post: Post) -> None:
    """Let the pages be purged that will show the post, when its moment comes."""
    assert post.date_published is not None
    with transaction.atomic():
        Purge.objects.update_or_create(post=post, defaults={"at": post.date_published})
        transaction.on_commit(_rescheduled)


def unschedule(post: Post) -> None:
    with transaction.atomic():
        if Purge.objects.filter(post=post).delete()[0]:
            transaction.on_commit(_rescheduled)


def _rescheduled() -> None:
    try:
        stamps.stamp([], rescheduled=True)
    except (stamps.StampsAreGone, OSError):
        logger.exception("What is scheduled could not be marked in the page cache")
