"""Where the next page of an answer begins: signed, so that nobody has to guess what is in it."""

from datetime import datetime
from typing import Any

from django.core import signing

from blog.models import Post

SALT = "blog.api.cursor"
LONGEST = 300


def written(value: Any) -> str:
    return signing.dumps(value, salt=SALT)


def read(cursor: str) -> Any:
    """Raises ValueError for one that we have not made."""
    try:
        return signing.loads(cursor[: LONGEST + 1], salt=SALT)
    except signing.BadSignature as error:
        raise ValueError("It is none of ours, or was changed. Begin without one.") from error


def behind(post: Post) -> str:
    return written([post.date_published.isoformat() if post.date_published else "", post.pk])


def post_of(cursor: str) -> Post:
    """Return the place of a post in the order of dates: its date and key, nothing else."""
    match read(cursor):
        case [str(moment), int(pk)]:
            return Post(pk=pk, date_published=datetime.fromisoformat(moment))
    raise ValueError("It belongs to another list.")


def place_of(cursor: str) -> int:
    """Return how many results stand before."""
    match read(cursor):
        case int(place) if place > 0:
            return place
    raise ValueError("It belongs to another list.")
