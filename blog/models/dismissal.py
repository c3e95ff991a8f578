"""Warnings of the preflight that somebody looked at and lets stand."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from blog import preflight

from .fields import validate_line


def validate_rule(value: str) -> None:
    if value not in preflight.RULES:
        raise ValidationError(f"There is no rule {value[:10]!r}.")
    if value in preflight.BLOCKING:
        raise ValidationError(f"{value} blocks: what it finds has to be mended.")


class Dismissal(models.Model):
    """What one rule warns of on one page stays as it is, and why. It hides nothing that blocks."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="dismissals")
    rule = models.CharField(max_length=4, validators=[validate_rule])
    reason = models.CharField(
        max_length=300,
        validators=[validate_line],
        error_messages={"blank": "Say why it may stay as it is."},
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["rule"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["post", "rule"], name="rule_dismissed_once_on_a_page"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="dismissal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of “{self.post}”: {self.reason}"
