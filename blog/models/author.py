from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.dispatch import Signal

from .address import Listed, cached_reverse
from .fields import (
    MarkdownModel,
    StaleQuerySet,
    validate_addresses,
    validate_line,
    validate_slug,
    validate_text,
)

if TYPE_CHECKING:
    from .post import Post

# sender: a post that others sign now; added: who had not; removed: who does not any more.
authors_set = Signal()


def person_from_slug(slug: str) -> str:
    """`ada-brandt` is Ada Brandt, and `kim` is Kim: short names are no abbreviations."""
    return " ".join(part[0].upper() + part[1:] for part in slug.split("-") if part)


class Author(MarkdownModel, Listed):
    MARKDOWN = "bio"

    name = models.CharField(
        max_length=100,
        validators=[validate_line],
        help_text="The name that readers see. It need not be the login name.",
    )
    slug = models.SlugField(max_length=100, unique=True, validators=[validate_slug])
    role = models.CharField(
        max_length=100, blank=True, validators=[validate_line], help_text="“Editor”, “Founder” …"
    )
    bio = models.TextField(
        blank=True,
        validators=[validate_text],
        help_text="Markdown. Why this person knows: readers and engines both ask.",
    )
    bio_html = models.TextField(editable=False, blank=True)
    photo = models.ForeignKey(
        "blog.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    same_as = models.JSONField(
        "elsewhere",
        default=list,
        blank=True,
        validators=[validate_addresses],
        help_text="Addresses of the same person's other pages, one a line.",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        help_text="The login of this person, if there is one. It is never shown.",
    )

    objects = StaleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """For want of a photo: the first letters of the first and the last name, or a short
        name of capitals as it is: `18F`.
        """
        if len(self.name) <= 3 and self.name.isupper():
            return self.name
        letters = [next(filter(str.isalnum, part), "") for part in self.name.split()]
        found = [letter for letter in letters if letter]
        return "".join([*found[:1], *found[1:][-1:]]).upper()

    def get_absolute_url(self) -> str:
        return cached_reverse("author-detail", self.slug)

    def is_listed(self) -> bool:
        from .site import SiteSettings

        signs_by_default = SiteSettings.objects.filter(default_author=self)
        return self.posts.once_public().exists() or signs_by_default.exists()


class Byline(models.Model):
    """An author of a post, in the order in which they sign."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "author"], name="author_signs_a_post_once")
        ]

    def __str__(self) -> str:
        return self.author.name


def set_authors(post: "Post", authors: Sequence[Author]) -> None:
    """Let these sign the post, in this order."""
    before = [line.author for line in post.bylines.select_related("author")]
    if before == list(authors):
        return
    removed = [author for author in before if author not in authors]
    with transaction.atomic():
        for author in removed:
            author.remember()
        post.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(post=post, author=author, order=n) for n, author in enumerate(authors)
        )
        added = [author for author in authors if author not in before]
        authors_set.send(post, added=added, removed=removed)
