from django.core.validators import RegexValidator
from django.db import models

from .fields import validate_line


class MenuItem(models.Model):
    label = models.CharField(max_length=60, validators=[validate_line])
    target = models.CharField(
        max_length=500,
        validators=[
            RegexValidator(r"^(/(?![/\\])|https?://)[^\s]*\Z", "Write /path or https://address.")
        ],
        help_text="A path on this site such as /guides, or an https:// address.",
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first.")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label
