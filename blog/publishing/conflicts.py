"""What somebody deleted or took between the check of a post and the write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from blog.models import Author, Post

from .snapshots import RELATED, Snapshot

NOT_THERE = "This is not there any more; choose another."


@contextmanager
def said_at_their_fields(post: Post, snapshot: Snapshot) -> Iterator[None]:
    """Around the transaction: SQLite and PostgreSQL find most of it when they commit.

    Raises ValidationError by field for what the database refused, if it is one of these.
    """
    try:
        yield
    except IntegrityError as error:
        found = conflicts(post, snapshot)
        if not found:
            raise
        raise ValidationError(found) from error


def conflicts(post: Post, snapshot: Snapshot) -> dict[str, str]:
    named = {name: [snapshot.get(name)] for name in RELATED} | {
        "authors": snapshot.get("authors", [])
    }
    found = {}
    for name, pks in named.items():
        model = RELATED.get(name, Author)
        wanted = {pk for pk in pks if pk}
        if model._default_manager.filter(pk__in=wanted).count() < len(wanted):
            found[name] = NOT_THERE
    path = post.make_path()
    if Post.objects.filter(path=path).exclude(pk=post.pk).exists():
        found["slug"] = f"Another post has taken {path} in this moment."
    return found
