"""What the pages speak of: see blog.linkgraph for how terms are found and weighed."""

from django.db import models


class Term(models.Model):
    """In how many pages a term stands: published posts, guides and services."""

    term = models.CharField(max_length=100, primary_key=True)
    pages = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.term


class PageTerm(models.Model):
    """One of the heaviest terms of a page. weight: of its whole vector, of length 1 (TF-IDF)."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="terms")
    term = models.CharField(max_length=100)
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "term"], name="term_once_a_page")]
        indexes = [models.Index(fields=["term", "post"], name="pages_of_a_term")]

    def __str__(self) -> str:
        return self.term


class PageText(models.Model):
    """How often each term stands in a page; all of them, to know what an edit adds and takes."""

    post = models.OneToOneField("blog.Post", models.CASCADE, primary_key=True, related_name="+")
    counts = models.JSONField()

    def __str__(self) -> str:
        return f"the terms of {self.post_id}"


class Related(models.Model):
    """`other` reads like `post`: found when either was saved. score: the cosine, 0 to 1."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="related_rows")
    other = models.ForeignKey("blog.Post", models.CASCADE, related_name="reads_like")
    score = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "other"], name="related_once"),
            models.CheckConstraint(
                condition=~models.Q(post=models.F("other")), name="not_related_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.other_id}"
