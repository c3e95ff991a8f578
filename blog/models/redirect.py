from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from blog import afterwards

from . import written
from .fields import validate_line
from .following import MOST_HOPS, SECTION, RedirectManager, answers, read_path

MOST_RULES = 200


class Redirect(models.Model):
    """An old address. With neither target it answers 410: what was there is gone.

    One that ends with /* is a rule: it stands for a section and all below it. A target that ends
    so keeps the rest of the address. A page that answers, and the redirect of the very address,
    come before a rule, and of rules the longest.
    """

    class Origin(models.TextChoices):
        AUTO = "auto", "made when an address changed"
        EDITOR = "editor", "written by an editor"
        IMPORT = "import", "imported"

    from_path = models.CharField(
        "old address",
        max_length=255,
        unique=True,
        help_text="A path on this site: /2019/05/name. With /* at its end it is a rule for a whole"
        " section: /old-blog/*.",
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
        help_text="A path, or an https:// address. For a rule, /blog/* keeps what follows and /blog"
        " leads all to one place. With neither, readers learn it is gone (410).",
    )
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.EDITOR, editable=False)
    hits = models.PositiveBigIntegerField(default=0, editable=False)
    last_hit = models.DateField(null=True, editable=False)

    objects = RedirectManager()

    class Meta:
        ordering = ["from_path"]
        indexes = [models.Index(fields=["to_url"], name="redirect_by_target")]
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
        """What led to this old address leads on at once: no reader makes two hops.

        Not for a rule: what it covers may have a page, or a redirect of its own.
        """
        with transaction.atomic(), afterwards.once():
            super().save(**kwargs)
            before = type(self).objects.filter(to_url=self.from_path).exclude(pk=self.pk)
            if not self.is_rule:
                before.update(to_post=self.to_post, to_url=self.to_url)

    def clean(self) -> None:
        from .site import SiteSettings

        if not self.from_path:
            return
        hosts = SiteSettings.plain().all_hosts
        self._check("from_path", lambda: written.old_address(self.from_path, hosts))
        if not self.is_rule and answers(self.from_path):
            raise ValidationError({"from_path": "A live page has this address."})
        others = type(self).objects.exclude(pk=self.pk)
        if self.is_rule and others.rules().count() >= MOST_RULES:
            raise ValidationError(
                {"from_path": f"There are {MOST_RULES} rules, as many as may be."}
            )
        if self.to_post and self.to_url:
            raise ValidationError("Choose a page or write an address, not both.")
        self._check("to_url", lambda: written.target(self.to_url, hosts, rule=self.is_rule))
        if self.to_url.startswith("/"):
            self._refuse_a_loop()
            if not self.to_url.endswith(SECTION):
                self._flatten()

    def _check(self, field: str, normal: Callable[[], str]) -> None:
        try:
            setattr(self, field, normal())
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from error

    def _refuse_a_loop(self) -> None:
        """Walk on from the target, for a rule that keeps the rest with something for the rest."""
        path = read_path(self.leads(self.from_path.removesuffix(SECTION) + "/-"))
        others = type(self).objects.exclude(pk=self.pk)
        for _ in range(MOST_HOPS):
            if self.covers(path) and not answers(path):
                raise ValidationError({"to_url": "This would lead back to where it started."})
            row = others.covering(path)
            if row is None or row.to_post or (row.is_rule and answers(path)):
                return
            path = read_path(row.leads(path)) if row.to_url.startswith("/") else ""
            if not path:
                return

    def _flatten(self) -> None:
        """Take the end of a chain as the target, so that every redirect is one hop."""
        from .post import Post

        if post := Post.objects.filter(path=self.to_url).first():
            self.to_post, self.to_url = post, ""
        elif further := type(self).objects.filter(from_path=self.to_url).first():
            self.to_post, self.to_url = further.to_post, further.to_url

    @property
    def is_rule(self) -> bool:
        return self.from_path.endswith(SECTION)

    def covers(self, path: str) -> bool:
        section = self.from_path.removesuffix(SECTION)
        below = self.is_rule and path.startswith(f"{section}/")
        return path == self.from_path or below or (self.is_rule and path == section)

    def leads(self, path: str) -> str:
        """Return the address to which somebody is sent who asked for this path, or "" for gone."""
        if not (self.is_rule and self.to_url.endswith(SECTION)):
            return self.to_url
        rest = path[len(self.from_path) - len(SECTION) :]
        return self.to_url.removesuffix(SECTION) + quote(rest) or "/"

    @property
    def target(self) -> str:
        """The address it leads to, or "" for gone."""
        return self.to_post.get_absolute_url() if self.to_post else self.to_url
