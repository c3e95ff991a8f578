"""What a month made of the links, as it was seen then: kept, and changed by nothing later."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ClientReport(models.Model):
    """month: its first day. whole: made after its end; one made before says how far it went.

    parts: {name: {"now": number, "then": number of the report before or null, "rows": [...]}};
    see blog.reporting.
    """

    month = models.DateField()
    whole = models.BooleanField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    parts = models.JSONField()

    class Meta:
        ordering = ["-month", "-made_at"]
        verbose_name = "monthly report"
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=Q(whole=True), name="report_of_a_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}{'' if self.whole else ', so far'}"
