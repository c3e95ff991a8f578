"""What a post was and will be: every saved state of it, whole."""

from django.conf import settings
from django.db import models

from .fields import validate_line


class RevisionQuerySet(models.QuerySet):
    def told_to_readers(self):
        """Real updates of pages that say what changed, for readers; the newest first."""
        return self.filter(kind="published", substantive=True).exclude(note="").order_by("-number")


class Revision(models.Model):
    """One state of a post. While `post.has_draft`, the newest that is not aside is its draft.

    snapshot: see blog.publishing.snapshots. An autosave may hold what is not valid yet.
    edits: how often it was written: with the number, what an open form says it started from.
    changed_words, substantive: of a published one, against the published one before it; the date
    of update moved with it, or so it was proposed.
    note: readers see that of a substantive one, under the date of update.
    form: of what was set aside, the form that holds it and may try again.
    """

    class Kind(models.TextChoices):
        AUTOSAVE = "autosave", "saved while typing"
        SAVED = "saved"
        PUBLISHED = "published"
        ASIDE = "aside", "set aside: somebody else had saved first"

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    edits = models.PositiveIntegerField(default=1)
    snapshot = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)
    changed_words = models.PositiveIntegerField(default=0)
    substantive = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True, validators=[validate_line])
    form = models.CharField(max_length=36, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} of “{self.post}”"

    @property
    def base(self) -> str:
        """What a form that shows this revision sends back: `7.3` is the third write of the 7th."""
        return f"{self.number}.{self.edits}"


class Presence(models.Model):
    """Who has a post open for editing. A beat every few seconds keeps it."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="present_once_at_a_post")
        ]

    def __str__(self) -> str:
        return f"{self.user} at “{self.post}”"
