"""Addresses that move, and tags that become one; what readers knew goes on answering."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from blog import afterwards, search
from blog.models import (
    MAX_TAGS,
    AuditEntry,
    Listed,
    Post,
    Redirect,
    Tag,
    TaggedPost,
    tags_merged,
)

from .revisions import newest


def change_slug(row: Post | Listed, slug: str, *, by: Any) -> None:
    """Give a post, topic, tag or author a new address; the old ones lead there in one hop.

    Raises ValidationError at "slug" if it is taken, reserved or no slug.
    """
    old = row.get_absolute_url()
    row.slug = slug
    row.full_clean()
    with transaction.atomic():
        row.save(update_fields=["slug"])  # type: ignore[misc]  # every Listed has one
        new = row.get_absolute_url()
        AuditEntry.objects.record(by, "changed an address", row, old=old, new=new)


def rename_tag(tag: Tag, name: str, *, by: Any) -> None:
    """Give the tag a name, and the address that goes with it if that is free.

    Raises ValidationError at "name".
    """
    before, old = tag.name, tag.get_absolute_url()
    tag.name = " ".join(name.split())
    slug = slugify(tag.name)[:90]
    taken = Tag.objects.filter(slug=slug).exclude(pk=tag.pk).exists()
    if slug and not taken and not Redirect.objects.moved(Tag, slug):
        tag.slug = slug
    tag.full_clean()
    with transaction.atomic():
        tag.save()
        rename_in_drafts({before: tag.name})
        AuditEntry.objects.record(
            by, "renamed a tag", tag, before=before, old=old, new=tag.get_absolute_url()
        )


def merge_tags(tags: Iterable[Tag], into: Tag, *, by: Any) -> int:
    """Let `into` take the place of the others; return how many posts have it now by that.

    Their addresses lead to it.
    """
    others = [tag for tag in tags if tag.pk != into.pk]
    moved = 0
    with transaction.atomic(), afterwards.once():
        for tag in others:
            tag.remember()  # it is about to lose its posts
            search.changed(tag.tagged.values_list("content_object", flat=True))
            have = into.tagged.values("content_object")
            TaggedPost.objects.filter(tag=tag, content_object__in=have).delete()
            moved += TaggedPost.objects.filter(tag=tag).update(tag=into)
            old = tag.get_absolute_url()
            tag.delete()  # its receiver makes the address gone
            if tag.known:
                Redirect.objects.point(old, into)
            AuditEntry.objects.record(by, "merged a tag", into, merged=tag.name, old=old)
        rename_in_drafts({tag.name: into.name for tag in others})
        if moved:
            tags_merged.send(into)
    return moved


def prune_tags(*, by: Any) -> int:
    """Delete the tags that no post has; return how many. What readers knew answers 410."""
    with transaction.atomic():
        unused = list(Tag.objects.filter(tagged__isnull=True))
        for tag in unused:
            AuditEntry.objects.record(by, "deleted an unused tag", tag, old=tag.get_absolute_url())
            tag.delete()
    return len(unused)


def present_names(names: list[str]) -> list[str]:
    """Return what the tags of an older state are called now: renamed since, or merged."""
    known = set(Tag.objects.filter(name__in=names[:MAX_TAGS]).values_list("name", flat=True))
    moved = {}
    for name in names[:MAX_TAGS]:
        slug = slugify(name)
        # Of two names with one slug, as c and c++, nobody can tell whose address it was.
        if name not in known and slug.split("-") == name.casefold().replace("-", " ").split():
            tag = Redirect.objects.moved(Tag, slug)
            moved[name] = tag.name if tag else name
    return list(dict.fromkeys(moved.get(name, name) for name in names))


def rename_in_drafts(names: dict[str, str]) -> None:
    """A draft names its tags: without this, publishing it would bring the old ones back."""
    folded = {before.casefold(): after for before, after in names.items()}
    for post in Post.objects.filter(has_draft=True).only("pk"):
        draft = newest(post)
        tags = draft.snapshot.get("tags", []) if draft else []
        new = list(dict.fromkeys(folded.get(tag.casefold(), tag) for tag in tags))
        if draft and new != tags:
            draft.snapshot["tags"] = new
            draft.save(update_fields=["snapshot"])
