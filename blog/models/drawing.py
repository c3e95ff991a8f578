from django.db import models


class Drawing(models.Model):
    """What is drawn for a post in the background: its social card, and a picture if it has none.

    key says from what it was drawn: while that is the same, nothing has to be drawn anew.
    """

    post = models.OneToOneField("blog.Post", models.CASCADE, related_name="drawing")
    key = models.CharField(max_length=64)
    card = models.FileField(upload_to="cards", max_length=255)
    picture = models.FileField(upload_to="drawn", max_length=255, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    colour = models.CharField(max_length=7, blank=True)
    renditions = models.JSONField(default=list)  # as those of an Image

    def __str__(self) -> str:
        return f"drawn for {self.post_id}"
