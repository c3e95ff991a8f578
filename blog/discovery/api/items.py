"""A post as JSON: what its page shows, under names that do not change."""

from typing import Any

from django.urls import reverse

from blog.discovery.feeds.content import html_of
from blog.discovery.head import absolute, address_of, words_of
from blog.discovery.structured import moment_of
from blog.discovery.twins import SUFFIX
from blog.models import Offer, Post, SiteSettings

Json = dict[str, Any]


def summary_of(post: Post, site: SiteSettings) -> Json:
    """post: signed() and tagged(), as for_page() reads it. Empty values are null or empty lists."""
    topic = post.category
    return {
        "url": absolute(post.path),
        "api_url": absolute(reverse("blog:api-post", args=[post.path[1:]])),
        "markdown_url": absolute(post.path) + SUFFIX,
        "kind": post.kind,
        "title": post.title,
        "description": post.description,
        "published": moment_of(post.date_published) if post.date_published else None,
        "modified": moment_of(post.date_modified) if post.date_modified else None,
        "authors": [
            {"name": author.name, "url": absolute(author.get_absolute_url())}
            for author in site.authors_of(post)
        ],
        "topic": {"name": topic.name, "url": absolute(topic.get_absolute_url())} if topic else None,
        "tags": [row.tag.name for row in post.tagged.all()],
        "image": picture_of(post),
        "words": post.word_count,
    }


def whole(post: Post, site: SiteSettings) -> Json:
    """post: from for_page()."""
    offer = getattr(post, "offer", None) if post.kind == Post.Kind.SERVICE else None
    entries = post.faq_entries.all() if post.faq else []
    return summary_of(post, site) | {
        "canonical_url": post.canonical_url or absolute(post.path),
        "html": html_of(post),
        "headings": [
            {"level": h["level"], "text": h["text"], "url": f"{absolute(post.path)}#{h['id']}"}
            for h in post.headings
        ],
        "questions": [
            {"question": entry.question, "answer": words_of(entry.answer_html)}
            for entry in entries
            if not entry.inline
        ],
        "price": price_of(offer),
    }


def picture_of(post: Post) -> Json | None:
    if not (picture := post.picture):
        return None
    size = {"width": picture.width, "height": picture.height}
    return {"url": address_of(picture.url), **size, "alt": post.picture_alt}


def price_of(offer: Offer | None) -> Json | None:
    if offer is None:
        return None
    return {
        "from": f"{offer.price_from:.2f}",
        "currency": offer.currency,
        "per": offer.billing_unit,
        "note": offer.scope_note,
    }
