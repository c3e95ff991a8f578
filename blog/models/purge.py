"""What the pages that are stored have still to be told: written in the transaction of the edit."""

from datetime import datetime

from django.db import models
from django.utils import timezone


class PurgeQuerySet(models.QuerySet["Purge"]):
    def due(self, at: datetime | None = None):
        return self.filter(at__lte=at or timezone.now())


class Purge(models.Model):
    """Keys that changed at a moment (see blog.pagecache); or a post that goes live at it.

    Whoever makes the row carries it out once the edit is committed, and deletes it. A row whose
    moment is over and that is still there was left by a process that died.
    """

    keys = models.JSONField(default=list)
    post = models.OneToOneField("blog.Post", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PurgeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"post:{self.post_id}" if self.post_id else " ".join(self.keys)
