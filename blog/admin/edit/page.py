"""What the page of the form shows around the fields."""

import uuid
from copy import copy
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from blog import publishing
from blog.models import Image, Post
from blog.rendering import RenderError

from ..access import may_delete, may_publish
from .checks import checked
from .form import EditForm
from .presence import name_of, others_at
from .suggestions import planned_links
from .typed import moment_of

# Acts on a post, in the order of the menu: name of the address, label, who may.
ACTS = [
    ("history", "History", "anybody"),
    ("previews", "Preview links", "anybody"),
    ("markdown", "As Markdown", "anybody"),
    ("address", "Change the address…", "publishers"),
    ("takedown", "Take down…", "publishers"),
    ("delete", "Delete…", "those who may delete"),
    ("review", "Review…", "anybody"),
    ("discard", "Discard the draft…", "anybody"),
    ("undelete", "Restore…", "those who may delete"),
]
MENU = {"history", "previews", "markdown", "address", "takedown", "delete"}
DANGER = {"takedown", "delete"}


def page_context(request: HttpRequest, post: Post | None, form: EditForm) -> dict[str, Any]:
    user, sent = request.user, request.POST
    latest = publishing.newest(post) if post else None
    acts = acts_of(post, user) if post else {}
    return {
        "title": str(post) if post else "New post",
        "is_nav_sidebar_enabled": False,  # the room belongs to the text
        "post": post,
        "form": form,
        "fields": form.post,
        "errors": form.errors(),
        "pressed": next((name for name in ("_publish", "_review") if name in sent), "_save"),
        "latest": latest,
        "saved_by": name_of(latest.by) if latest else "",
        "base": latest.base if latest else publishing.base_of(post) if post else "",
        "key": sent.get("key") or uuid.uuid4(),
        "others": others_at(post, user),
        "may_publish": may_publish(user),
        "may_delete": bool(post and may_delete(user, post)),
        "publish_label": publish_label(post, form),
        "acts": acts,
        "menu_of_post": menu_of(post, acts) if post else [],
        "reviewer": name_of(post.review_by) if post and post.review_by else "",
        "review_note": sent.get("review_note", ""),
        "update_date": "update_date" in sent,
        "update_note": sent.get("update_note", ""),
        **report_of(post, form, user),
        "planned": planned_links(post, user),
        "is_live": bool(post and post.is_live()),
        "left_out": post.removed if post and not post.has_draft else [],
        "picture": picture_of(form, "image"),
        "card": picture_of(form, "social_image"),
        "upload_url": reverse("admin:blog_image_upload"),
        "time_zone": timezone.get_current_timezone_name(),
        "media": form.post.media,
        "now": timezone.now(),
    }


def report_of(post: Post | None, form: EditForm, user: Any) -> dict[str, Any]:
    """What the preflight says of what the form shows; of an empty one nothing."""
    if post is None and not form.post.is_bound:
        return {}
    try:
        return checked(copy(post) if post else Post(), form.snapshot, user)
    except RenderError:
        return {}


def acts_of(post: Post, user: Any) -> dict[str, str]:
    """The addresses of what this person may do to the post."""
    allowed = {
        "anybody": True,
        "publishers": may_publish(user),
        "those who may delete": may_delete(user, post),
    }
    return {
        name: reverse(f"admin:blog_post_{name}", args=[post.pk])
        for name, _, who in ACTS
        if allowed[who]
    }


def menu_of(post: Post, acts: dict[str, str]) -> list[dict[str, Any]]:
    hidden = set()
    if post.status != Post.Status.PUBLISHED:
        hidden.add("takedown")
    if not post.was_public():
        hidden.add("address")  # the form has a field for it until then
    return [
        {"label": label, "url": acts[name], "danger": name in DANGER}
        for name, label, _ in ACTS
        if name in MENU - hidden and name in acts
    ]


def publish_label(post: Post | None, form: EditForm) -> str:
    if post and post.is_live():
        return "Publish changes"
    moment = moment_of(form.snapshot.get("date_published", ""))
    return "Schedule" if moment and moment > timezone.now() else "Publish"


def picture_of(form: EditForm, name: str) -> dict[str, Any] | None:
    pk = form.snapshot.get(name)
    image = Image.objects.filter(pk=pk).first() if pk else None
    return {"url": (image.thumbnail or image.file).url, "alt": image.alt} if image else None
