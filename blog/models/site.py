from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models

from blog import preflight

from .address import is_fixed
from .fields import MarkdownModel, StaleQuerySet, validate_line, validate_lines, validate_text

if TYPE_CHECKING:
    from .author import Author
    from .post import Post

validate_signal = RegexValidator(
    r"^[a-z][a-z0-9-]*=[a-z0-9-]+(?:, ?[a-z][a-z0-9-]*=[a-z0-9-]+)*\Z",
    "Write name=value, with commas between, in small letters.",
)


validate_key = RegexValidator(
    r"^[a-zA-Z0-9-]{8,128}\Z", "Use 8 to 128 letters from a to z, digits and hyphens."
)


def validate_thresholds(value: object) -> None:
    if reason := preflight.problem(value):
        raise ValidationError(reason)


class SiteSettings(MarkdownModel):
    """One row. The site's address is not here: it is SITE_URL, and nothing else."""

    MARKDOWN = "intro"

    name = models.CharField(max_length=100, default="Iron Goo", validators=[validate_line])
    description = models.CharField(
        max_length=300,
        blank=True,
        validators=[validate_line],
        help_text="One sentence that says who you are and what readers find here.",
    )
    headline = models.CharField(
        max_length=120,
        blank=True,
        validators=[validate_line],
        help_text="The first words of the home page: what readers get here. Empty: the name.",
    )
    intro = models.TextField(
        "welcome",
        blank=True,
        validators=[validate_text],
        help_text="Markdown. Opens the home page, above the newest posts.",
    )
    intro_html = models.TextField(editable=False, blank=True)
    lead = models.ForeignKey(
        "blog.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What a newcomer should read first. Empty: the newest article.",
    )
    logo = models.ForeignKey("blog.Image", models.SET_NULL, null=True, blank=True, related_name="+")
    default_author = models.ForeignKey(
        "blog.Author",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Signs the posts that name nobody.",
    )
    brand_names = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text="Names under which people know you, one a line.",
    )
    hosts = models.JSONField(
        "other hosts",
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text="Further host names of this site, one a line: links to them are not external.",
    )
    sponsored_hosts = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text="Hosts that pay you, one a line: links to them are marked rel=sponsored.",
    )

    feed_summaries = models.BooleanField(
        "summaries in feeds",
        default=False,
        help_text="Feeds hold the description of each post and a link, not its whole text. "
        "People read whole texts where they are; with summaries they have to come here.",
    )
    hub = models.CharField(
        "WebSub hub",
        max_length=500,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text="The address of a hub that hands news on at once, as https://hub.example/. "
        "Feeds name it, and it learns which feeds changed. Empty: readers ask by themselves.",
    )

    indexnow_key = models.CharField(
        "IndexNow key",
        max_length=128,
        blank=True,
        validators=[validate_key],
        help_text="Any 8 to 128 letters, digits and hyphens that you make up. With a key, search "
        "engines that take part in IndexNow are told at once of pages that are new, updated or "
        "gone; the site shows it at /KEY.txt to prove that it asks for itself. Empty: they are "
        "told nothing, and find changes when they come by.",
    )

    links_here = models.BooleanField(
        "pages that link here",
        default=False,
        help_text="Below an article: the pages whose texts link to it, the strongest first. Useful "
        "where texts build on each other; elsewhere it repeats the topic and the related reading.",
    )

    check_external = models.BooleanField(
        "check external links",
        default=True,
        help_text="Ask the addresses on other sites that texts link to, now and then and in the "
        "background, whether readers still get there; at most one request in five seconds for a "
        "host.",
    )

    refused_purposes = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Purposes of crawlers that robots.txt refuses: see Crawler.Purpose.",
    )
    content_signal = models.CharField(
        "content signal",
        max_length=200,
        blank=True,
        validators=[validate_signal],
        help_text="A line of robots.txt that says what may be done with the texts, for example "
        "“search=yes, ai-input=yes, ai-train=no”. Several ways to write it compete, and few "
        "programs read any. Empty: no such line.",
    )

    thresholds = models.JSONField(
        default=dict,
        blank=True,
        validators=[validate_thresholds],
        help_text="Where the preflight of a page draws its lines. Empty: as they are given.",
    )

    require_mfa = models.BooleanField(
        "everybody needs a second factor",
        default=False,
        help_text="Who has neither an authenticator app nor a passkey must set one up before "
        "anything else at the desk.",
    )

    objects = StaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "site settings"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_settings")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        from .redirect import Redirect

        super().clean()
        path = f"/{self.indexnow_key}.txt"
        if is_fixed(path) or Redirect.objects.filter(from_path=path).exists():
            reason = f"{path} is an address of the site itself; make up another key."
            raise ValidationError({"indexnow_key": reason})

    @classmethod
    def load(cls) -> "SiteSettings":
        """Return the one row; its defaults, unsaved, on a site that has none yet."""
        rows = cls.objects.select_related("logo", "default_author__photo")
        return rows.filter(pk=1).one() or cls(pk=1)

    @classmethod
    def plain(cls) -> "SiteSettings":
        """As load(), in a third of the time: for what asks for neither picture nor author."""
        return cls.objects.filter(pk=1).one() or cls(pk=1)

    @property
    def all_hosts(self) -> tuple[str, ...]:
        return (settings.SITE_HOST, *self.hosts)

    def authors_of(self, post: "Post") -> "list[Author]":
        """The authors of a post in their order, or who signs what nobody signed."""
        named = [line.author for line in post.bylines.all()]
        return named or self.default_authors

    @property
    def default_authors(self) -> "list[Author]":
        """Who signs what nobody signed: one, or nobody."""
        return [self.default_author] if self.default_author else []
