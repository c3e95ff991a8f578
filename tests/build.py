"""Rows for tests: each function takes what the test is about and makes up the rest."""

from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from PIL import Image as Pillow

from blog import afterwards
from blog.models import Author, Byline, Category, Image, Post, set_tags

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER = datetime(2126, 3, 10, 12, tzinfo=UTC)

# What a post needs before somebody at the desk may publish it: see blog.preflight.
SUMMARY = "A summary of the page, as long as results show it: what it answers, and for whom."


def make_category(slug: str = "seo", **fields: Any) -> Category:
    return Category.objects.get_or_create(slug=slug, defaults={"name": slug.upper(), **fields})[0]


def make_author(slug: str = "ada-brandt", **fields: Any) -> Author:
    fields.setdefault("name", slug.replace("-", " ").title())
    return Author.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_post(
    slug: str = "a-post",
    *,
    tags: list[str] | tuple[str, ...] = (),
    authors: list[Author] | tuple[Author, ...] = (),
    category: str | Category | None = None,
    **fields: Any,
) -> Post:
    """A published post, unless the fields say otherwise."""
    fields.setdefault("title", slug.replace("-", " ").capitalize())
    fields.setdefault("status", Post.Status.PUBLISHED)
    if fields["status"] == Post.Status.PUBLISHED:
        fields.setdefault("date_published", NOON)
    if isinstance(category, str):
        category = make_category(category)
    with afterwards.once():
        post = Post.objects.create(slug=slug, category=category, **fields)
        set_tags(post, list(tags))
        for order, author in enumerate(authors):
            Byline.objects.create(post=post, author=author, order=order)
    return post


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = BytesIO()
    Pillow.new("RGB", size, "#ff5a1f").save(out, kind, **options)
    return out.getvalue()


def make_image(name: str = "drop.png", **fields: Any) -> Image:
    size = fields.pop("size", (40, 30))
    return Image.objects.take(picture_bytes(size=size), name, **fields)


def make_person(name: str, *roles: str, **fields: Any) -> User:
    """Somebody with a login at the desk, in these groups."""
    if roles and not Group.objects.exists():  # a test that empties the tables takes them along
        import_module("blog.migrations.0003_roles").make_roles(apps, None)
    fields.setdefault("is_staff", True)
    person, _ = User.objects.get_or_create(username=name, defaults=fields)
    person.groups.set(Group.objects.filter(name__in=roles))
    return person
