from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models.functions import Lower
from django.dispatch import Signal
from django.utils.text import slugify
from taggit.models import ItemBase, TagBase

from .address import Listed, cached_reverse
from .fields import validate_line, validate_slug
from .redirect import Redirect

if TYPE_CHECKING:
    from .post import Post

MAX_TAGS = 50
INDEXED_FROM = 3  # live posts; the page of a thinner tag is hidden from search engines

# sender: a post that has other tags now; added: those that it had not; removed: it has no more.
tags_set = Signal()
tags_merged = Signal()  # sender: the tag that has the posts of others now


class Tag(Listed, TagBase):  # type: ignore[django-manager-missing]  # taggit is untyped
    """A word that posts share. Big and small letters make no difference."""

    name = models.CharField(max_length=100, unique=True, validators=[validate_line])
    slug = models.SlugField(max_length=100, unique=True, validators=[validate_slug])

    objects: ClassVar[models.Manager["Tag"]] = models.Manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_in_one_spelling")]

    def get_absolute_url(self) -> str:
        return cached_reverse("tag-detail", self.slug)

    def is_listed(self) -> bool:
        from .post import Post

        return Post.objects.once_public().filter(tagged__tag=self).exists()

    @classmethod
    def called(cls, name: str) -> "Tag":
        """Return the tag of that name, made if need be; `c` and `c++` are two."""
        if found := cls.objects.filter(name__iexact=name).first():
            return found
        wanted = candidate = (slugify(name) or "tag")[:90]
        # SQLite knows big and small letters in ASCII alone; slugs are made from the small ones.
        for tag in cls.objects.filter(slug__startswith=wanted):
            if tag.name.casefold() == name.casefold():
                return tag
        n = 1
        while cls.objects.filter(slug=candidate).exists() or Redirect.objects.moved(cls, candidate):
            n += 1
            candidate = f"{wanted}-{n}"
        return cls.objects.create(name=name, slug=candidate)


class TaggedPost(ItemBase):
    """A tag on a post; the order of the rows is the order in which the editor wrote them."""

    content_object = models.ForeignKey("blog.Post", models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="tag_once_on_a_post")
        ]


def set_tags(post: "Post", names: Sequence[str]) -> bool:
    """Give the post these tags, in this order; return whether anything changed.

    Not TaggableManager.set(): that goes through a set and loses the order.
    """
    wanted = {name.casefold(): name for name in reversed(names)}
    ordered = [wanted.pop(n.casefold()) for n in names if n.casefold() in wanted]
    before = list(post.tagged.select_related("tag"))
    if [row.tag.name.casefold() for row in before] == [name.casefold() for name in ordered]:
        return False
    tags = Tag.objects.annotate(key=Lower("name")).filter(key__in=[n.lower() for n in ordered])
    known = {tag.name.casefold(): tag for tag in tags}
    kept = {name.casefold() for name in ordered}
    removed = [row.tag for row in before if row.tag.name.casefold() not in kept]
    with transaction.atomic():
        for tag in removed:
            tag.remember()
        if before:
            post.tagged.all().delete()
        now = [known.get(name.casefold()) or Tag.called(name) for name in ordered]
        TaggedPost.objects.bulk_create(TaggedPost(content_object=post, tag=tag) for tag in now)
        had = {row.tag_id for row in before}
        tags_set.send(post, added=[tag for tag in now if tag.pk not in had], removed=removed)
    return True
