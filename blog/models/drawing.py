from django.db import models

from .pictured import Pictured


class Drawing(Pictured, models.Model):
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

    @property
    def url(self) -> str:
        return self.picture.url

    def file_names(self) -> list[str]:
        made = [rendition["file"] for rendition in self.renditions]
        return [str(name) for name in (self.card.name, self.picture.name, *made) if name]
