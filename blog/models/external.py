"""Addresses on other sites that texts link to, and what they answered."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .link import Link
from .post import Post

MAX_URL = 2000
FINE_AGAIN = timedelta(days=30)
# After the first answer that is none for readers, the second …; then as seldom as the last.
TROUBLED_AGAIN = [timedelta(days=days) for days in (1, 3, 7, 30)]


class State(models.IntegerChoices):
    """The worst first."""

    GONE = 1, "not found"
    FAILING = 2, "no answer"  # or an error that may pass
    REFUSED = 3, "not for the public"  # we do not ask there
    MOVED = 4, "moved for good"
    UNSURE = 5, "does not tell programs"  # people may well get it
    NEW = 6, "not asked yet"
    FINE = 7, "fine"


class ExternalAddressQuerySet(models.QuerySet["ExternalAddress"]):
    def linked(self):
        return self.filter(Exists(Link.objects.filter(external=OuterRef("pk"))))

    def shown(self):
        """Those that readers find in a text: nobody learns from us what stands in a draft."""
        live = Post.objects.published().filter(pk=OuterRef("source__post"))
        return self.filter(Exists(Link.objects.filter(Exists(live), external=OuterRef("pk"))))

    def forgotten(self):
        """Those that no text names any more."""
        return self.exclude(Exists(Link.objects.filter(external=OuterRef("pk"))))


class ExternalAddress(models.Model):
    """One address elsewhere, without what follows #; the links to it name the row.

    since: when it began to answer as it does. failures: how many times in a row it was no answer
    for readers. due: when it is asked again, once it stands in a live text.
    """

    TROUBLED: ClassVar = [State.GONE, State.FAILING, State.REFUSED]

    url = models.CharField("address", max_length=MAX_URL, unique=True)
    host = models.CharField(max_length=255)
    state = models.PositiveSmallIntegerField(choices=State, default=State.NEW)
    status = models.PositiveSmallIntegerField("answer", null=True)
    message = models.CharField(max_length=300, blank=True)
    leads_to = models.CharField(max_length=MAX_URL, blank=True)
    checked_at = models.DateTimeField("last asked", null=True)
    since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField("asked again", default=timezone.now)

    objects = ExternalAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "external link"
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["due"], name="external_due"),
            models.Index(fields=["state", "since"], name="external_worst"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=6) ^ Q(since__isnull=False), name="external_since_it_was_asked"
            )
        ]

    def __str__(self) -> str:
        return self.url

    def take(
        self,
        state: State,
        status: int | None = None,
        message: str = "",
        leads_to: str = "",
    ) -> None:
        """Keep what it answered just now, and say when it is asked again; not saved."""
        now = timezone.now()
        if (state, status) != (self.state, self.status):
            self.since = now
        self.state, self.status, self.message = state, status, message[:300]
        self.leads_to, self.checked_at = leads_to[:MAX_URL], now
        self.failures = self.failures + 1 if state in self.TROUBLED else 0
        again = FINE_AGAIN
        if self.failures:
            again = TROUBLED_AGAIN[min(self.failures, len(TROUBLED_AGAIN)) - 1]
        self.due = now + again
