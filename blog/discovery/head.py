"""What the <head> of a page says: title, description, canonical address, Open Graph."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from blog import drawing
from blog.models import Image, Post, SiteSettings

SITE_NAME_BEHIND = "{title} | {name}"


@dataclass
class Head:
    """canonical, image: absolute. title: exactly what <title> holds. graph: structured.Graph."""

    title: str
    canonical: str
    headline: str = ""
    description: str = ""
    type: str = "website"
    noindex: bool = False
    image: str = ""
    image_alt: str = ""
    image_size: tuple[int, int] | None = None
    breadcrumb: list[tuple[str, str]] = field(default_factory=list)
    graph: Sequence[dict] = ()


def absolute(path: str) -> str:
    """From SITE_URL alone, never from the request."""
    return settings.SITE_URL + path


def head_of_list(
    title: str,
    path: str,
    site: SiteSettings,
    *,
    description: str = "",
    noindex: bool = False,
    page: int = 1,
) -> Head:
    numbered = title
    if page > 1:
        numbered = _("{title}, page {number}").format(title=title, number=page)
    return Head(
        title=SITE_NAME_BEHIND.format(title=numbered, name=site.name),
        headline=title,
        canonical=absolute(path) + (f"?page={page}" if page > 1 else ""),
        description=description,
        noindex=noindex,
        breadcrumb=[(_("Home"), "/")],
    )


def head_of_post(post: Post, site: SiteSettings) -> Head:
    head = Head(
        title=post.seo_title or SITE_NAME_BEHIND.format(title=post.title, name=site.name),
        headline=post.title,
        canonical=post.canonical_url or absolute(post.path),
        description=post.description,
        type="article" if post.kind in {Post.Kind.POST, Post.Kind.GUIDE} else "website",
        noindex=post.noindex,
        breadcrumb=breadcrumb(post),
    )
    set_image(head, post, site)
    return head


def set_image(head: Head, post: Post | None, site: SiteSettings) -> None:
    """What is shown where the page is shared: its card, or what comes nearest until it is drawn.

    post: of a list, the first that it shows.
    """
    image: Image | None = post.social_image if post else None
    if post and image is None and post.card_url:
        head.image, head.image_alt = address_of(post.card_url), post.title
        head.image_size = drawing.CARD_SIZE
        return
    image = image or (post.image if post else None) or site.logo
    if image:
        head.image = address_of(image.url)
        own_words = post.image_alt if post and image == post.image else ""
        head.image_alt = own_words or image.alt
        head.image_size = (image.width, image.height)


def address_of(media: str) -> str:
    """Absolute, also where media have a host of their own."""
    if media.startswith("/") and not media.startswith("//"):
        return absolute(media)  # a tenth of the time, a thousand times in a part of the sitemap
    return urljoin(settings.SITE_URL, media)


def beginning(html: str) -> str:
    """Return the first words of a text of ours, as many as a search result shows."""
    return Truncator(words_of(html)).chars(160)


def words_of(html: str) -> str:
    """The words of HTML of ours as text: not marked safe, a template escapes it again."""
    return " ".join(unescape(strip_tags(html)).split())


def breadcrumb(post: Post) -> list[tuple[str, str]]:
    """Return (label, path) of the pages above the post: home, and what opens its topic."""
    above = [(_("Home"), "/")]
    if topic := post.category:
        pillar = topic.live_pillar
        first = pillar.path if pillar and pillar != post else topic.get_absolute_url()
        above.append((topic.name, first))
    elif post.kind == Post.Kind.POST:
        above.append((_("Blog"), "/blog"))
    elif post.kind == Post.Kind.SERVICE:
        above.append((_("Services"), "/services"))
    return above
