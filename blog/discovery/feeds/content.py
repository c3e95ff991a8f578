"""What a feed says of a post: the same text as its page, readable anywhere."""

from dataclasses import dataclass
from urllib.parse import urljoin

from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext
from lxml import html as lxml_html

from blog.discovery.head import absolute, address_of
from blog.models import Author, Post, SiteSettings
from blog.models.pictured import PictureFile
from blog.pagecache.shared import piece_of
from blog.rendering import text_of_page

SUMMARY_CHARS = 300  # of a post without a description
FOR_THE_PAGE = ("role", "tabindex", "aria-label")  # what makes a wide table scroll there


@dataclass(frozen=True)
class Item:
    """summary: text. html: the whole text with absolute addresses; "" if the site gives none.

    picture: the featured one, with an absolute address.
    """

    post: Post
    url: str
    summary: str
    html: str
    authors: list[Author]
    categories: list[str]
    picture: PictureFile | None


def item_of(post: Post, site: SiteSettings) -> Item:
    """post: from PostQuerySet.for_feed()."""
    topic = [post.category.name] if post.category else []
    picture = post.picture.for_programs if post.picture else None
    return Item(
        post=post,
        url=absolute(post.path),
        summary=post.description or beginning_of(post),
        html="" if site.feed_summaries else html_of(post),
        authors=site.authors_of(post),
        categories=topic + [row.tag.name for row in post.tagged.all()],
        picture=picture._replace(url=address_of(picture.url)) if picture else None,
    )


def beginning_of(post: Post) -> str:
    words = " ".join(text_of_page(post.body_html).split())
    return Truncator(words).chars(SUMMARY_CHARS)


def html_of(post: Post) -> str:
    """Return the text, and the questions that the page prints below it."""
    return piece_of(post, "portable", lambda: _html_of(post))


def _html_of(post: Post) -> str:
    parts = [portable(post.shown_html, absolute(post.path))]
    asked = [entry for entry in post.faq_entries.all() if not entry.inline] if post.faq else []
    if asked:
        parts.append(f"<h2>{escape(gettext('Questions'))}</h2>")
    for entry in asked:
        parts.append(f'<h3 id="{entry.anchor}">{escape(entry.question)}</h3>')
        parts.append(portable(entry.shown_html, absolute(post.path)))
    return "".join(parts)


def portable(html: str, base: str) -> str:
    """Return HTML of ours for other people's pages: no "#" links, every address absolute."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    for anchor in root.find_class("anchor"):
        anchor.drop_tree()
    for token in root.xpath(".//pre//span"):  # colours of code, which only our style sheet has
        token.drop_tag()
    for element in root.iterdescendants():
        for name in FOR_THE_PAGE:
            element.attrib.pop(name, None)
        if element.tag == "img":
            element.attrib.pop("class", None)
        if srcset := element.get("srcset"):
            element.set("srcset", absolute_srcset(srcset, base))
    root.make_links_absolute(base, resolve_base_href=False, handle_failures="discard")
    return escape(root.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in root
    )


def absolute_srcset(srcset: str, base: str) -> str:
    """srcset: as rendering.sanitize() lets it through, without commas in an address."""
    candidates = (candidate.split() for candidate in srcset.split(","))
    return ", ".join(f"{urljoin(base, address)} {width}" for address, width in candidates)
