"""What is drawn for posts: a social card, and a featured picture where there is none."""

import hashlib
from collections.abc import Iterator
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from blog import drawing, renditions
from blog.models import Drawing, Post, SiteSettings
from blog.models.pictured import delete_all, store_renditions

READ_FOR_DRAWING = ["slug", "title", "status", "image", "social_image", "category"]


def key_of(post: Post, site: SiteSettings) -> str:
    """Say from what the post is drawn; "" if it needs no drawing, as a draft does."""
    if post.status != Post.Status.PUBLISHED or (post.image_id and post.social_image_id):
        return ""
    topic = post.category.name if post.category else ""
    said = [drawing.VERSION, post.slug, topic, "picture" if not post.image_id else ""]
    if not post.social_image_id:
        said += [post.title, site.name]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def outdated_drawings() -> Iterator[int]:
    """Yield the keys of the posts whose drawing is missing, or of other words than theirs."""
    site = SiteSettings.load()
    posts = Post.objects.filter(status=Post.Status.PUBLISHED).only(*READ_FOR_DRAWING)
    posts = posts.select_related("category").order_by("-date_published")
    drawn = dict(Drawing.objects.values_list("post", "key"))
    for post in posts.iterator(chunk_size=500):
        if key_of(post, site) != drawn.get(post.pk, ""):
            yield post.pk


def draw(post: Post) -> bool:
    """Draw what the post needs; False if it has that. Takes a second: for the background.

    What is no longer needed is deleted. The drawing of a page that was taken down stays: the
    page may come back.
    """
    key, old = key_of(post, SiteSettings.load()), Drawing.objects.filter(post=post).first()
    if key == (old.key if old else "") or (not key and post.status != Post.Status.PUBLISHED):
        return False
    if not key:
        Drawing.objects.filter(post=post).delete()  # its files follow: see receivers.py
        return True
    new = _drawn(post, key)
    with transaction.atomic():
        # Locked and asked again: the post may be gone, or somebody else has drawn it meanwhile.
        if not Post.objects.select_for_update().filter(pk=post.pk).exists():
            delete_all(default_storage, new.file_names())
            return False
        stored = Drawing.objects.filter(post=post).first()
        new.pk = stored.pk if stored else None
        new.save(force_update=bool(stored))
        if stored:
            transaction.on_commit(partial(delete_all, default_storage, stored.file_names()))
    return True


def _drawn(post: Post, key: str) -> Drawing:
    site, topic = SiteSettings.load(), post.category.name if post.category else ""
    new = Drawing(post=post, key=key)
    if not post.social_image_id:
        card = drawing.card(post.slug, post.title, topic, site.name)
        new.card = _stored("cards", post.slug, card, "jpg")
    if not post.image_id:
        picture = drawing.png(drawing.picture(post.slug, topic))
        new.picture = _stored("drawn", post.slug, picture, "png")
        new.colour, made = renditions.make(picture)
        new.width, new.height = made[-1].width, made[-1].height
        new.renditions = store_renditions(default_storage, post.slug, made)
    return new


def _stored(folder: str, slug: str, data: bytes, extension: str) -> str:
    name = f"{folder}/{slug}-{hashlib.sha256(data).hexdigest()[:12]}.{extension}"
    return default_storage.save(name, ContentFile(data))
