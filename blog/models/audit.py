from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditManager(models.Manager["AuditEntry"]):
    def record(
        self, by: Any, act: str, target: models.Model | None = None, /, **detail: Any
    ) -> "AuditEntry":
        """Write down who did what to which row. Call it in the transaction that does it.

        by: a user, or None for a command or a visitor. act: a short verb, past tense.
        detail: plain data; never a secret, and no text of a post.
        """
        person = by if by is not None and by.pk else None
        return self.create(
            at=timezone.now(),
            by=person,
            by_name=(person.get_username() if person else "")[:150],
            act=act[:60],
            model=target._meta.label_lower if target else "",
            row=str(target.pk) if target else "",
            name=str(target)[:200] if target else "",
            detail=detail,
        )


class AuditEntry(models.Model):
    """Who did what, when. Written by the code alone: nobody edits or deletes it in the admin.

    Names are copied, so that an entry says as much when user and row are long gone.
    """

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField("who", max_length=150, blank=True)
    act = models.CharField("did what", max_length=60)
    model = models.CharField(max_length=60, blank=True)
    row = models.CharField(max_length=40, blank=True)
    name = models.CharField("to what", max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = AuditManager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
        default_permissions = ["view"]
        indexes = [models.Index(fields=["model", "row", "-at"], name="audit_of_a_row")]

    def __str__(self) -> str:
        return f"{self.by_name or 'nobody'} {self.act} {self.name}"
