import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve

from .address import Addressed, is_fixed, normal_path
from .fields import validate_line

if TYPE_CHECKING:
    from .post import Post

Row = TypeVar("Row", bound=Addressed)


def path_of(target: str) -> str:
    return re.split("[?#]", target)[0]


def answers(path: str) -> bool:
    """Whether readers find something at this path of the site now."""
    from .author import Author
    from .category import Category
    from .post import Post
    from .tag import Tag

    try:
        match = resolve(path)
    except Resolver404:
        return False
    lists: dict[str, Any] = {"topic": Category, "tag": Tag, "author": Author}
    if model := lists.get(str(match.url_name).removesuffix("-detail")):
        row = model._default_manager.filter(slug=match.kwargs["slug"]).first()
        return row is not None and row.was_public()
    return "slug" not in match.kwargs or Post.objects.published().filter(path=path).exists()


class RedirectManager(models.Manager["Redirect"]):
    def point(self, old: str, target: Addressed, origin: str = "auto") -> "Redirect":
        """Let the old address lead to the target for good, in one hop."""
        from .post import Post

        new = target.get_absolute_url()
        if isinstance(target, Post):
            to = {"to_post": target, "to_url": ""}
        else:
            to = {"to_post": None, "to_url": new}
        self.filter(to_url=old).update(**to)
        self.filter(from_path=new).delete()
        redirect, _ = self.update_or_create(from_path=old, defaults={**to, "origin": origin})
        return redirect

    def moved(self, model: type[Row], slug: str) -> Row | None:
        """Return the topic, tag or author that had this slug before it moved."""
        before, _, _ = (old := model(slug=slug).get_absolute_url()).rpartition("/")
        new = self.filter(from_path=old).values_list("to_url", flat=True).first() or ""
        folder, _, now = new.rpartition("/")
        return model._default_manager.filter(slug=now).first() if folder == before else None

    def answer(self, path: str) -> "tuple[Post | None, str] | None":
        """Return what an old address leads to, as (post, "") or (None, address), in one hop.

        A post that was taken down hands on to what its own address leads to; one that answers
        nothing any more is (None, ""). None: no such address, or a post nobody may know of.
        """
        from .post import Post

        seen: set[str] = set()
        while redirect := self.select_related("to_post").filter(from_path=path).first():
            post = redirect.to_post
            if post is None:
                return None, redirect.to_url
            if post.is_live():
                return post, ""
            if not post.was_public():  # the address of a draft is nobody's business
                known = seen or Post.objects.once_public().filter(path=path).exists()
                return (None, "") if known else None
            seen.add(path)
            path = post.path
            if path in seen:
                break
        return (None, "") if seen else None

    def gone(self, old: str) -> None:
        """Let the address answer 410, and those that led to it as well."""
        self.filter(to_url=old).update(to_url="")
        self.update_or_create(
            from_path=old, defaults={"to_post": None, "to_url": "", "origin": "auto"}
        )


class Redirect(models.Model):
    """An old address. With neither target it answers 410: what was there is gone."""

    class Origin(models.TextChoices):
        AUTO = "auto", "made when an address changed"
        EDITOR = "editor", "written by an editor"
        IMPORT = "import", "imported"

    from_path = models.CharField(
        "old address", max_length=255, unique=True, help_text="A path on this site: /2019/05/name."
    )
    to_post = models.ForeignKey(
        "blog.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="old_addresses",
        verbose_name="to this page",
        help_text="The redirect follows the page wherever it moves.",
    )
    to_url = models.CharField(
        "or to this address",
        max_length=500,
        blank=True,
        validators=[validate_line],
        help_text="A path, or an https:// address. With neither, readers learn it is gone (410).",
    )
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.EDITOR, editable=False)

    objects = RedirectManager()

    class Meta:
        ordering = ["from_path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_path__startswith="/"), name="redirect_from_a_path"
            ),
            models.CheckConstraint(
                condition=Q(to_post__isnull=True) | Q(to_url=""), name="redirect_has_one_target"
            ),
            models.CheckConstraint(
                condition=~Q(from_path=models.F("to_url")), name="redirect_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_path} → {self.target or 'gone'}"

    def save(self, **kwargs: Any) -> None:
        """What led to this old address leads on at once: no reader makes two hops."""
        with transaction.atomic():
            super().save(**kwargs)
            before = type(self).objects.filter(to_url=self.from_path).exclude(pk=self.pk)
            before.update(to_post=self.to_post, to_url=self.to_url)

    def clean(self) -> None:
        from .post import Post

        if not self.from_path:
            return
        self._check("from_path", lambda: normal_path(self.from_path))
        if is_fixed(self.from_path):
            raise ValidationError({"from_path": "The site itself answers at this address."})
        if Post.objects.published().filter(path=self.from_path).exists():
            raise ValidationError({"from_path": "A live page has this address."})
        if self.to_post and self.to_url:
            raise ValidationError("Choose a page or write an address, not both.")
        self._check("to_url", self._normal_target)
        if self.to_url.startswith("/"):
            self._flatten()

    def _check(self, field: str, normal: Callable[[], str]) -> None:
        try:
            setattr(self, field, normal())
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from error

    def _normal_target(self) -> str:
        target = self.to_url
        if target.startswith(("https://", "http://")):
            URLValidator(["https", "http"])(target)
            parts = urlsplit(target)
            if parts.netloc.lower() != settings.SITE_HOST:
                return target
            target = parts._replace(scheme="", netloc="").geturl() or "/"
        elif target.startswith("//"):  # browsers would leave the site
            raise ValidationError("Write https:// in front of an address elsewhere.")
        if not target:
            return ""
        path = path_of(target)
        return normal_path(path) + target[len(path) :]

    def _flatten(self) -> None:
        """Take the end of a chain as the target, so that every redirect is one hop."""
        from .post import Post

        if post := Post.objects.filter(path=self.to_url).first():
            self.to_post, self.to_url = post, ""
        elif further := type(self).objects.filter(from_path=self.to_url).first():
            self.to_post, self.to_url = further.to_post, further.to_url
        if self.to_url == self.from_path:
            raise ValidationError({"to_url": "This would lead back to where it started."})

    @property
    def target(self) -> str:
        """The address it leads to, or "" for gone."""
        return self.to_post.get_absolute_url() if self.to_post else self.to_url
