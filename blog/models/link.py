"""The link graph as rows: which addresses there are, and what on them leads where."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from blog.linkgraph import EDITORIAL
from blog.linkgraph.metrics import DEEP_FROM

MAX_PATH = 255


class SitePage(models.Model):
    """An address that links start or end at, with what was measured of it.

    A row of a post is bound to the post and follows its address; it stays when the post is
    deleted, so that what led there goes on saying where. All numbers are those of the last
    measuring (see publishing.measure), but for inlinks and outlinks, which follow each save.
    """

    class Kind(models.TextChoices):
        HOME = "home"
        ARCHIVE = "archive", "list"
        TOPIC = "topic"
        TAG = "tag"
        AUTHOR = "author"
        POST = "post"
        GUIDE = "guide"
        SERVICE = "service"
        PAGE = "page"

    path = models.CharField(max_length=MAX_PATH, unique=True)
    kind = models.CharField(max_length=7, choices=Kind)
    title = models.CharField(max_length=200, blank=True)
    post = models.OneToOneField(
        "blog.Post", models.SET_NULL, null=True, blank=True, related_name="site_page"
    )
    seen = models.CharField(
        max_length=16, editable=False, help_text="Of what the rows of links to it say of it."
    )
    inlinks = models.PositiveIntegerField(default=0)
    outlinks = models.PositiveIntegerField(default=0)
    nofollow_in = models.PositiveIntegerField(default=0)
    depth = models.PositiveSmallIntegerField(null=True, help_text="Clicks from the home page.")
    strength = models.FloatField(null=True, help_text="1 is an average page.")
    flow = models.FloatField(null=True)
    orphan = models.BooleanField(default=False)
    steps_to_offer = models.PositiveSmallIntegerField(null=True)
    one_text = models.CharField(
        max_length=500, blank=True, help_text="What too many pages link here with: see monotone()."
    )
    measured_at = models.DateTimeField(
        null=True, help_text="Empty: no page that search engines may name."
    )

    # By the name in the report; of pages that are measured.
    WORTH_A_LOOK: ClassVar = {
        "orphans": Q(orphan=True),
        "deep": Q(depth__gte=DEEP_FROM),
        "unreachable": Q(depth=None),
        "no-offer": Q(steps_to_offer=None, post__isnull=False),
        "leads-nowhere": Q(outlinks=0, post__isnull=False),
        "one-text": ~Q(one_text=""),
    }

    class Meta:
        verbose_name = "page by its links"
        verbose_name_plural = "pages by their links"
        indexes = [
            models.Index(fields=["orphan", "path"], name="page_orphans"),
            models.Index(fields=["depth", "path"], name="page_depth"),
            models.Index(fields=["path"], name="page_one_text", condition=~Q(one_text="")),
        ]

    def __str__(self) -> str:
        return self.title or self.path


class LinkQuerySet(models.QuerySet["Link"]):
    def editorial(self):
        """Links that a person wrote, and that hand something on."""
        return self.filter(placement__in=EDITORIAL, followed=True)

    def that_lead(self):
        """Links to another page of ours that readers get to."""
        return self.filter(kind="internal", status__in=Link.LEADS)

    def broken(self):
        """Links where a reader hits a wall, the places within pages left out."""
        return self.filter(Link.WORTH_A_LOOK["broken"], kind="internal")

    def unwritten(self):
        """Links to pages that are not written, or not public yet: readers get the words alone."""
        return self.filter(unwritten=True)

    def not_gathered(self):
        """Links to other sites that do not know the row of their address yet."""
        return self.filter(kind="external", external=None)

    def became_live(self, at: datetime | None = None):
        """Links that still say of a page whose minute has come that it is not there."""
        at = at or timezone.now()
        return self.filter(
            status__in=[Link.Status.NOT_LIVE, Link.Status.GONE],
            target__post__status="published",
            target__post__date_published__lte=at,
        )


class Link(models.Model):
    """One `<a href>` of a page: as it stands in the HTML, and where it ends.

    path: of ours as the href names it, before any redirect; "" for what leads elsewhere.
    target: where the redirects end. It keeps address and title when the page dies.
    """

    class Status(models.TextChoices):
        OK = "ok"
        REDIRECT = "redirect"
        CHAIN = "chain"
        LOOP = "loop"
        DEAD = "dead"
        GONE = "gone"
        NOT_LIVE = "not_live", "not live yet"
        DEAD_ANCHOR = "dead_anchor", "no such place on the page"
        UNCHECKED = "unchecked"
        BLOCKED = "blocked"

    LEADS: ClassVar = [Status.OK, Status.REDIRECT, Status.CHAIN, Status.DEAD_ANCHOR]
    DETOURS: ClassVar = [Status.REDIRECT, Status.CHAIN, Status.DEAD_ANCHOR]
    BROKEN: ClassVar = [Status.DEAD, Status.GONE, Status.LOOP, Status.NOT_LIVE]

    # By the name in the report; of links within the site.
    WORTH_A_LOOK: ClassVar = {
        "broken": Q(status__in=BROKEN, unwritten=False),
        "redirected": Q(status__in=[Status.REDIRECT, Status.CHAIN]),
        "waiting": Q(unwritten=True),
        "no-place": Q(status=Status.DEAD_ANCHOR),
    }
    VAGUE: ClassVar = ["empty", "generic", "naked_url", "stuffed"]

    source = models.ForeignKey(SitePage, models.CASCADE, related_name="links")
    position = models.IntegerField(help_text="From 0, in the order of the page.")
    href = models.TextField()
    kind = models.CharField(max_length=8)
    path = models.CharField(max_length=MAX_PATH, blank=True)
    fragment = models.CharField(max_length=255, blank=True)
    target = models.ForeignKey(
        SitePage, models.SET_NULL, null=True, blank=True, related_name="links_in"
    )
    url = models.TextField(blank=True, help_text="Of an address elsewhere.")
    external = models.ForeignKey(
        "blog.ExternalAddress", models.SET_NULL, null=True, blank=True, related_name="links"
    )
    anchor = models.CharField(max_length=500, blank=True)
    image = models.BooleanField(default=False, help_text="The anchor is the alt text of a picture.")
    sentence = models.CharField(max_length=500, blank=True)
    section = models.CharField(max_length=255, blank=True, help_text="The id of its heading.")
    shape = models.CharField(max_length=11, blank=True)
    placement = models.CharField(max_length=10)
    rel = models.JSONField(default=list)
    followed = models.BooleanField(default=True)
    notes = models.JSONField(default=list, help_text="How it is written: absolute, http, …")
    status = models.CharField(max_length=11, choices=Status)
    hops = models.PositiveSmallIntegerField(default=0)
    unwritten = models.BooleanField(
        default=False, help_text="A page could stand there, and readers have never seen one."
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["source", "position"]
        constraints = [
            models.UniqueConstraint(fields=["source", "position"], name="link_at_its_place"),
        ]
        indexes = [
            models.Index(fields=["target", "placement"], name="link_in"),
            models.Index(fields=["kind", "status"], name="link_status"),
            models.Index(fields=["path", "fragment"], name="link_by_path"),
            models.Index(fields=["path"], name="link_unwritten", condition=Q(unwritten=True)),
            models.Index(
                fields=["id"],
                name="link_not_gathered",
                condition=Q(kind="external", external=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}.{self.position} {self.href}"

    @property
    def in_sentence(self) -> tuple[str, str, str]:
        """Its words between what stands before and behind them in the sentence."""
        before, found, behind = self.sentence.partition(self.anchor)
        if self.anchor and found:
            return before, self.anchor, behind
        return "", self.anchor or self.sentence or "without words", ""


class LinkTodo(models.Model):
    """A link that somebody plans: from one page of ours to another, at a phrase of its text.

    An open one counts as a link to the target when that is checked before it is published.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DISMISSED = "dismissed"

    source = models.ForeignKey("blog.Post", models.CASCADE, related_name="links_to_make")
    target = models.ForeignKey("blog.Post", models.CASCADE, related_name="links_to_get")
    phrase = models.CharField(max_length=200, blank=True, help_text="Words of the source.")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "planned link"
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="todo_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="todo_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
