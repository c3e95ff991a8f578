from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from blog.models import Author, FAQEntry, Offer, Post, Redirect, SiteSettings, Tag

from .gone import gone
from .head import head_of_post

RELATED = 3
CONTENTS_FROM = 3  # headings
TEMPLATE = "blog/post_detail.html"


@require_safe
def post_detail(request: HttpRequest, **parts: str) -> HttpResponse:
    """A post, guide, service or page: its path is its address, whatever the kind."""
    post = Post.objects.for_page().filter(path=request.path).first()
    if post is None or not (post.is_live() or post.was_public()):
        raise Http404
    if not post.is_live():
        if Redirect.objects.filter(from_path=post.path).exists():
            raise Http404  # taking it down said what answers instead: see views.missing
        return gone(request, post)
    context = page_context(
        post,
        authors=[line.author for line in post.bylines.all()],
        tags=[row.tag for row in post.tagged.all()],
        questions=[e for e in post.faq_entries.all() if not e.inline] if post.faq else [],
        offer=getattr(post, "offer", None) if post.kind == Post.Kind.SERVICE else None,
    )
    return render(request, TEMPLATE, context)


def preview_page(
    request: HttpRequest, post: Post, *, template: str = TEMPLATE, **more: Any
) -> HttpResponse:
    """The page of a post that publishing.apply_preview() has filled: never cached or indexed.

    It claims no address for its own. more: what the template shows besides.
    """
    post.date_published = post.date_published or timezone.now()
    post.date_modified = post.date_modified or post.date_published
    context = page_context(
        post,
        authors=post.preview_authors,  # type: ignore[attr-defined]
        tags=post.preview_tags,  # type: ignore[attr-defined]
        questions=post.preview_questions,  # type: ignore[attr-defined]
        offer=post.preview_offer if post.kind == Post.Kind.SERVICE else None,  # type: ignore[attr-defined]
    )
    context["head"].noindex, context["head"].canonical = True, ""
    response = render(request, template, context | more)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def page_context(
    post: Post,
    *,
    authors: list[Author],
    tags: list[Tag],
    questions: list[FAQEntry],
    offer: Offer | None,
) -> dict[str, Any]:
    """What the page of a post shows: of the row that readers see, or of a draft as it would be."""
    site = SiteSettings.load()
    related: Any = []
    if post.kind in {Post.Kind.POST, Post.Kind.GUIDE}:
        shown = Post.objects.published()
        related = shown.related_to(post, [tag.pk for tag in tags if tag.pk]).for_cards()[:RELATED]
    return {
        "site": site,
        "head": head_of_post(post, site),
        "post": post,
        "authors": authors or [a for a in [site.default_author] if a],
        "tags": tags,
        "questions": questions,
        "contents": post.contents if len(post.contents) >= CONTENTS_FROM else [],
        "related": related,
        "offer": offer,
        "next_step": post.next_step if post.next_step and post.next_step.is_live() else None,
    }
