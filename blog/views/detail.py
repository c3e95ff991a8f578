from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.models import Post, SiteSettings

from .head import head_of_post

RELATED = 3
CONTENTS_FROM = 3  # headings


@require_safe
def post_detail(request: HttpRequest, **parts: str) -> HttpResponse:
    """A post, guide, service or page: its path is its address, whatever the kind."""
    post = Post.objects.for_page().filter(path=request.path).first()
    if post is None or not (post.is_live() or post.was_public()):
        raise Http404
    if not post.is_live():
        return render(request, "410.html", status=410)
    site = SiteSettings.load()
    related = Post.objects.published().related_to(post).for_cards()[:RELATED]
    bylines = post.bylines.all()
    context = {
        "site": site,
        "head": head_of_post(post, site),
        "post": post,
        "authors": [line.author for line in bylines] or [a for a in [site.default_author] if a],
        "tags": [row.tag for row in post.tagged.all()],
        "questions": [e for e in post.faq_entries.all() if not e.inline] if post.faq else [],
        "contents": post.contents if len(post.contents) >= CONTENTS_FROM else [],
        "related": related if post.kind in {Post.Kind.POST, Post.Kind.GUIDE} else [],
        "offer": getattr(post, "offer", None) if post.kind == Post.Kind.SERVICE else None,
        "next_step": post.next_step if post.next_step and post.next_step.is_live() else None,
    }
    return render(request, "blog/post_detail.html", context)
