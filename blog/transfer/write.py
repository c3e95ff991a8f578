"""From the fields of one file to the rows of one post."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from blog import publishing
from blog.models import (
    Author,
    Category,
    Image,
    Offer,
    Post,
    Redirect,
    name_from_slug,
    person_from_slug,
    set_tags,
)
from blog.models import set_authors as sign
from blog.models.faq import MAX_ENTRIES
from blog.models.fields import validate_line
from blog.models.tag import MAX_TAGS
from blog.pictures import PictureError

from .assets import Assets
from .fields import Question
from .source import Source

PLAIN = (
    "title seo_title description image_alt noindex canonical_url next_step_text"
    " date_published date_modified chapter extra"
).split()
MAX_ALT = Image._meta.get_field("alt").max_length or 0
# body_html: a picture in it may have changed although the text has not.
COMPARED = [*PLAIN, *"slug body body_html category_id image_id social_image_id faq status".split()]


def address_of(source: Source) -> str:
    """Return where the post will live. Raises ValidationError."""
    place, fields = source.place, source.fields
    fields.slug = fields.slug or place.slug
    fields.category = fields.category or place.category
    if place.category and slugify(fields.category) != slugify(place.category):
        raise ValidationError(
            {"category": f"is {fields.category}, but the file lies in the folder {place.category}"}
        )
    topic = Category(slug=slugify(fields.category)) if fields.category else None
    post = Post(kind=place.kind, slug=fields.slug, category=topic)
    try:
        post._meta.get_field("slug").clean(post.slug, post)
    except ValidationError as error:
        raise ValidationError({"slug": error.messages}) from error
    if place.kind == Post.Kind.GUIDE and not topic:
        raise ValidationError({"category": "a guide needs one: it is part of its address"})
    return post.make_path()


def find(addresses: Iterable[str]) -> dict[str, Post]:
    """Return {address: the post that has it, or that had it before it moved}."""
    addresses = list(addresses)
    moved = Redirect.objects.filter(from_path__in=addresses, to_post__isnull=False)
    rows = moved.select_related("to_post")
    found = {row.from_path: row.to_post for row in rows if row.to_post}
    posts = Post.objects.filter(path__in=addresses)
    return found | {post.path: post for post in posts}


def fill(post: Post, source: Source, assets: Assets) -> list[str]:
    """Set the post's own fields; its pictures and topic are stored. Returns what to warn of."""
    fields = source.fields
    warnings: list[str] = []
    for name in PLAIN:
        setattr(post, name, getattr(fields, name))
    if post._state.adding:
        post.slug = fields.slug
    post.body = source.body
    post.faq = bool(fields.faq)
    post.category = topic_called(fields.category) if fields.category else None
    post.path = post.make_path()
    if post._state.adding:
        post.first_path = post.path
    if fields.gone or (post.status == Post.Status.GONE and not fields.draft):
        post.status = Post.Status.GONE
    elif fields.draft:
        post.status = Post.Status.DRAFT
    else:
        post.status = Post.Status.PUBLISHED
    _date(post, source, warnings)
    for name in ("image", "social_image"):
        setattr(post, name, None)
        if address := getattr(fields, name):
            setattr(post, name, _picture(post, name, source, assets))
            if getattr(post, name) is None:
                post.extra = {**post.extra, fields.keys.get(name, name): address}
                warnings.append(f"{address}: not found, imported without it")
    try:
        assets.take_all_in(post, source.file)
    except PictureError as error:
        raise ValidationError({"body": str(error)}) from error
    return warnings


def _date(post: Post, source: Source, warnings: list[str]) -> None:
    """A service or page without a date is live from now on; a post or guide waits for one."""
    if post.date_published is None and source.place.day:
        post.date_published = source.midnight(source.place.day)
    if post.date_published is None:
        stored = Post.objects.filter(pk=post.pk).first()
        if stored:
            post.date_published = stored.date_published
            post.date_modified = post.date_modified or stored.date_modified
    waits = post.kind in {Post.Kind.POST, Post.Kind.GUIDE}
    if post.date_published is None and post.status == Post.Status.PUBLISHED and waits:
        post.status = Post.Status.DRAFT
        warnings.append("datePublished is missing, imported as a draft")
    post.date_modified = post.date_modified or post.date_published


def _picture(post: Post, name: str, source: Source, assets: Assets) -> Image | None:
    alt = source.fields.image_alt if name == "image" else ""
    if len(alt) > MAX_ALT:
        alt = ""  # it stands at the post, which has room for more
    address = getattr(source.fields, name)
    try:
        return assets.take(address, source.file, post, alt=alt)
    except PictureError as error:
        raise ValidationError({name: f"{address[:100]}: {error}"}) from error


def save(post: Post, source: Source) -> str:
    """Write the post and all that hangs on it; return "created", "updated" or "unchanged".

    Raises ValidationError, with the model's names of fields.
    """
    stored = None if post._state.adding else Post.objects.get(pk=post.pk)
    before = snapshot(stored) if stored else None
    check_lists(source)
    post.full_clean()
    post.imported = source.digest
    if stored and all(getattr(stored, name) == getattr(post, name) for name in COMPARED):
        Post.objects.filter(pk=post.pk).update(imported=post.imported)
    else:
        post.save()
    set_tags(post, source.fields.tags)
    set_authors(post, source.fields.authors)
    if source.fields.faq:
        set_questions(post, source.fields.faq)
    set_offer(post, source)
    if before is None:
        return "created"
    if snapshot(written := Post.objects.get(pk=post.pk)) == before:
        return "unchanged"
    publishing.recorded(written, note="Imported")
    return "updated"


def snapshot(post: Post) -> list[Any]:
    """Return what an import can change, as data to compare."""
    return [
        *(getattr(post, name) for name in COMPARED),
        [row.tag.name for row in post.tagged.select_related("tag")],
        [line.author.slug for line in post.bylines.select_related("author")],
        [(e.question, e.answer, e.inline) for e in post.faq_entries.all()],
        list(
            Offer.objects.filter(post=post).values_list(
                "price_from", "currency", "billing_unit", "scope_note"
            )
        ),
    ]


def check_lists(source: Source) -> None:
    if len(source.fields.tags) > MAX_TAGS:
        raise ValidationError({"tags": f"has {len(source.fields.tags)}; the limit is {MAX_TAGS}"})
    for name in ("tags", "authors"):
        for value in getattr(source.fields, name):
            if len(value) > 100:
                raise ValidationError({name: f"{value[:20]!r}… is longer than 100 characters"})
            try:
                validate_line(value)
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from error
    if isinstance(source.fields.faq, list) and len(source.fields.faq) > MAX_ENTRIES:
        raise ValidationError(
            {"faq": f"has {len(source.fields.faq)} entries; the limit is {MAX_ENTRIES}"}
        )


def topic_called(name: str) -> Category:
    slug = slugify(name)
    if not slug:
        reason = "holds no letter from a to z and no digit to make an address from"
        raise ValidationError({"category": f"{name[:40]!r} {reason}"})
    if found := Category.objects.filter(slug=slug).first():
        return found
    if moved := Redirect.objects.moved(Category, slug):
        return moved
    topic = Category(slug=slug, name=name if name != slug else name_from_slug(slug))
    _clean(topic, "category")
    topic.save()
    return topic


def author_called(name: str) -> Author:
    """Find or make an author by slug or name: `ada-brandt` becomes Ada Brandt.

    A name without a Latin letter is known by itself, and gets the next of author, author-2 …
    """
    slug = slugify(name)
    if found := Author.objects.filter(**({"slug": slug} if slug else {"name": name})).first():
        return found
    if slug and (moved := Redirect.objects.moved(Author, slug)):
        return moved
    n = 1
    while not slug or Author.objects.filter(slug=slug).exists():
        slug, n = f"author-{n}" if n > 1 else "author", n + 1
    author = Author(slug=slug, name=name if name != slug else person_from_slug(slug))
    _clean(author, "authors")
    author.save()
    return author


def set_authors(post: Post, names: Iterable[str]) -> None:
    names = list(names)
    known = {a.slug: a for a in Author.objects.filter(slug__in=[slugify(n) for n in names])}
    found = [known.get(slugify(name)) or author_called(name) for name in names]
    sign(post, list(dict.fromkeys(found)))


def set_questions(post: Post, faq: bool | list[Question]) -> None:
    """True: what the text itself asks and answers under its headings is proposed and taken."""
    try:
        if isinstance(faq, bool):
            publishing.propose_questions(post)
        else:
            publishing.set_questions(post, ((q.question, q.answer, q.inline) for q in faq))
    except ValidationError as error:
        raise ValidationError({"faq": error.messages}) from error


def set_offer(post: Post, source: Source) -> None:
    fields = source.fields
    if fields.price_from is None:
        return
    offer = Offer.objects.filter(post=post).first() or Offer(post=post)
    for name in ("price_from", "currency", "billing_unit", "scope_note"):
        setattr(offer, name, getattr(fields, name))
    if post.kind != Post.Kind.SERVICE:
        raise ValidationError({"price_from": "only a service has a price"})
    offer.full_clean()
    offer.save()


def _clean(row, key: str) -> None:
    """Validate a row that hangs on the post; what is wrong with it is wrong at that key."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError({key: error.messages}) from error
