"""Which posts are in which state, and what they lack: the rows behind the desk's lists."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from blog.models import Post

Rows = Callable[[QuerySet], QuerySet]
STALE_AFTER = timedelta(days=365)


def scheduled(posts: QuerySet) -> QuerySet:
    return posts.scheduled()  # type: ignore[attr-defined]


def in_review(posts: QuerySet) -> QuerySet:
    """Drafts, and live posts with a draft: somebody has asked."""
    return posts.filter(review_asked__isnull=False)


def changed(posts: QuerySet) -> QuerySet:
    """Public posts with changes that readers do not see yet."""
    return posts.filter(status=Post.Status.PUBLISHED, has_draft=True)


# In the words of Post.state; each takes a Post queryset. The bin is a state that one asks for.
STATES: dict[str, Rows] = {
    "draft": lambda posts: posts.filter(status=Post.Status.DRAFT, review_asked=None),
    "in review": in_review,
    "scheduled": scheduled,
    "published": lambda posts: posts.published(),  # type: ignore[attr-defined]
    "changes waiting": changed,
    "taken down": lambda posts: posts.filter(status=Post.Status.GONE),
    "deleted": lambda posts: posts.filter(status=Post.Status.DELETED),
}


def not_updated(posts: QuerySet) -> QuerySet:
    """Live, and not updated for a year."""
    return posts.published().filter(  # type: ignore[attr-defined]
        date_modified__lt=timezone.now() - STALE_AFTER
    )


def without_picture(posts: QuerySet) -> QuerySet:
    """Live, of a kind whose cards and shared links show a picture."""
    return posts.published().filter(  # type: ignore[attr-defined]
        image=None, kind__in=[Post.Kind.POST, Post.Kind.GUIDE, Post.Kind.SERVICE]
    )


def without_description(posts: QuerySet) -> QuerySet:
    return posts.published().filter(description="")  # type: ignore[attr-defined]


LACKS: dict[str, tuple[str, Rows]] = {
    "update": ("not updated for a year", not_updated),
    "picture": ("without a picture", without_picture),
    "description": ("without a description", without_description),
}
