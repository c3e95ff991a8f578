from django.db import models


class PageTerm(models.Model):
    """One of the heaviest terms of a page. weight: of a vector of length 1 (TF-IDF)."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="terms")
    term = models.CharField(max_length=100)
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "term"], name="term_once_a_page")]
        indexes = [models.Index(fields=["term", "post"], name="pages_of_a_term")]

    def __str__(self) -> str:
        return self.term
