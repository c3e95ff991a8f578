from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from blog.discovery.head import head_of_post
from blog.discovery.structured import describe_post
from blog.discovery.twins import TYPE
from blog.models import Author, FAQEntry, Offer, Post, Redirect, SiteSettings, Tag
from blog.models.lookup import Lookup
from blog.models.post_queryset import ARTICLES
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.accept import preferred
from blog.pagecache.keys import key_in, key_of

from .around import Around, around, public_notes
from .cite import SUFFIX, citation_of
from .gone import gone
from .near import Keys, Near, keys_near
from .twin import twin_page

CONTENTS_FROM = 3  # headings
CONTENTS_OUTLINE = 40  # with more, the list shows the first level alone: it has to be taken in
SERVICE = Post.Kind.SERVICE
HTML = "text/html"
TEMPLATE = "blog/post_detail.html"
readable = Lookup(Post.objects.for_reading(), "path")


@require_safe
def post_detail(request: HttpRequest, **parts: str) -> HttpResponse:
    """A post, guide, service or page: its path is its address, whatever the kind."""
    post = readable.get(request.path)
    if post is None or not (post.is_live() or post.was_public()):
        raise Http404
    if not post.is_live():
        if Redirect.objects.filter(from_path=post.path).exists():
            raise Http404  # taking it down said what answers instead: see views.missing
        return gone(request, post)
    site = shared.site_settings()
    if preferred(request, [HTML, TYPE]) == TYPE:
        return varying(twin_page(request, post, site))
    if post.category_id:
        post.category = shared.topic(post.category_id).row
    questions = list(post.faq_entries.all()) if post.faq else []
    near = keys_near(post, links_here=site.links_here)
    context = page_context(
        post,
        near,
        site=site,
        authors=shared.authors(near[Near.AUTHOR]) or site.default_authors,
        tags=shared.tags(near[Near.TAG]),
        questions=[entry for entry in questions if not entry.inline],
        offer=getattr(post, "offer", None) if post.kind == SERVICE else None,
    )
    depends_on(request, *shown.site(site), *shown_on_page(post, context))
    describe_post(
        context["head"],
        site,
        post,
        authors=context["authors"],
        tags=[tag.name for tag in context["tags"]],
        questions=questions,
        offer=context["offer"],
    )
    return varying(render(request, TEMPLATE, context))


def shown_on_page(post: Post, context: dict[str, Any]) -> Iterator[str]:
    """What of other rows stands on the page of a post: see blog.pagecache."""
    near: Around = context["around"]
    yield from (key_of(post), key_in(post, "around"), *shown.cards([post], signed=False))
    yield from shown.people(context["authors"], about=True)
    yield from map(key_of, context["tags"])
    yield from shown.topic(post.category)
    yield from shown.cards([context["next_step"], *near.related], signed=False)
    yield from shown.links([near.previous, near.next, *near.guides, *near.linking])
    if near.topic:
        yield key_in(near.topic, "guides")
    if context["site"].links_here:
        yield key_in(post, "linked")


def varying(response: HttpResponse) -> HttpResponse:
    """The same address answers in HTML and in Markdown, whichever is asked for."""
    patch_vary_headers(response, ["Accept"])
    return response


def preview_page(
    request: HttpRequest, post: Post, *, template: str = TEMPLATE, **more: Any
) -> HttpResponse:
    """The page of a post that publishing.apply_preview() has filled: never cached or indexed.

    It claims no address for its own. more: what the template shows besides.
    """
    post.date_published = post.date_published or timezone.now()
    post.date_modified = post.date_modified or post.date_published
    with translation.override(settings.LANGUAGE_CODE):  # the desk, which asks, speaks English
        site = SiteSettings.load()
        context = page_context(
            post,
            keys_near(post, links_here=site.links_here),
            site=site,
            authors=post.preview_authors or site.default_authors,  # type: ignore[attr-defined]
            tags=post.preview_tags,  # type: ignore[attr-defined]
            questions=post.preview_questions,  # type: ignore[attr-defined]
            offer=post.preview_offer if post.kind == SERVICE else None,  # type: ignore[attr-defined]
        )
        context["head"].noindex, context["head"].canonical = True, ""
        response = render(request, template, context | more)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def page_context(
    post: Post,
    near: Keys,
    *,
    site: SiteSettings,
    authors: list[Author],
    tags: list[Tag],
    questions: list[FAQEntry],
    offer: Offer | None,
) -> dict[str, Any]:
    """What the page of a post shows: of the row that readers see, or of a draft as it would be."""
    is_article = post.kind in ARTICLES
    beside = around(post, near)
    step = beside.step
    return {
        "site": site,
        "head": head_of_post(post, site),
        "post": post,
        "authors": authors,
        "tags": tags,
        "questions": questions,
        "contents": contents_of(post),
        "offer": offer,
        "next_step": step,
        "next_offer": getattr(step, "offer", None) if step and step.kind == SERVICE else None,
        "notes": public_notes(post, near),
        "cite": citation_of(post, authors, site) if is_article else None,
        "bib": f"{post.path}{SUFFIX}" if is_article else "",
        "around": beside,
    }


def contents_of(post: Post) -> list[dict]:
    """The headings of the list beside the text, or none where a list would be longer than use."""
    headings = post.contents
    if len(headings) > CONTENTS_OUTLINE:
        highest = min(heading["level"] for heading in headings)
        headings = [heading for heading in headings if heading["level"] == highest]
    return headings if len(headings) >= CONTENTS_FROM else []
