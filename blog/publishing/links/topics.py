"""Whether topics hold together: what their pillars link to, and what links to their pillars."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from blog.linkgraph import Coverage, cover
from blog.models import Category, Post

from .counting import editorial

MEMBERS = [Post.Kind.POST, Post.Kind.GUIDE]


@dataclass(frozen=True)
class Topic:
    """members: public posts and guides, the pillar left out. down, up: how many are wired.

    planned: drafts of the topic.
    """

    category: Category
    pillar: Post | None
    members: int
    down: int
    up: int
    planned: int

    @property
    def missing(self) -> int:
        """How many links between the pillar and the members are not there."""
        return 2 * self.members - self.down - self.up if self.pillar else 0


def topics() -> list[Topic]:
    """All topics, those without a public pillar first. Six queries."""
    rows = list(Category.objects.select_related("pillar").order_by("order", "name"))
    pillars = {row.pk: row.live_pillar for row in rows if row.live_pillar}
    of_topics = members().values_list("category").annotate(Count("pk")).order_by()
    some = dict(of_topics.exclude(pk__in=[post.pk for post in pillars.values()]))
    drafts = Post.objects.filter(status=Post.Status.DRAFT, kind__in=MEMBERS, category__isnull=False)
    planned = dict(drafts.values_list("category").annotate(Count("pk")).order_by())
    down, up = _wired("source", "target", pillars), _wired("target", "source", pillars)
    found = [
        Topic(
            row,
            pillars.get(row.pk),
            some.get(row.pk, 0),
            down.get(row.pk, 0),
            up.get(row.pk, 0),
            planned.get(row.pk, 0),
        )
        for row in rows
    ]
    return sorted(found, key=lambda topic: topic.pillar is not None)


def members() -> QuerySet[Post]:
    return Post.objects.published().filter(kind__in=MEMBERS, category__isnull=False)


def _wired(pillar: str, other: str, pillars: dict[int, Post]) -> dict[int, int]:
    """Count the members of each topic at the other end of links from, or to, its pillar."""
    topic = f"{other}__post__category"
    ends = editorial().filter(
        **{
            f"{pillar}__post__in": [post.pk for post in pillars.values()],
            f"{other}__post__kind__in": MEMBERS,
            f"{pillar}__post": F(f"{topic}__pillar"),
        }
    )
    return dict(ends.order_by().values_list(topic).annotate(Count(other, distinct=True)))


def coverage(category: Category) -> Coverage[int]:
    """Of one topic, by the keys of its posts. Two queries."""
    pillar = category.live_pillar
    of_topic = members().filter(category=category)
    pks = list(of_topic.order_by("kind", "path").values_list("pk", flat=True))
    if pillar is None:
        return cover(None, pks, [])
    at_it = {"source__post": pillar}, {"target__post": pillar}
    links = [
        pair
        for ends in at_it
        for pair in editorial().filter(**ends).values_list("source__post", "target__post")
    ]
    return cover(pillar.pk, pks, links)
