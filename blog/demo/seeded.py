"""Many plausible posts, to see and to measure a large site: `manage.py seed_posts`.

Nothing is left to chance: post number n is the same on every machine, however many are asked for.
The texts are rendered once, and the rows are written in bulk, past signals and revisions.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.text import slugify

from blog import rendering
from blog.drawing import png
from blog.models import Author, Byline, Category, Image, Post, Tag, TaggedPost
from blog.models.fields import labels
from blog.pagecache.keys import EVERYTHING
from blog.pagecache.outbox import purge
from blog.rendering import bounded

from .pictures import COMPOSERS, draw

PREFIX = "seeded-"  # how these posts are told from others: it begins their slugs
AT_ONCE = 2000
FIRST_DAY = datetime(2015, 1, 5, 9, tzinfo=UTC)
MINUTES = 10 * 365 * 24 * 60  # all were published in these ten years
GUIDE_EVERY = 10
PICTURES = 8

TOPICS = "Links, Search, Writing, Measuring, Archives, Feeds, Craft, Law".split(", ")
NAMES = (
    "Ada Brandt, Ben Okafor, Carla Nunes, Dario Conti, Eva Lind, Finn Moreau, Grace Obi,"
    " Hana Sato, Ivo Petrov, June Park, Kofi Mensah, Lena Vogel"
).split(", ")
SUBJECTS = (
    "anchor texts, archives, broken links, captions, citations, contents pages, corrections,"
    " crawlers, dates, definitions, drafts, editors, feeds, figures, footnotes, guides, headings,"
    " hubs, indexes, interviews, landing pages, licences, link lists, maps, menus, names,"
    " newsletters, old addresses, opening lines, orphan pages, pictures, prices, questions,"
    " quotations, redirects, references, reviews, search words, summaries, tables, tags, titles"
).split(", ")
PATTERNS = (
    "What {one} owe to {two}, How we count {one}, Why {one} outlive {two}, When to mend {one},"
    " {one} before {two}, Notes on {one} and {two}, Who reads {one}?, The quiet work of {one},"
    " A year of {one}, {one} without {two}, Seven rules for {one}, What readers ask of {one},"
    " How {one} change {two}, The cost of {one}, {one} for small sites, Better {one} in an hour"
).split(", ")


class Counts(NamedTuple):
    made: int
    there: int


class Rows(NamedTuple):
    """What all posts share."""

    texts: list[tuple[str, rendering.Rendered]]
    topics: list[Category]
    tags: list[Tag]
    authors: list[Author]
    pictures: list[Image]


def seed(count: int) -> Counts:
    """Make the posts 1 to `count` that are not there. 100,000 take a minute."""
    there = set(Post.objects.filter(slug__startswith=PREFIX).values_list("slug", flat=True))
    numbers = [int(slug.split("-")[1]) for slug in there]
    missing = sorted(set(range(1, count + 1)).difference(numbers))
    if missing:
        rows = shared_rows()
        for start in range(0, len(missing), AT_ONCE):
            write(missing[start : start + AT_ONCE], rows)
        purge([EVERYTHING])
    return Counts(len(missing), len(there) + len(missing))


def others() -> bool:
    """Whether somebody has written posts here."""
    return Post.objects.exclude(slug__startswith=PREFIX).exists()


def shared_rows() -> Rows:
    topics = [
        Category.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]
        for name in TOPICS
    ]
    authors = [
        Author.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]
        for name in NAMES
    ]
    return Rows(list(rendered_texts()), topics, list(map(Tag.called, SUBJECTS)), authors, drawn())


def rendered_texts() -> Iterator[tuple[str, rendering.Rendered]]:
    for body in re.split(r"^=+\n", Path(__file__).with_name("seeded.txt").read_text(), flags=re.M):
        yield body, bounded.render(body, rendering.Context(name="seeded", labels=labels()))


def drawn() -> list[Image]:
    return [
        Image.objects.take(
            png(draw(name).resize((800, 450))),
            f"seeded-{name}.png",
            source=f"/seeded/{name}.png",
            alt="Shapes in iron grey and orange",
        )
        for name in list(COMPOSERS)[:PICTURES]
    ]


@transaction.atomic
def write(numbers: list[int], rows: Rows) -> None:
    made = Post.objects.bulk_create([post(n, rows) for n in numbers], batch_size=200)
    bylines, tagged = [], []
    for n, each in zip(numbers, made, strict=True):
        mixed = scattered(n)
        signed = {mixed % 12, mixed // 12 % 12} if n % 7 == 0 else {mixed % 12}
        bylines += [
            Byline(post_id=each.pk, author_id=rows.authors[who].pk, order=order)
            for order, who in enumerate(sorted(signed))
        ]
        about = dict.fromkeys(of(mixed, 1, len(rows.tags)) + of(mixed, 3, len(rows.tags)))
        tagged += [
            TaggedPost(content_object_id=each.pk, tag_id=rows.tags[which].pk) for which in about
        ]
    Byline.objects.bulk_create(bylines, batch_size=1000)
    TaggedPost.objects.bulk_create(tagged, batch_size=1000)


def post(n: int, rows: Rows) -> Post:
    mixed = scattered(n)
    title = title_of(mixed)
    body, rendered = rows.texts[mixed // 7 % len(rows.texts)]
    published = FIRST_DAY + timedelta(minutes=mixed % MINUTES)
    made = Post(
        kind=Post.Kind.GUIDE if n % GUIDE_EVERY == 0 else Post.Kind.POST,
        slug=f"{PREFIX}{n:06}-{slugify(title)}",
        title=title,
        description=f"{title}: what we saw on real sites, what it cost, and what we would do.",
        body=body,
        category=rows.topics[mixed // 11 % len(rows.topics)],
        image=rows.pictures[mixed // 13 % len(rows.pictures)] if n % 3 else None,
        status=Post.Status.PUBLISHED,
        date_published=published,
        date_modified=published + timedelta(days=n % 200) if n % 4 == 0 else published,
    )
    made.take(rendered)
    made.stamp()
    return made


def title_of(mixed: int) -> str:
    first, *_ = of(mixed, 1, len(SUBJECTS))
    second = (first + 1 + mixed // 97 % (len(SUBJECTS) - 1)) % len(SUBJECTS)
    pattern = PATTERNS[mixed // 5 % len(PATTERNS)]
    title = pattern.format(one=SUBJECTS[first], two=SUBJECTS[second])
    return title[0].upper() + title[1:]


def scattered(n: int) -> int:
    """Neighbours far apart, each number once (Knuth's multiplicative hash)."""
    return n * 2654435761 % 2**32


def of(mixed: int, count: int, length: int) -> list[int]:
    """Return `count` places in a list, the first of them often the same as with a lower count."""
    return [mixed // (31 * (step + 1)) % length for step in range(count)]
