from django.core.exceptions import ValidationError
from django.db import models

from .address import Listed, cached_reverse
from .fields import MarkdownModel, StaleQuerySet, validate_line, validate_slug, validate_text


def name_from_slug(slug: str) -> str:
    """`seo` is SEO, `link-earning` is Link Earning: up to three letters stand in capitals."""
    parts = [part for part in slug.replace("_", "-").split("-") if part]
    return " ".join(p.upper() if len(p) <= 3 else p[0].upper() + p[1:] for p in parts)


class Category(MarkdownModel, Listed):
    """A topic; its page is a hub for everything that the site says about it."""

    MARKDOWN = "description"

    name = models.CharField(max_length=100, validators=[validate_line])
    slug = models.SlugField(max_length=100, unique=True, validators=[validate_slug])
    description = models.TextField(
        blank=True,
        validators=[validate_text],
        help_text="Markdown. Opens the topic's page: what it is about, for whom.",
    )
    description_html = models.TextField(editable=False, blank=True)
    pillar = models.ForeignKey(
        "blog.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pillar_of",
        help_text="The page to read first, which links to all others of the topic.",
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first.")
    on_home = models.BooleanField("on the home page", default=True)

    objects = StaleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "topic"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("topic-detail", self.slug)

    def is_listed(self) -> bool:
        return self.posts.once_public().exists()

    @property
    def live_pillar(self):
        """The pillar, if readers may see it and it still belongs here."""
        pillar = self.pillar
        return pillar if pillar and pillar.category_id == self.pk and pillar.is_live() else None

    def clean(self) -> None:
        super().clean()
        if self.pillar and (self.pk is None or self.pillar.category_id != self.pk):
            raise ValidationError({"pillar": "This page belongs to another topic."})

    def moved(self, old: str, *, was_public: bool) -> None:
        super().moved(old, was_public=was_public)
        for guide in self.posts.filter(kind="guide"):
            guide.save(update_fields=["slug"])
