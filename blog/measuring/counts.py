"""What the report says in numbers: counted once a pass, for a site may have a million links."""

from django.db.models import Count

from blog.models import Link, SitePage
from blog.publishing import links

Counts = dict[str, int]


def counts() -> Counts:
    """Each counts what the list that it opens to shows: see SitePage.objects and Link.objects."""
    pages = SitePage.objects.filter(measured_at__isnull=False)
    said: Counts = pages.aggregate(
        **{name: Count("pk", filter=which) for name, which in SitePage.WORTH_A_LOOK.items()}
    )
    inside = Link.objects.filter(kind="internal").order_by()
    for name, which in Link.WORTH_A_LOOK.items():
        said[name] = inside.filter(which).count()
    by_shape = dict(inside.values_list("shape").annotate(Count("pk")))
    for shape in Link.VAGUE:
        said[f"shape_{shape}"] = by_shape.get(shape, 0)
    topics = links.topics()
    said["topics"] = len(topics)
    said["without_pillar"] = sum(topic.pillar is None for topic in topics)
    said["missing_down"] = sum(topic.members - topic.down for topic in topics if topic.pillar)
    said["missing_up"] = sum(topic.members - topic.up for topic in topics if topic.pillar)
    return said
