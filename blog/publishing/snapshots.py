"""A post as plain data: what a form shows, a revision keeps and publishing writes to the rows.

{"kind", "title", "slug", "body", "description", "image": pk or None, "image_alt",
 "social_image": pk or None,
 "category": pk or None, "chapter": 1 to 999 or None, "tags": [names], "authors": [pks],
 "faq": bool, "questions": [{"question", "answer", "inline"}], "next_step": pk or None,
 "next_step_text", "seo_title", "noindex", "canonical_url", "date_published": ISO 8601 or "",
 "date_modified": ISO 8601 or "",
 "offer": {"price_from", "currency", "billing_unit", "scope_note"} or None}

An autosaved one may hold anything that was typed. slug "" means: made from the title.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from blog.models import RESERVED, Category, Image, Offer, Post, Redirect
from blog.models.post import validate_chapter

Snapshot = dict[str, Any]

TEXTS = "title body description image_alt next_step_text seo_title canonical_url".split()
FLAGS = ["faq", "noindex"]
MOMENTS = ["date_published", "date_modified"]
RELATED = {"category": Category, "image": Image, "social_image": Image, "next_step": Post}
OFFER = ["price_from", "currency", "billing_unit", "scope_note"]
LABELS = {
    "title": "Title",
    "body": "Text",
    "description": "Summary",
    "image": "Picture",
    "image_alt": "Alt text",
    "social_image": "Social card",
    "kind": "Kind",
    "category": "Topic",
    "chapter": "Chapter",
    "tags": "Tags",
    "authors": "Authors",
    "faq": "Has questions",
    "questions": "Questions",
    "next_step": "Next step",
    "next_step_text": "Words of the next step",
    "seo_title": "Search title",
    "noindex": "Hidden from search engines",
    "canonical_url": "First published at",
    "date_published": "Published",
    "date_modified": "Updated",
    "slug": "Address",
    "offer": "Price",
}


def snapshot_of(post: Post) -> Snapshot:
    """Return what the rows say. Five queries, whatever the post; none for a new one."""
    saved = not post._state.adding
    offer = Offer.objects.filter(post=post).first() if saved else None
    tags = post.tagged.select_related("tag") if saved else []
    entries = post.faq_entries.all() if saved else []
    return {
        "kind": post.kind,
        "slug": "" if has_proposed_slug(post) else post.slug,
        **{name: getattr(post, name) for name in TEXTS + FLAGS},
        **{name: moment_out(getattr(post, name)) for name in MOMENTS},
        **{name: getattr(post, f"{name}_id") for name in RELATED},
        "chapter": post.chapter,
        "tags": [row.tag.name for row in tags],
        "authors": [line.author_id for line in post.bylines.all()] if saved else [],
        "questions": [
            {"question": e.question, "answer": e.answer, "inline": e.inline} for e in entries
        ],
        "offer": {name: str(getattr(offer, name)) for name in OFFER} if offer else None,
    }


def moment_out(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def proposed_slug(title: str) -> str:
    return slugify(title)[:80].strip("-") or "untitled"


def has_proposed_slug(post: Post) -> bool:
    """Whether the slug follows the title: then it goes on doing so until readers know it."""
    if not post.slug:
        return True
    wanted = re.escape(proposed_slug(post.title))
    return not post.was_public() and bool(re.fullmatch(rf"{wanted}(-\d+)?", post.slug))


def free_slug(post: Post) -> str:
    """Return a slug from the title whose address nobody has, or ever had."""
    wanted = proposed_slug(post.title)
    probe = Post(kind=post.kind, category=post.category)
    number = 1
    while True:
        probe.slug = f"{wanted}-{number}" if number > 1 else wanted
        path = probe.make_path()
        taken = Post.objects.filter(path=path).exclude(pk=post.pk).exists()
        reserved = post.kind == Post.Kind.PAGE and probe.slug in RESERVED
        if not (taken or reserved or Redirect.objects.filter(from_path=path).exists()):
            return probe.slug
        number += 1


def fill(post: Post, snapshot: Snapshot) -> None:
    """Set the post's own fields. What a snapshot names and is deleted by now is left out.

    Raises ValidationError for a date or a chapter that is none.
    """
    if "kind" in snapshot:
        post.kind = snapshot["kind"]
    for name in TEXTS:
        if name in snapshot:
            setattr(post, name, snapshot[name])
    for name in FLAGS:
        if name in snapshot:
            setattr(post, name, bool(snapshot[name]))
    for name, model in RELATED.items():
        if name in snapshot:
            pk = snapshot[name]
            setattr(post, name, model._default_manager.filter(pk=pk).first() if pk else None)
    for name in MOMENTS:
        if name in snapshot:
            _fill_moment(post, name, snapshot[name])
    if "chapter" in snapshot:
        _fill_chapter(post, snapshot["chapter"])
    if not post.was_public() and "slug" in snapshot:
        post.slug = snapshot["slug"] or free_slug(post)


def fill_valid(post: Post, snapshot: Snapshot) -> None:
    """Like fill(), but a date or chapter that is none is passed over; the slug stays."""
    apart = {*MOMENTS, "chapter", "slug"}
    fill(post, {name: snapshot[name] for name in snapshot if name not in apart})
    with suppress(ValidationError):
        _fill_chapter(post, snapshot.get("chapter"))
    for name in MOMENTS:
        try:
            _fill_moment(post, name, snapshot.get(name, ""))
        except ValidationError:
            continue


def _fill_moment(post: Post, name: str, value: str) -> None:
    if not value:
        if post.status != Post.Status.PUBLISHED:  # a published post keeps the dates it has
            setattr(post, name, None)
        return
    try:
        moment = parse_datetime(value)
    except ValueError:
        moment = None
    if moment is None:
        raise ValidationError({name: f"{value[:40]!r} is no date with a time."})
    setattr(post, name, moment if timezone.is_aware(moment) else timezone.make_aware(moment))


def _fill_chapter(post: Post, value: object) -> None:
    if value is not None:
        try:
            validate_chapter(value)
        except ValidationError as error:
            raise ValidationError({"chapter": error.messages}) from error
    post.chapter = value  # type: ignore[assignment]
