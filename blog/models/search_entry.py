from django.db import models


class SearchEntry(models.Model):
    """What can be found of a post, and what readers see of it where it is found.

    The words that are compared lie beside it, where each database searches best: see
    blog.search and migration 0005. A row of each post, whatever its state: who may see what
    is asked of the post.
    """

    post = models.OneToOneField(
        "blog.Post", models.CASCADE, primary_key=True, related_name="search_entry"
    )
    text = models.TextField(help_text="What the page says, a line a block.")
    digest = models.CharField(max_length=64, help_text="Of all that was indexed, and how.")

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"words of {self.post_id}"


class SearchWord(models.Model):
    """A word that some post holds, or held: for beginnings and misspelt words.

    Without a unique constraint: two people who save the same new word at once must not wait for
    each other. `reindex` takes out doubles and what nobody says any more.
    """

    word = models.CharField(max_length=40, db_index=True)
    stem = models.CharField(max_length=40)
    backwards = models.CharField(max_length=40, db_index=True)

    def __str__(self) -> str:
        return self.word
