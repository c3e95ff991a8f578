"""The links that templates make, told from the same rules as the pages show them.

Change both together: a test crawls the demo site and finds the same depths.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from blog.discovery.shown import (
    AT_HOME,
    CHAPTERS_AT_HOME,
    GUIDES_BELOW,
    GUIDES_LISTED,
    GUIDES_ON_A_PAGE,
    LINKING_BELOW,
    ON_A_PAGE,
    RELATED_BELOW,
    TITLES_ON_A_PAGE,
)
from blog.models import (
    Author,
    Byline,
    Category,
    Link,
    Post,
    Related,
    SiteSettings,
    Tag,
    TaggedPost,
)
from blog.models.archive import path_of
from blog.models.post_queryset import ARTICLES

Key = int | str  # of a post its key, of a list its path
Edge = tuple[Key, Key, str, bool]


class Row(NamedTuple):
    """A live post, as far as lists ask."""

    pk: int
    kind: str
    category: int | None
    chapter: int | None
    date: datetime

    @property
    def chapter_key(self) -> tuple:
        return self.chapter is None, self.chapter or 0, self.date, self.pk


class Templates:
    """posts: all live ones, the newest first. Holds them and their tags in memory; few queries."""

    def __init__(self, posts: list[Row]) -> None:
        self.posts = posts
        self.by_key = {row.pk: row for row in posts}
        self.topics = {topic.pk: topic for topic in Category.objects.all()}
        self.path = {pk: topic.get_absolute_url() for pk, topic in self.topics.items()}
        self.members: dict[int | None, list[Row]] = defaultdict(list)
        for row in posts:
            self.members[row.category].append(row)
        self.guides: dict[int | None, list[Row]] = defaultdict(list)
        for topic, rows in self.members.items():
            guides = self._of_kind(rows, Post.Kind.GUIDE)
            self.guides[topic] = sorted(guides, key=lambda row: row.chapter_key)
        self.site = SiteSettings.load()

    @staticmethod
    def _of_kind(rows: Iterable[Row], *kinds: str) -> Iterator[Row]:
        return (row for row in rows if row.kind in kinds)

    def pillar(self, topic: int | None) -> int | None:
        """The key of the live pillar of a topic: see Category.live_pillar."""
        if topic is None or (pk := self.topics[topic].pillar_id) is None:
            return None
        return pk if pk in self.by_key and self.by_key[pk].category == topic else None

    def edges(self) -> Iterator[Edge]:
        for part in (self.home, self.lists, self.archive, self.topic_pages):
            yield from part()
        yield from self.signed()
        yield from self.tagged()
        yield from self.breadcrumbs()
        yield from self.around()
        if self.site.links_here:
            yield from self.linking()

    def listing(self, path: str, rows: Iterable[Row]) -> Iterator[Edge]:
        """A card names the topic of its post as well."""
        for row in rows:
            yield path, row.pk, "listing", True
            if row.category is not None:
                yield path, self.path[row.category], "listing", True

    def home(self) -> Iterator[Edge]:
        articles = list(islice(self._of_kind(self.posts, *ARTICLES), AT_HOME + 1))
        lead = self.by_key.get(self.site.lead_id) if self.site.lead_id else None
        lead = lead or next(iter(articles), None)
        shown = [row for row in articles if row != lead][:AT_HOME]
        yield from self.listing("/", [lead, *shown] if lead else [])
        yield from self.listing("/", self._of_kind(self.posts, Post.Kind.SERVICE))
        yield "/", reverse("blog:post-list"), "listing", True
        for pk, topic in self.topics.items():
            if not (topic.on_home and self.members[pk]):
                continue
            yield "/", self.path[pk], "listing", True
            first = self.pillar(pk)
            if first is None:
                newest = self._of_kind(self.members[pk], Post.Kind.POST)
                first = next((row.pk for row in newest), None)
            if first is not None:
                yield "/", first, "listing", True
            others = [guide.pk for guide in self.guides[pk] if guide.pk != first]
            for guide in others[:CHAPTERS_AT_HOME]:
                yield "/", guide, "listing", True

    def lists(self) -> Iterator[Edge]:
        newest = self._of_kind(self.posts, Post.Kind.POST)
        yield from self.listing(reverse("blog:post-list"), islice(newest, ON_A_PAGE))
        for guides in self.guides.values():
            yield from self.listing(reverse("blog:guide-list"), guides[:GUIDES_LISTED])
        services = self._of_kind(self.posts, Post.Kind.SERVICE)
        yield from self.listing(reverse("blog:service-list"), services)

    def archive(self) -> Iterator[Edge]:
        """Each year names its articles, and all years."""
        years: dict[int, list[int]] = defaultdict(list)
        for row in self._of_kind(self.posts, *ARTICLES):
            years[timezone.localtime(row.date).year].append(row.pk)
        newest = max(years, default=None)
        paths = {year: path_of(year, newest) for year in years}
        for year, pks in years.items():
            for pk in pks[:TITLES_ON_A_PAGE]:
                yield paths[year], pk, "listing", True
            for other in paths.values():
                yield paths[year], other, "nav", True

    def topic_pages(self) -> Iterator[Edge]:
        for pk in self.topics:
            path, pillar = self.path[pk], self.pillar(pk)
            posts = self._of_kind(self.members[pk], Post.Kind.POST)
            shown = (row.pk for row in posts if row.pk != pillar)
            opening = [pillar] if pillar is not None else []
            guides = (row.pk for row in self.guides.get(pk, []) if row.pk != pillar)
            beside = islice(guides, GUIDES_ON_A_PAGE)
            for key in (*opening, *beside, *islice(shown, ON_A_PAGE)):
                yield path, key, "listing", True

    def signed(self) -> Iterator[Edge]:
        """Articles name their authors; an author's page shows the newest of them."""
        rows = Byline.objects.order_by("post", "order").values_list("post", "author")
        signed: dict[int, list[int]] = defaultdict(list)
        for post, author in rows.iterator():
            signed[post].append(author)
        paths = {author.pk: author.get_absolute_url() for author in Author.objects.all()}
        shown: dict[int, int] = defaultdict(int)
        default = [self.site.default_author_id] if self.site.default_author_id else []
        for row in self._of_kind(self.posts, *ARTICLES):
            for author in signed.get(row.pk) or default:
                yield row.pk, paths[author], "nav", True
            for author in signed.get(row.pk, []):
                if shown[author] < ON_A_PAGE:
                    shown[author] += 1
                    yield from self.listing(paths[author], [row])

    def tagged(self) -> Iterator[Edge]:
        topics = {topic.slug: topic.get_absolute_url() for topic in self.topics.values()}
        paths = {
            tag.pk: topics.get(tag.slug) or tag.get_absolute_url() for tag in Tag.objects.all()
        }
        rows = TaggedPost.objects.values_list("content_object", "tag")
        of_post: dict[int, list[int]] = defaultdict(list)
        for post, tag in rows.iterator():
            of_post[post].append(tag)
        shown: dict[int, int] = defaultdict(int)
        for row in self.posts:
            for tag in of_post.get(row.pk, []):
                yield row.pk, paths[tag], "nav", True
                if shown[tag] < ON_A_PAGE:
                    shown[tag] += 1
                    yield from self.listing(paths[tag], [row])

    def breadcrumbs(self) -> Iterator[Edge]:
        above = {
            Post.Kind.POST: reverse("blog:post-list"),
            Post.Kind.SERVICE: reverse("blog:service-list"),
        }
        for row in self.posts:
            yield row.pk, "/", "breadcrumb", True
            if row.category is not None:
                pillar = self.pillar(row.category)
                topic = self.path[row.category]
                up = pillar if pillar not in {None, row.pk} else topic
                yield row.pk, up or topic, "breadcrumb", True
                yield row.pk, topic, "nav", True  # the line above the title
            elif row.kind in above:
                yield row.pk, above[Post.Kind(row.kind)], "breadcrumb", True

    def around(self) -> Iterator[Edge]:
        """What stands below an article: see views.around."""
        alike = self.alike()
        for topic, rows in self.members.items():  # those too that have no public page
            posts = list(self._of_kind(rows, Post.Kind.POST))[::-1]
            guides, pillar = self.guides[topic], self.pillar(topic)
            for line in (posts, guides):
                for place, row in enumerate(line):
                    near = {other.pk for other in line[max(0, place - 1) : place + 2]}
                    if topic is not None:
                        near |= self.of_topic(row, guides, pillar)
                    near.discard(row.pk)
                    related = (pk for pk in alike.get(row.pk, []) if pk not in near)
                    for other in (*near, *islice(related, RELATED_BELOW)):
                        yield row.pk, other, "related", True

    def linking(self) -> Iterator[Edge]:
        """Below an article, what links to it, the newest first: see views.near.linking_to()."""
        rows = Link.objects.editorial().that_lead().exclude(source=F("target"))
        rows = rows.filter(target__post__in=Post.objects.published().articles().values("pk"))
        rows = rows.filter(source__post__in=Post.objects.indexable().values("pk"))
        rows = rows.order_by("target", "-source__post__date_published", "-source__post_id")
        pairs = rows.values_list("target__post", "source__post").iterator()
        for to, group in groupby(pairs, key=itemgetter(0)):
            for pk in islice(dict.fromkeys(source for _, source in group), LINKING_BELOW):
                yield to, pk, "related", True

    @staticmethod
    def of_topic(row: Row, guides: list[Row], pillar: int | None) -> set[int]:
        first = {pillar} if pillar is not None else set()
        shown = (guide.pk for guide in guides if guide.pk not in first)
        return first | set(islice(shown, GUIDES_BELOW))

    def alike(self) -> dict[int, list[int]]:
        """{post: articles that read like it, the most alike first}."""
        found: dict[int, list[int]] = defaultdict(list)
        rows = Related.objects.order_by(
            "post", "-score", "-other__date_published", "-other"
        ).values_list("post", "other")
        for post, other in rows.iterator():
            if (row := self.by_key.get(other)) and row.kind in ARTICLES:
                found[post].append(other)
        return found
