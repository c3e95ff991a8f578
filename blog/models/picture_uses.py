"""Where pictures are used: featured, in texts and drafts, as portraits, as the logo."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from django.db.models import OuterRef, Q, QuerySet, Subquery

from .author import Author
from .image import ADDRESS_IN_TEXT, Image, source_of
from .post import Post
from .revision import Revision
from .site import SiteSettings

FIELDS = ("image", "social_image")  # of a post, and of its snapshots
AT_ONCE = 20  # pictures whose names one query looks for; for more, every text is read


@dataclass(frozen=True)
class Use:
    """how: "featured on", "in the text of", … row: a Post, an Author or the SiteSettings."""

    how: str
    row: Post | Author | SiteSettings

    def __str__(self) -> str:
        return f"{self.how} “{self.row}”"


Found = tuple[int | None, Use]  # the key of a picture that is asked about


def addresses_of(image: Image) -> set[str]:
    """The addresses that mean this picture in a text, decoded."""
    return {image.source, unquote(image.file.url)}


def named_in(body: str, path: str) -> set[str]:
    """What a text names, as the `source` of pictures. path: the address the post was made at."""
    return {source_of(name, path) for name in ADDRESS_IN_TEXT.findall(body)}


def texts_that_may_name(images: Iterable[Image], field: str) -> Q:
    """A condition that every text which names one of the pictures fulfils, and few others."""
    condition = Q(pk__in=[])
    for image in images:
        for name in {PurePosixPath(address).name for address in addresses_of(image)}:
            condition |= Q(**{field: name}) | Q(**{field: quote(name)})
    return condition


def uses_of(images: Collection[Image]) -> dict[int | None, list[Use]]:
    """Return {pk of the picture: its uses}, in five queries however many pictures there are.

    Posts in the bin count, as they may come back. Texts are searched, not indexed: with 5,000
    posts it takes tenths of a second. That is why a list of pictures does not show it.
    """
    found: dict[int | None, list[Use]] = {image.pk: [] for image in images}
    for image_id, use in (*_featured(images), *_portraits(images), *_in_texts(images)):
        if use not in found[image_id]:
            found[image_id].append(use)
    return found


def unused() -> list[int]:
    """The keys of the pictures that nothing uses. Reads every text: seconds on a large site."""
    names: set[str] = set()
    for body, path in Post.objects.values_list("body", "first_path").iterator(chunk_size=200):
        names |= named_in(body, path)
    shown = {pk for row in Post.objects.values_list("image", "social_image") for pk in row}
    shown |= set(Author.objects.exclude(photo=None).values_list("photo", flat=True))
    shown |= set(SiteSettings.objects.exclude(logo=None).values_list("logo", flat=True))
    for draft in drafts().select_related("post").iterator(chunk_size=200):
        names |= named_in(str(draft.snapshot.get("body") or ""), draft.post.first_path)
        shown |= {draft.snapshot.get(name) for name in FIELDS}
    rest = Image.objects.only("source", "file").iterator()
    return [i.pk for i in rest if i.pk not in shown and names.isdisjoint(addresses_of(i))]


def drafts() -> QuerySet[Revision]:
    """What is written and not shown yet: the newest revision of each post that has a draft."""
    kept = Revision.objects.exclude(kind=Revision.Kind.ASIDE)
    newest = kept.filter(post=OuterRef("post")).order_by("-number").values("number")[:1]
    return kept.filter(post__has_draft=True, number=Subquery(newest))


def _featured(images: Collection[Image]) -> Iterator[Found]:
    uses = {"image_id": "featured on", "social_image_id": "social card of"}
    known = {image.pk for image in images}
    posts = Post.objects.filter(Q(image__in=images) | Q(social_image__in=images))
    for post in posts.only("title", *uses):
        for name, how in uses.items():
            if getattr(post, name) in known:
                yield getattr(post, name), Use(how, post)


def _portraits(images: Collection[Image]) -> Iterator[Found]:
    for author in Author.objects.filter(photo__in=images):
        yield author.photo_id, Use("portrait of", author)
    for site in SiteSettings.objects.filter(logo__in=images):
        yield site.logo_id, Use("logo of", site)


def _in_texts(images: Collection[Image]) -> Iterator[Found]:
    means = defaultdict(set)
    for image in images:
        for address in addresses_of(image):
            means[address].add(image.pk)
    posts, waiting = Post.objects.only("title", "body", "first_path"), drafts()
    if len(images) <= AT_ONCE:
        posts = posts.filter(texts_that_may_name(images, "body__contains"))
        keys = [image.pk for image in images]
        in_draft = texts_that_may_name(images, "snapshot__body__icontains")
        featured = Q(snapshot__image__in=keys) | Q(snapshot__social_image__in=keys)
        waiting = waiting.filter(in_draft | featured)
    for post in posts.iterator(chunk_size=200):
        for address in named_in(post.body, post.first_path) & means.keys():
            yield from ((pk, Use("in the text of", post)) for pk in means[address])
    known = {image.pk for image in images}
    for draft in waiting.select_related("post").iterator(chunk_size=200):
        body = str(draft.snapshot.get("body") or "")
        pks = {draft.snapshot.get(name) for name in FIELDS} & known
        for address in named_in(body, draft.post.first_path) & means.keys():
            pks |= means[address]
        yield from ((pk, Use("in the draft of", draft.post)) for pk in pks)
