"""A warning that somebody looked at and lets stand, and its way back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from blog.models import AuditEntry, Dismissal, Post


def dismiss(post: Post, rule: str, reason: str, *, by: Any) -> Dismissal:
    """Let what the rule warns of stand on this page. Said again, the newer reason counts.

    Raises ValidationError without a reason, or for a rule that only blocks.
    """
    known = Dismissal.objects.filter(post=post, rule=rule).first()
    row = known or Dismissal(post=post, rule=rule)
    row.reason, row.by, row.at = " ".join(reason.split()), by, timezone.now()
    row.clean_fields(exclude={"by"})
    with transaction.atomic():
        row.save()
        AuditEntry.objects.record(by, "dismissed a warning", post, rule=rule)
    return row


def undo_dismissal(post: Post, rule: str, *, by: Any) -> None:
    with transaction.atomic():
        deleted, _ = Dismissal.objects.filter(post=post, rule=rule).delete()
        if deleted:
            AuditEntry.objects.record(by, "took back a dismissal", post, rule=rule)
