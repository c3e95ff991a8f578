from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from taggit.managers import TaggableManager

from blog import rendering

from .address import RESERVED, Addressed
from .author import Byline
from .fields import LinkingModel, labels, validate_line, validate_slug, validate_text
from .image import Image
from .pictured import Pictured
from .post_queryset import PostQuerySet
from .redirect import Redirect
from .site import SiteSettings
from .tag import TaggedPost

YEARS = range(1970, 2200)
CHAPTERS = range(1, 1000)
WORDS_A_MINUTE = 230
PART = 1000  # posts, at most, in one part of the sitemap


def validate_moment(value: datetime) -> None:
    if value.year not in YEARS:
        raise ValidationError(f"The year {value.year} is not between {YEARS[0]} and {YEARS[-1]}.")


def validate_chapter(value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value not in CHAPTERS:
        raise ValidationError("Write a whole number from 1 to 999.")


class Post(LinkingModel, Addressed):  # type: ignore[django-manager-missing]
    """Whatever has an address and a text: post, guide, service or page."""

    MARKDOWN = "body"

    class Kind(models.TextChoices):
        POST = "post"
        GUIDE = "guide"
        SERVICE = "service"
        PAGE = "page"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"  # reads "scheduled" until date_published has come
        GONE = "gone", "Taken down"
        DELETED = "deleted"  # in the bin: see publishing.delete()

    kind = models.CharField(max_length=7, choices=Kind, default=Kind.POST)
    path = models.CharField(max_length=255, unique=True, editable=False)
    first_path = models.CharField(
        max_length=255,
        editable=False,
        help_text="The address it was made at: pictures with relative names belong to it for good.",
    )
    slug = models.SlugField(
        max_length=150,
        validators=[validate_slug],
        help_text="The last part of the address. Changing it later leaves a redirect behind.",
    )
    title = models.CharField(max_length=200, validators=[validate_line])
    seo_title = models.CharField(
        "search title",
        max_length=200,
        blank=True,
        validators=[validate_line],
        help_text="Shown in search results and the browser's tab, exactly as written here. "
        "Empty: the title with the site's name behind it. 30 to 60 characters are shown in full.",
    )
    description = models.TextField(
        max_length=1000,
        blank=True,
        validators=[validate_text, MaxLengthValidator(1000)],
        help_text="What the page answers, in 70 to 160 characters: for lists, results and cards.",
    )
    body = models.TextField(
        "text", blank=True, validators=[validate_text], help_text="Markdown, at most 512 KB."
    )
    body_html = models.TextField(editable=False, blank=True)
    headings = models.JSONField(editable=False, default=list)
    removed = models.JSONField(editable=False, default=list)
    word_count = models.PositiveIntegerField(editable=False, default=0)
    category = models.ForeignKey(
        "blog.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name="topic",
        help_text="Its place in the topic map. A guide must have one: it is part of its address.",
    )
    tags = TaggableManager(through=TaggedPost, blank=True, related_name="posts")
    authors = models.ManyToManyField("blog.Author", through=Byline, related_name="posts")
    image = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name="picture"
    )
    image_alt = models.CharField(
        "alt text",
        max_length=500,
        blank=True,
        validators=[validate_line],
        help_text="What the picture shows, here. Empty: the picture's own alt text.",
    )
    social_image = models.ForeignKey(
        Image,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="social card",
        help_text="1200 × 630, for those who pass the link on. Empty: a card is drawn.",
    )
    chapter = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="The place of a guide among those of its topic. Empty: behind the numbered ones.",
    )
    faq = models.BooleanField(
        "has questions",
        default=False,
        help_text="Show the questions below, and describe those that readers see to machines. "
        "It earns no special display in search results.",
    )
    next_step = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The page that a reader who got to the end should see.",
    )
    next_step_text = models.CharField(max_length=200, blank=True, validators=[validate_line])
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    date_published = models.DateTimeField(
        "published",
        null=True,
        blank=True,
        validators=[validate_moment],
        help_text="In the future: the page goes live by itself at that time.",
    )
    date_modified = models.DateTimeField(
        "updated",
        null=True,
        blank=True,
        validators=[validate_moment],
        help_text="Moves only when you move it: when readers should look again.",
    )
    first_public = models.DateTimeField(
        editable=False, null=True, help_text="When readers could first see it; then it stays."
    )
    guid = models.CharField(
        max_length=400,
        editable=False,
        blank=True,
        help_text="The address at first publication: what feed readers know the post by.",
    )
    noindex = models.BooleanField(
        "hide from search engines", default=False, help_text="Also from feeds and the sitemap."
    )
    canonical_url = models.CharField(
        "first published at",
        max_length=500,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text="Only if the text stands elsewhere and that address should be the cited one.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    key = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="Named by the form of a new post: sent twice, it still makes one post.",
    )
    has_draft = models.BooleanField(
        default=False,
        editable=False,
        help_text="The newest revision holds changes that the page does not show yet.",
    )
    review_asked = models.DateTimeField(editable=False, null=True)
    review_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    review_note = models.TextField(editable=False, blank=True)
    deleted_at = models.DateTimeField(editable=False, null=True)
    extra = models.JSONField(
        editable=False, default=dict, help_text="Front matter that we do not read."
    )
    imported = models.CharField(
        max_length=64,
        editable=False,
        blank=True,
        help_text="SHA-256 of the file as it was last imported: while it is the same, edits stay.",
    )

    part = models.GeneratedField(
        expression=(F("id") + (PART - 1)) / PART,
        output_field=models.BigIntegerField(),
        db_persist=True,
        help_text="The part of the sitemap that names it: for good, whatever comes and goes.",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-date_published", "-pk"]
        indexes = [
            models.Index(fields=["category", "status", "-date_published"], name="post_in_topic"),
            # Lists of one kind, and what stands before and after a post in its topic.
            models.Index(fields=["kind", "status", "-date_published", "-id"], name="post_of_kind"),
            models.Index(
                fields=["category", "kind", "status", "-date_published", "-id"],
                name="post_of_kind_in_topic",
            ),
            # All that indexable() and the filters of a search ask: the rows themselves are long.
            models.Index(
                fields="status -date_published -id noindex canonical_url kind category".split(),
                name="post_findable",
            ),
            # The newest change: of a part of the sitemap, of a kind, and of all.
            models.Index(
                fields="part status -date_modified date_published noindex canonical_url".split(),
                name="post_in_part",
            ),
            models.Index(
                fields=["kind", "status", "-date_modified", "date_published"],
                name="post_changed_by_kind",
            ),
            models.Index(
                fields="status -date_modified date_published kind category".split(),
                name="post_changed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(date_published__isnull=False),
                name="published_post_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(date_modified__isnull=True) | Q(date_modified__gte=F("date_published")),
                name="not_modified_before_published",
            ),
            models.CheckConstraint(
                condition=~Q(kind="guide") | Q(category__isnull=False), name="guide_has_a_topic"
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(slug=""), name="post_has_an_address"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["post", "guide", "service", "page"])
                & Q(status__in=["draft", "published", "gone", "deleted"]),
                name="post_kind_and_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="deleted") ^ Q(deleted_at__isnull=True),
                name="deleted_post_says_when",
            ),
        ]
        permissions = [
            ("edit_any_post", "Can edit everybody's posts"),
            ("publish_post", "Can publish, schedule and take down posts"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.stamp()
        if update_fields is not None:
            update_fields = set(update_fields)
            if update_fields & {"kind", "slug", "category"}:
                update_fields |= {"path", "guid"}
            if update_fields & {"status", "date_published", "date_modified"}:
                update_fields |= {"date_published", "date_modified", "first_public", "guid"}
                update_fields |= {"deleted_at"}
        super().save(update_fields=update_fields, **kwargs)

    def stamp(self) -> None:
        """Set what follows from the other fields: address, and dates and guid at publication."""
        self.path = self.make_path()
        if self._state.adding:
            self.first_path = self.path
        if self.status == self.Status.PUBLISHED:
            self.date_published = self.date_published or to_millisecond(timezone.now())
            self.date_modified = self.date_modified or self.date_published
        if self.status != self.Status.DELETED:
            self.deleted_at = None
        elif self.deleted_at is None:
            self.deleted_at = timezone.now()
        if not self._was_seen():  # nor will be: the plan may still change
            planned = self._is_planned()
            self.first_public = self.date_published if planned else None
            self.guid = settings.SITE_URL + self.path if planned else ""

    _seen = False

    def _was_seen(self) -> bool:
        """Whether a reader may have seen it, by what is stored; who once was, was so for good."""
        if self.pk is not None and not self._seen:
            self._seen = Post.objects.once_public().filter(pk=self.pk).exists()
        return self._seen

    def _is_planned(self) -> bool:
        if self.status == self.Status.GONE:  # as an import says of a page that was taken down
            return self.date_published is not None and self.date_published <= timezone.now()
        return self.status == self.Status.PUBLISHED

    def get_absolute_url(self) -> str:
        return self.path

    def make_path(self) -> str:
        """Return the address that kind, topic and slug make. Templates and feeds use `path`."""
        if self.kind == self.Kind.POST:
            return f"/blog/{self.slug}"
        if self.kind == self.Kind.GUIDE:
            return f"/guides/{self.category.slug if self.category else ''}/{self.slug}"
        if self.kind == self.Kind.SERVICE:
            return f"/services/{self.slug}"
        return f"/{self.slug}"

    def clean(self) -> None:
        self.stamp()
        super().clean()
        if self.kind == self.Kind.GUIDE and not self.category:
            raise ValidationError({"category": "A guide needs a topic: it is part of its address."})
        if self.kind == self.Kind.PAGE and self.slug in RESERVED:
            raise ValidationError({"slug": f"/{self.slug} is used by the site itself."})
        if self.date_modified and not self.date_published:
            raise ValidationError({"date_modified": "Set the date of publication first."})
        if self.date_modified and self.date_published and self.date_modified < self.date_published:
            raise ValidationError({"date_modified": "This is before the date of publication."})
        if self.chapter is not None:
            try:
                validate_chapter(self.chapter)
            except ValidationError as error:
                raise ValidationError({"chapter": error.messages}) from error
        if self.slug:
            self._check_address(self.make_path())

    def validate_constraints(self, exclude: Any = None) -> None:
        """Fields, stamp() and clean() see to all that these say; in Python each is a question."""

    def validate_unique(self, exclude: Any = None) -> None:
        super().validate_unique({*(exclude or ()), "path"})  # clean() says whose it is

    def _check_address(self, path: str) -> None:
        if len(path) > 255:
            raise ValidationError({"slug": f"{path} is longer than 255 characters."})
        if other := Post.objects.filter(path=path).exclude(pk=self.pk).first():
            whose = f"“{other.title}”" if other.is_live() else "another post"
            raise ValidationError({"slug": f"{path} is the address of {whose}."})

    def about_to_change(self, before: "Post") -> None:
        if before.category and before.category_id != self.category_id:
            before.category.remember()

    def may_take_back(self, redirect: Redirect) -> bool:
        """Its own old address, or its present one, which leads on while it is taken down."""
        own = redirect.to_post_id is not None and redirect.to_post_id == self.pk
        return own or Post.objects.filter(pk=self.pk, path=redirect.from_path).exists()

    # What the text asks and answers under its headings: known once it was rendered, not stored.
    questions: Sequence[rendering.Question] = ()

    def take(self, rendered: rendering.Rendered) -> None:
        super().take(rendered)
        self.headings = rendered.headings
        self.removed = rendered.removed
        self.word_count = rendered.words
        self.questions = rendered.questions

    def rendered_fields(self) -> set[str]:
        return super().rendered_fields() | {"headings", "removed", "word_count"}

    def rendering_context(self) -> rendering.Context:
        site = SiteSettings.plain()
        return rendering.Context(
            name=self.text_name,
            hosts=site.all_hosts,
            sponsored_hosts=tuple(site.sponsored_hosts),
            pictures=Image.objects.used_in(self.body, self.first_path or self.make_path()),
            headings=tuple(self.headings) if self.guid else (),
            labels=labels(),
        )

    @property
    def text_name(self) -> str:
        return self.slug

    def is_live(self, at: datetime | None = None) -> bool:
        """Like PostQuerySet.published(), for a row in hand."""
        return (
            self.status == self.Status.PUBLISHED
            and self.date_published is not None
            and self.date_published <= (at or timezone.now())
        )

    def is_indexable(self) -> bool:
        """Like PostQuerySet.indexable(), for a row in hand."""
        return self.is_live() and not (self.noindex or self.canonical_url)

    def was_public(self) -> bool:
        """Whether readers may know the address: then it answers 410 when the post is not live."""
        return self.first_public is not None and self.first_public <= timezone.now()

    @property
    def state(self) -> str:
        """In a word: draft, in review, scheduled, published, taken down or deleted."""
        if self.status == self.Status.DRAFT and self.review_asked:
            return "in review"
        if self.status == self.Status.PUBLISHED and not self.is_live():
            return "scheduled"
        return self.get_status_display().lower()

    @property
    def picture(self) -> Pictured | None:
        """Its own picture, else the one that was drawn for it, else None: it is drawn soon."""
        drawn = getattr(self, "drawing", None)
        return self.image or (drawn if drawn and drawn.picture else None)

    @property
    def picture_alt(self) -> str:
        """What its own picture shows; a drawn one says nothing that the title does not."""
        return self.image_alt or (self.image.alt if self.image else "")

    @property
    def card_url(self) -> str:
        """The address of its social card, or "" until one is drawn."""
        if self.social_image:
            return self.social_image.url
        drawn = getattr(self, "drawing", None)
        return drawn.card.url if drawn and drawn.card else ""

    @property
    def contents(self) -> list[dict]:
        """The headings that a table of contents shows."""
        return [h for h in self.headings if h["level"] in {2, 3}]

    @property
    def updated(self) -> bool:
        """Whether the text was revised on a later day than it was published."""
        if not (self.date_modified and self.date_published):
            return False
        days = (timezone.localdate(day) for day in (self.date_published, self.date_modified))
        return next(days) < next(days)

    @property
    def chapter_key(self) -> tuple:
        """PostQuerySet.in_chapter_order(), for a row in hand."""
        return self.chapter is None, self.chapter or 0, self.date_published, self.pk or 0


def reading_minutes(words: int) -> int:
    """Minutes of reading, at least one: of 1840 words 8."""
    return max(1, round(words / WORDS_A_MINUTE))


def to_millisecond(moment: datetime) -> datetime:
    """Dates are exported to the millisecond; what is stored must not be finer."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
