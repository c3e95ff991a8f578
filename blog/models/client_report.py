"""What a month made of the links, as it was seen then: kept, and changed by nothing later."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class ClientReport(models.Model):
    """month: its first day. whole: made after its end; one made before says how far it went.

    parts: {name: {"now": number, "then": number of the report before or null, "rows": [...]}};
    see blog.reporting. figures: what the next report is held against. key: whoever has it reads
    the report without an account; "" opens it to nobody.
    """

    month = models.DateField()
    whole = models.BooleanField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    parts = models.JSONField()
    figures = models.JSONField(null=True)
    key = models.CharField(max_length=43, blank=True)

    class Meta:
        ordering = ["-month", "-made_at"]
        verbose_name = "monthly report"
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=Q(whole=True), name="report_of_a_month_once"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="report_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}{'' if self.whole else ', so far'}"

    def get_absolute_url(self) -> str:
        return reverse("blog:report", args=[self.key]) if self.key else ""

    def share(self) -> None:
        """Give it an address that nobody guesses, and that no address before was."""
        self.key = secrets.token_urlsafe(32)
        self.save(update_fields=["key"])

    def revoke(self) -> None:
        self.key = ""
        self.save(update_fields=["key"])
