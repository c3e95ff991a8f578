"""Which posts a feed holds: the newest, and behind them an archive in pages (RFC 5005).

Pages of the archive are counted from the oldest post on, and only full ones are linked: page 3
holds the same posts however many are published after it, so that who has read it need not again.
"""

from dataclasses import dataclass

from blog.models import Post
from blog.models.post_queryset import PostQuerySet

PAGE_SIZE = 20


@dataclass(frozen=True)
class Part:
    """number: of a page of the archive, the oldest is 1; None for the newest posts.

    older, newer: the numbers of the neighbours; newer is None for the last page of the archive.
    """

    posts: list[Post]
    number: int | None = None
    older: int | None = None
    newer: int | None = None


def part_of(posts: PostQuerySet, number: int | None = None) -> Part | None:
    """Return the newest posts, or a page of the archive; None if there is no such page.

    posts: all that the feed may show. Costs three queries and those of for_feed().
    """
    total = posts.count()
    pages = -(-max(0, total - PAGE_SIZE) // PAGE_SIZE)  # as many as it takes to reach all posts
    if number is None:
        return Part(_newest_first(posts, 0), older=pages or None)
    if not 1 <= number <= total // PAGE_SIZE:
        return None
    return Part(
        _newest_first(posts, total - number * PAGE_SIZE),
        number=number,
        older=number - 1 or None,
        newer=number + 1 if number < pages else None,
    )


def _newest_first(posts: PostQuerySet, start: int) -> list[Post]:
    """The keys come first, from an index: to skip a thousand rows is to read none of them."""
    ordered = posts.order_by("-date_published", "-pk")
    keys = list(ordered.values_list("pk", flat=True)[start : start + PAGE_SIZE])
    return list(Post.objects.filter(pk__in=keys).for_feed().order_by("-date_published", "-pk"))
