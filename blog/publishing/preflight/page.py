"""A post in hand as the plain Page that the rules read."""

from datetime import datetime

from blog import rendering
from blog.models import Author, FAQEntry, Image, Post, SiteSettings
from blog.preflight import Entry, Page
from blog.preflight.reading import read

from .links import links_of


def page_of(
    post: Post,
    entries: list[FAQEntry],
    authors: list[Author],
    site: SiteSettings,
    now: datetime,
) -> Page:
    """entries: rendered. authors: of the post; without any the site's own signs it."""
    opens = max(post.date_published or now, now)
    pillar = post.category.pillar if post.category else None
    is_pillar = pillar is not None and pillar.pk == post.pk
    leads = pillar and not is_pillar and pillar.category_id == post.category_id
    step = post.next_step
    signed = authors or site.default_authors
    return Page(
        now=now,
        path=post.path,
        kind=post.kind,
        slug=post.slug,
        title=post.title,
        seo_title=post.seo_title,
        description=post.description,
        category=post.category.name if post.category else "",
        is_pillar=is_pillar,
        pillar=pillar.path if pillar and leads and pillar.is_live(opens) else "",
        picture=post.image is not None,
        picture_alt=_alt(post),
        authors=tuple(author.name for author in signed),
        date_published=post.date_published,
        date_modified=post.date_modified,
        faq=post.faq,
        entries=tuple(_entry(entry) for entry in entries),
        html=post.body_html,
        removed=tuple(post.removed),
        plain=_decorative(post.body_html),
        links=tuple(links_of(post, entries)),
        next_step=step.path if step and step.is_live(opens) and step.pk != post.pk else "",
    )


def _alt(post: Post) -> str | None:
    said = post.picture_alt
    return None if not said and post.image and post.image.decorative else said


def _entry(entry: FAQEntry) -> Entry:
    return Entry(entry.question, rendering.text_of_page(entry.answer_html), entry.inline)


def _decorative(html: str) -> frozenset[str]:
    """The pictures in the text that are marked as saying nothing, by their address."""
    silent = {picture.src for picture in read(html).pictures if picture.src and not picture.alt}
    if not silent:
        return frozenset()
    prefix = Image._meta.get_field("file").storage.url("")
    files = {src.removeprefix(prefix): src for src in silent if src.startswith(prefix)}
    rows = Image.objects.filter(file__in=files, decorative=True).values_list("file", flat=True)
    return frozenset(files[name] for name in rows)
