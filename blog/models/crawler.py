"""Programs that read the site: what robots.txt tells them, and by what name they are counted."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from .site import SiteSettings

validate_token = RegexValidator(
    r"^[A-Za-z][A-Za-z0-9._-]*\Z", "Use letters, digits, hyphens, dots and underscores."
)
validate_domain = RegexValidator(
    r"^(?=.{4,253}\Z)[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z", "Write a host name such as example.com."
)


class CrawlerQuerySet(models.QuerySet["Crawler"]):
    def refused(self, site: SiteSettings) -> list[str]:
        """Return the tokens that robots.txt refuses. One query."""
        return [crawler.token for crawler in self if not crawler.may_read(site)]


class Crawler(models.Model):
    """A program, by the token under which robots.txt and its User-Agent name it."""

    class Purpose(models.TextChoices):
        TRAINING = "training", "Training of models"
        SEARCH = "search", "Search and answers that link"
        USER = "user", "A user's request"

    class Rule(models.TextChoices):
        PURPOSE = "", "As its purpose"
        ALLOWED = "allowed", "Always allowed"
        REFUSED = "refused", "Always refused"

    token = models.CharField(
        max_length=80,
        validators=[validate_token],
        help_text="As its operator writes it, for example GPTBot.",
    )
    operator = models.CharField(max_length=80, blank=True, help_text="Who runs it.")
    purpose = models.CharField(max_length=8, choices=Purpose)
    rule = models.CharField(max_length=7, choices=Rule, default=Rule.PURPOSE, blank=True)

    objects = CrawlerQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", Lower("token")]
        constraints = [models.UniqueConstraint(Lower("token"), name="crawler_once")]

    def __str__(self) -> str:
        return self.token

    def clean(self) -> None:
        super().clean()
        others = Crawler.objects.filter(token__iexact=self.token).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({"token": "This token is on the list."})

    def may_read(self, site: SiteSettings) -> bool:
        if self.rule != self.Rule.PURPOSE:
            return self.rule == self.Rule.ALLOWED
        return self.purpose not in site.refused_purposes


class AnswerEngine(models.Model):
    """A site whose answers link to their sources: visits from there are counted."""

    domain = models.CharField(
        max_length=253,
        unique=True,
        validators=[validate_domain],
        help_text="Its host name; hosts below it are counted with it.",
    )

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
