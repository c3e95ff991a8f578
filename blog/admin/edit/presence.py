"""Who has a post open."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from blog.models import Post, Presence

FRESH = timedelta(seconds=45)  # three beats of the form
FORGOTTEN = timedelta(days=1)


def name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "Somebody"


def others_at(post: Post | None, user: Any) -> list[str]:
    if post is None:
        return []
    since = timezone.now() - FRESH
    rows = Presence.objects.filter(post=post, at__gte=since).exclude(user=user)
    return [name_of(row.user) for row in rows.select_related("user").order_by("user__username")]


def beat(post: Post, user: Any) -> None:
    now = timezone.now()
    if not Presence.objects.filter(post=post, user=user).update(at=now):
        Presence.objects.filter(at__lt=now - FORGOTTEN).delete()
        Presence.objects.get_or_create(post=post, user=user, defaults={"at": now})
