"""Who may change which post, as far as verbs and the desk both ask."""

from typing import Any

from blog.models import Post


def may_edit(user: Any, post: Post) -> bool:
    """One query for each post and person, however often it is asked."""
    known = post.__dict__.setdefault("_editors", {})
    if user.pk not in known:
        known[user.pk] = user.has_perm("blog.change_post") and (
            user.has_perm("blog.edit_any_post")
            or Post.objects.editable_by(user).filter(pk=post.pk).exists()
        )
    return known[user.pk]


def may_publish(user: Any) -> bool:
    return user.has_perm("blog.publish_post")
