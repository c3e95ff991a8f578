"""Which posts: the rules that lists, feeds and sitemaps share, spelt out here and nowhere else."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from .author import Byline
from .fields import StaleQuerySet
from .tag import TaggedPost

if TYPE_CHECKING:
    from .post import Post

LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
TEXTS = ("body", "body_html", "public_html", "headings", "removed", "extra")
ARTICLES = frozenset({"post", "guide"})  # kinds that are written on a day, by somebody
DRAWN = ("image", "drawing")  # what Post.picture asks for


class PostQuerySet(StaleQuerySet):
    def published(self, at: datetime | None = None):
        """Posts that a visitor may read at `at`, or now. The one SQL form of this rule."""
        at = at or timezone.now()
        return self.filter(status="published", date_published__lte=at)

    def scheduled(self):
        """Posts that will be public by themselves."""
        return self.filter(status="published", date_published__gt=timezone.now())

    def once_public(self):
        """Posts whose address readers may know, whether it still shows the post or not."""
        return self.filter(first_public__lte=timezone.now())

    def indexable(self, at: datetime | None = None):
        """Posts that search engines, feeds and sitemaps may name. The one form of this rule."""
        return self.published(at).filter(noindex=False, canonical_url="")

    def changed(self):
        """Posts with a date of their last change, which all that are published have.

        Asking for it shows SQLite, which would go through the dates of publication of all posts,
        that an index with this date behind other columns leads to fewer.
        """
        return self.filter(date_modified__gt=LONG_AGO)

    def by_key(self):
        """The same posts, looked up where a `pk__in` that is added names them.

        Before for_cards(), an order and the like, of which it keeps nothing.

        SQLite, which counts on few rows of any index, would go through the dates of all posts to
        find ten that are named by their keys: 5 ms at 10,000 posts instead of 0.2.
        """
        return self.model._default_manager.filter(Exists(self.order_by().filter(pk=OuterRef("pk"))))

    def kept(self):
        """Posts that are not in the bin."""
        return self.exclude(status="deleted")

    def editable_by(self, user):
        """Posts that this person may open at the desk: their own, or all with the permission."""
        return self if user.has_perm("blog.edit_any_post") else self.owned_by(user)

    def owned_by(self, user):
        """Posts that this person made or signs."""
        signed = Byline.objects.filter(author__user=user).values("post")
        return self.filter(Q(created_by=user) | Q(pk__in=signed))

    def articles(self):
        """What the blog and the feeds list: the kinds with a date that matters."""
        return self.filter(kind__in=ARTICLES)

    def in_chapter_order(self):
        """The numbered first, by number; then the others, the oldest first."""
        return self.order_by(F("chapter").asc(nulls_last=True), "date_published", "pk")

    def before(self, post: "Post"):
        """Those published before the post, the newest of them first.

        Ask for it before published(), which has a latest date as well: SQLite begins at the first
        that it is told, and would go past all that are newer than the post.
        """
        same_moment = Q(date_published=post.date_published, pk__lt=post.pk or 0)
        earlier = self.filter(date_published__lte=post.date_published)  # where an index begins
        earlier = earlier.filter(Q(date_published__lt=post.date_published) | same_moment)
        return earlier.order_by("-date_published", "-pk")

    def after(self, post: "Post"):
        """Those published after the post, the oldest of them first."""
        same_moment = Q(date_published=post.date_published, pk__gt=post.pk or 0)
        later = self.filter(date_published__gte=post.date_published)  # where an index begins
        later = later.filter(Q(date_published__gt=post.date_published) | same_moment)
        return later.order_by("date_published", "pk")

    def for_cards(self):
        """With all that a list shows of a post but its names (see below), without the body."""
        return self.defer(*TEXTS).select_related("category", *DRAWN)

    def for_links(self):
        """With as much of each as a link to it says, and its place in a topic."""
        return self.only("kind", "path", "title", "chapter", "date_published", "category")

    def signed(self):
        """With those who wrote it, by one query for all."""
        return self.prefetch_related(
            Prefetch("bylines", Byline.objects.select_related("author__photo"))
        )

    def tagged(self):
        """With its tags, by one query for all."""
        return self.prefetch_related(Prefetch("tagged", TaggedPost.objects.select_related("tag")))

    def for_reading(self):
        """With what its page shows of nothing but the post: all else is shared with other pages."""
        return self.order_by().select_related(*DRAWN, "social_image").defer("body")

    def for_page(self):
        """With its source and all that its page says; of the page it leads to, not the text."""
        return (
            self.order_by()
            .select_related("category", "next_step", *DRAWN, "social_image", "offer")
            .defer(*(f"next_step__{text}" for text in TEXTS))
            .signed()
            .tagged()
            .prefetch_related("faq_entries")
        )

    def for_feed(self):
        """With all that a feed says of a post, the text among it, and nothing of other pages."""
        return (
            self.defer("body", "headings", "removed", "extra")
            .select_related("category", *DRAWN)
            .signed()
            .tagged()
            .prefetch_related("faq_entries")
        )
