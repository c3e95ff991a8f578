"""When the figures of all pages were last measured, and what came of it in numbers."""

from django.db import models

NIGHTLY_FROM = 20_000  # pages: from here on a pass takes too long to follow every change


class Measuring(models.Model):
    """One row: the last pass. counts: see blog.measuring.counts; each opens to rows of a list."""

    at = models.DateTimeField()
    pages = models.PositiveIntegerField()
    seconds = models.FloatField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.pages} pages at {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_nightly(self) -> bool:
        return self.pages >= NIGHTLY_FROM
