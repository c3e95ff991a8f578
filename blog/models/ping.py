from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone


class Service(models.TextChoices):
    INDEXNOW = "indexnow", "IndexNow"
    WEBSUB = "websub", "WebSub hub"


class State(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"  # a worker is at it, until `due`: then it has died
    SENT = "sent"
    REFUSED = "refused"  # and would be again
    FAILED = "failed"  # no answer, however often


UNFINISHED = (State.WAITING, State.SENDING)


class PingQuerySet(models.QuerySet["Ping"]):
    def queue(self, rows: Iterable[Any], *, unless_since: datetime | None = None) -> int:
        """Let these wait to be sent; one that waits already goes once. Returns how many are new.

        What waits is locked up to the end of the edit: a worker that sent it before would tell
        of the page as it was.
        unless_since: leave out what was queued since then, and so tells of it.
        """
        wanted = {(row.service, row.path): row for row in rows}
        known = self.filter(path__in={path for _service, path in wanted})
        at_work = known.filter(state__in=[*UNFINISHED, State.SENT])
        told = known.filter(state=State.WAITING)
        if unless_since is not None:
            told |= at_work.filter(queued__gte=unless_since)
        with transaction.atomic():
            for key in told.select_for_update().order_by("pk").values_list("service", "path"):
                wanted.pop(key, None)
            self.bulk_create(list(wanted.values()), ignore_conflicts=True, batch_size=500)
        return len(wanted)

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)

    def finished(self):
        return self.exclude(state__in=UNFINISHED)


class Ping(models.Model):
    """That an address changed, told to a service that wants to know: see discovery/pings."""

    service = models.CharField(max_length=8, choices=Service)
    path = models.CharField("address", max_length=400)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    queued = models.DateTimeField("changed", default=timezone.now)
    due = models.DateTimeField("next try", null=True, default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField("answer", null=True)
    message = models.CharField(max_length=300, blank=True)
    asked = models.DateTimeField("last try", null=True)

    objects = PingQuerySet.as_manager()

    class Meta:
        ordering = ["-queued", "-pk"]
        verbose_name = "ping"
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["service", "state", "due"], name="ping_due"),
            models.Index(fields=["path", "queued"], name="ping_of_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "path"], condition=Q(state="waiting"), name="ping_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"]) ^ Q(due__isnull=True),
                name="ping_has_a_next_try_or_is_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path}, {self.get_service_display()}"
