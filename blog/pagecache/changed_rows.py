"""What an edit of topics, tags, authors, settings and of what hangs on posts changes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from blog.models import Author, Category, Post, SiteSettings, Tag
from blog.models.post import PART
from blog.models.post_queryset import ARTICLES

from .changes import Keys, differing, feeds_of, namesake
from .keys import key_in, key_of

# What a field of the settings shows in; those that are not here show nowhere.
SHOWN_IN = {
    "site": "name description brand_names logo_id default_author_id links_here",
    "home": "headline intro_html lead_id",
    "feeds": "feed_summaries hub",
    "robots": "refused_purposes content_signal",
    "indexnow": "indexnow_key",
}


def of_topic(before: Category | None, after: Category | None) -> Iterator[str]:
    """before: None if it is new; after: None if it is deleted."""
    row = after or before
    assert row is not None
    states = [each for each in (before, after) if each]
    fields = {"name", "slug", "order", "on_home", "description_html", "pillar_id"}
    changed = differing(before, after, fields) if before and after else fields
    if changed & {"name", "slug"}:
        yield from (
            key_of(row),
            "texts",
            *map(namesake, {each.slug for each in states}),
        )
    if changed & {"name", "slug", "order"}:
        yield from ("topics", "llms")
    if "slug" in changed:
        yield "sitemap:lists"
    if "on_home" in changed:
        yield "home"
    if "description_html" in changed:
        yield key_in(row, "about")
    if "pillar_id" in changed:
        yield from (key_in(row, "pillar"), "llms")


def of_tag(before: Tag | None, after: Tag | None) -> Iterator[str]:
    row = after or before
    assert row is not None
    changed = differing(before, after, {"name", "slug"}) if before and after else {"name", "slug"}
    if before and changed:
        yield from (key_of(row), "texts", *(["sitemap:lists"] if "slug" in changed else []))


def of_author(before: Author | None, after: Author | None) -> Iterator[str]:
    row = after or before
    assert row is not None
    fields = {"name", "slug", "photo_id", "role", "bio_html", "same_as"}
    changed = differing(before, after, fields) if before and after else fields
    if changed & {"name", "slug", "photo_id"}:
        yield from (key_of(row), "texts")
    if changed & {"role", "bio_html", "same_as"}:
        yield key_in(row, "about")
    if changed & {"name", "slug", "role"}:
        yield "authors"
    if "slug" in changed:
        yield "sitemap:lists"


def of_site(before: SiteSettings, after: SiteSettings) -> Iterator[str]:
    yield "settings"  # the row as a part in memory: no page
    for key, fields in SHOWN_IN.items():
        if differing(before, after, fields.split()):
            yield key


def of_lists(post: Post, aspect: str, rows: Sequence[Tag | Author]) -> Keys:
    """The post got these tags or authors, or lost them."""
    if not post.is_live():
        return set()
    keys = {key_of(post), key_in(post, "item"), *(key_in(row, "posts") for row in rows)}
    if rows:
        keys |= {"sitemap", "sitemap:lists"}
    if aspect == "authors":
        keys.add(key_in(post, "card"))
    if post.is_indexable():
        keys |= {"texts", *(["authors"] if aspect == "authors" else [])}
        if post.kind in ARTICLES:
            keys.update(*(feeds_of(row, post) for row in rows))
    return keys


def of_merged(into: Tag, years: Iterable[int]) -> Iterator[str]:
    """The tag has the posts of others now: those say so already, by their old one."""
    yield from (key_in(into, "posts"), "sitemap", "sitemap:lists", "texts")
    yield key_in(into, "feed")
    yield from (key_in(into, "feed", year, month) for year in years for month in range(1, 13))


def of_texts(posts: Collection[int]) -> Keys:
    """What readers get of the texts of these posts is another, though nobody edited them."""
    keys = {f"post:{pk}{aspect}" for pk in posts for aspect in ("", ":item")}
    return keys | {"texts"} if posts else keys


def of_part(post: int) -> Keys:
    """A question or the price of a post."""
    return of_texts([post]) | {f"post:{post}:card"}


def of_drawing(post: int) -> Keys:
    return of_texts([post]) | {f"post:{post}:card", f"sitemap:{(post + PART - 1) // PART}"}


def of_picture(image: int) -> Iterator[str]:
    """A file that is another has another address: in the sitemap, too."""
    yield from (f"image:{image}", "texts")
    parts = Post.objects.indexable().filter(image=image).order_by().values_list("part", flat=True)
    yield from (f"sitemap:{part}" for part in parts.distinct())


def of_related(before: Mapping[int, list[int]], after: Mapping[int, list[int]]) -> Keys:
    """{page: what reads like it, in that order}"""
    pages = before.keys() | after.keys()
    return {f"post:{pk}:around" for pk in pages if before.get(pk) != after.get(pk)}


def of_links(targets: Iterable[int]) -> Keys:
    """Pages of the ledger to which links came, or from which they went."""
    pks = Post.objects.filter(site_page__in=set(targets)).values_list("pk", flat=True)
    return {f"post:{pk}:linked" for pk in pks}


def of_description(row: Category | Author | SiteSettings) -> Iterator[str]:
    yield "home" if isinstance(row, SiteSettings) else key_in(row, "about")
