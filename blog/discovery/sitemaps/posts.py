"""The parts of posts: post number 1 to 1,000 in the first, and so on for good."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from blog.models import Post

from .entry import Entry


def of_part(part: Any) -> QuerySet:
    """What may be indexed of one part."""
    return Post.objects.indexable().filter(part=part).changed()


def entries(part: int) -> list[Entry]:
    """One query, which reads nothing but the posts of this part."""
    rows = of_part(part).order_by("pk")
    rows = rows.values_list("path", "date_modified", "image__file", "drawing__picture")
    return [
        Entry(path, modified, default_storage.url(file or drawn) if file or drawn else "")
        for path, modified, file, drawn in rows
    ]


def parts() -> Iterator[tuple[int, datetime]]:
    """Yield (number, newest change) of the parts that name something. One query.

    Grouping would read every post. This asks the index `post_in_part` for the last line of each
    part, 10 µs each; the ORM has no words for the row of numbers that it needs.
    """
    changes = of_part(RawSQL("parts.number", [])).order_by("-date_modified")
    newest, values = changes.values("date_modified")[:1].query.sql_with_params()
    numbers = (
        "WITH RECURSIVE parts(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM parts"
        " WHERE number < (SELECT MAX(part) FROM blog_post))"
    )
    asked = f"{numbers} SELECT number AS id, ({newest}) AS date_modified FROM parts"  # noqa: S608
    rows = Post.objects.raw(asked, values)
    for row in rows:
        if row.date_modified:
            yield row.pk, row.date_modified
