from django.db import models


class Related(models.Model):
    """`other` reads like `post`: found when either was saved. score: the cosine, 0 to 1."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="related_rows")
    other = models.ForeignKey("blog.Post", models.CASCADE, related_name="+")
    score = models.FloatField()

    class Meta:
        ordering = ["-score", "other"]
        constraints = [
            models.UniqueConstraint(fields=["post", "other"], name="related_once"),
            models.CheckConstraint(
                condition=~models.Q(post=models.F("other")), name="not_related_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.other_id}"
