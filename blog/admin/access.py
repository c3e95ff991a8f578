"""Who may open, write, publish and delete which post: asked by every page of the desk."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from blog.models import Post, Redirect
from blog.publishing.rights import may_edit, may_publish


def may_delete(user: Any, post: Post) -> bool:
    allowed = user.has_perm("blog.delete_post") and may_edit(user, post)
    return allowed and (may_publish(user) or is_the_authors_alone(post))


def is_the_authors_alone(post: Post) -> bool:
    """No reader has seen it and no editor has scheduled it: who wrote it may delete it."""
    return not post.was_public() and post.status != Post.Status.PUBLISHED


def may_write(user: Any) -> bool:
    return any(user.has_perm(f"blog.{verb}_post") for verb in ("add", "change"))


def reachable_by(user: Any, *also: int | None) -> QuerySet:
    """Posts that this person may name in a text or as next step: live ones, and their own.

    also: what the document names already, whoever may read it.
    """
    named = Q(pk__in=[pk for pk in also if pk])
    return Post.objects.kept().filter(Q(pk__in=readable_by(user).values("pk")) | named)


def readable_by(user: Any) -> QuerySet:
    """Posts of which this person may know: live ones, and those that they may edit."""
    live = Q(pk__in=Post.objects.published().values("pk"))
    return Post.objects.filter(live | Q(pk__in=Post.objects.editable_by(user).values("pk")))


def rewritable_by(user: Any) -> QuerySet:
    """Posts whose text this person may change as it stands: what readers know, only editors."""
    if not user.has_perm("blog.change_post"):
        return Post.objects.none()
    posts = Post.objects.editable_by(user).kept()
    if may_publish(user):
        return posts
    known = Post.objects.once_public().values("pk")
    return posts.filter(status=Post.Status.DRAFT).exclude(pk__in=known)


def redirects_for(user: Any) -> QuerySet[Redirect]:
    """Redirects of which this person may know: not those that lead to somebody's draft."""
    known = Q(to_post=None) | Q(to_post__in=readable_by(user).values("pk"))
    everything = user.has_perm("blog.edit_any_post")
    return Redirect.objects.all() if everything else Redirect.objects.filter(known)


def only_reachable(user: Any, snapshot: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Take out of what was typed a next step that this person may know nothing of."""
    step = snapshot.get("next_step")
    if step and not reachable_by(user, document.get("next_step")).filter(pk=step).exists():
        return snapshot | {"next_step": None}
    return snapshot


class PostAccess:
    """The part of PostAdmin that answers the admin's questions about one post."""

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        allowed: bool = super().has_view_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or may_edit(request.user, obj))

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or may_delete(request.user, obj))
