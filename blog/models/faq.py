from typing import Any

from django.db import models

from blog.rendering.outline import slug as anchor_from

from .fields import LinkingModel, StaleQuerySet, validate_line, validate_text

MAX_ENTRIES = 100


class FAQEntry(LinkingModel):
    """A question with its answer. inline: both already stand in the post's own text."""

    MARKDOWN = "answer"

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="faq_entries")
    question = models.CharField(max_length=300, validators=[validate_line])
    answer = models.TextField(
        validators=[validate_text], help_text="Markdown. Answer in the first sentence."
    )
    answer_html = models.TextField(editable=False, blank=True)
    anchor = models.CharField(max_length=300, editable=False, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    inline = models.BooleanField(
        "already in the text",
        default=False,
        help_text="The text asks and answers it under a heading; it is not printed a second time.",
    )

    objects = StaleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "question"
        constraints = [
            models.UniqueConstraint(fields=["post", "question"], name="question_once_on_a_post")
        ]

    def __str__(self) -> str:
        return self.question

    def save(self, **kwargs: Any) -> None:
        self.anchor = self.anchor or self._unused_anchor()
        super().save(**kwargs)

    def _unused_anchor(self) -> str:
        """`Why?` and `Why` are two questions, and one word."""
        others = FAQEntry.objects.filter(post=self.post_id).exclude(pk=self.pk)
        taken = set(others.values_list("anchor", flat=True))
        wanted = f"q-{anchor_from(self.question)}"[:290]
        numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
        return next(anchor for anchor in (wanted, *numbered) if anchor not in taken)
