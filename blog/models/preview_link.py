from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone

from .fields import validate_line

SALT = "blog.preview"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def valid(self):
        return self.filter(revoked=False, expires__gt=timezone.now()).exclude(
            post__status="deleted"
        )

    def called(self, token: str) -> "PreviewLink | None":
        """Return the valid link of a signed token; None if it is forged, revoked or too old."""
        try:
            pk = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        return self.valid().select_related("post__drawing").filter(pk=pk).first()


class PreviewLink(models.Model):
    """Lets somebody without an account read the newest draft of one post, for a while."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="preview_links")
    label = models.CharField("for whom", max_length=100, blank=True, validators=[validate_line])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.BooleanField(default=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.label or f"preview of “{self.post}”"

    def get_absolute_url(self) -> str:
        return reverse("blog:preview", args=[signing.dumps(self.pk, salt=SALT)])

    @property
    def is_valid(self) -> bool:
        return not self.revoked and self.expires > timezone.now()
