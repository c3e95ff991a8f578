"""What the form asks for while it is open. Answers are data: no redirect, no page of errors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from blog import publishing
from blog.models import Post
from blog.publishing import Stale
from blog.rendering import RenderError, bounded
from blog.views.detail import preview_page

from ..access import may_edit, may_write, only_reachable, reachable_by
from ..keys import whole, words_asked
from . import suggestions as panels
from .checks import checked
from .presence import beat, name_of, others_at
from .typed import typed
from .view import compare_url, key_of, made_before

LINKS = 12
WORDS_LOOKED_FOR = 8


class Refused(Exception):
    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.answer = status, {"message": message, **more}


def refused(error: Refused) -> JsonResponse:
    return JsonResponse(error.answer, status=error.status)


class Endpoints:
    """The part of PostAdmin that scripts talk to."""

    def get_urls(self) -> list:
        return [
            path("autosave/", self._asked(autosave, "POST"), name="blog_post_autosave"),
            path("preview/", self._asked(preview, "POST"), name="blog_post_preview"),
            path("preflight/", self._asked(preflight, "POST"), name="blog_post_preflight"),
            path("suggestions/", self._asked(suggestions, "POST"), name="blog_post_suggestions"),
            path("put-link/", self._asked(put_link, "POST"), name="blog_post_put_link"),
            path("links/", self._asked(links, "GET"), name="blog_post_links"),
            path("links/<int:pk>/", self._asked(headings, "GET"), name="blog_post_headings"),
            path("<int:pk>/presence/", self._asked(presence, "POST"), name="blog_post_presence"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def _asked(self, view: Callable[..., HttpResponse], method: str) -> Callable:
        """Check who asks, in the admin's own way; say no in JSON."""

        @wraps(view)
        def wrapped(request: HttpRequest, **arguments: Any) -> HttpResponse:
            try:
                self._let_in(request, method)
                return view(request, **arguments)
            except Refused as error:
                return refused(error)
            except (RequestDataTooBig, TooManyFieldsSent):
                return refused(Refused(413, "The form is too large."))

        return csrf_protect(never_cache(wrapped))

    def _let_in(self, request: HttpRequest, method: str) -> None:
        if not request.user.is_authenticated or not request.user.is_active:
            login = reverse("admin:login")
            raise Refused(401, "You are logged out.", login_url=login)
        site = self.admin_site  # type: ignore[attr-defined]
        if not (site.has_permission(request) and may_write(request.user)):
            raise Refused(403, "You may not write here any more.")
        if request.method != method:
            raise Refused(405, f"Ask with {method}.")


def post_of(request: HttpRequest, pk: str) -> Post | None:
    """The post that a form is about, if this person may edit it; None for a new one."""
    if not pk:
        return None
    if (key := whole(pk)) is None:
        raise Refused(400, "There is no such post.")
    post = Post.objects.select_related("category", "image").filter(pk=key).first()
    if post is None:
        raise Refused(404, "This post was deleted.")
    if not may_edit(request.user, post):
        raise Refused(403, "You may not edit this post.")
    return post


def autosave(request: HttpRequest) -> HttpResponse:
    by = request.user
    post = post_of(request, request.POST.get("post", "")) or made_before(request)
    if post and post.status == Post.Status.DELETED:
        raise Refused(400, "This post is in the bin; restore it to go on.")
    document = publishing.document_of(post) if post else {}
    snapshot = only_reachable(by, typed(request.POST, document, post), document)
    try:
        if post is None:
            if not by.has_perm("blog.add_post"):
                raise Refused(403, "You may not add posts.")
            post = publishing.create(snapshot, by=by, key=key_of(request))
            latest = publishing.newest(post)
        else:
            base = request.POST.get("base", "")
            form = str(key_of(request) or "")
            latest = publishing.autosave(post, snapshot, by=by, base=base, form=form)
    except Stale as stale:
        assert post is not None
        answer = {
            "stale": True,
            "message": str(stale),
            "by": name_of(stale.newest.by),
            "at": clock(stale.newest.at),
            "compare_url": compare_url(post, stale),
        }
        return JsonResponse(answer, status=409)
    except ValidationError as error:
        raise Refused(400, " ".join(error.messages)) from error
    beat(post, by)
    answer = {
        "post": post.pk,
        "base": latest.base if latest else "",
        "at": clock(latest.at if latest else timezone.now()),
        "change_url": reverse("admin:blog_post_change", args=[post.pk]),
        "others": others_at(post, by),
    }
    return JsonResponse(answer)


def presence(request: HttpRequest, pk: int) -> HttpResponse:
    post = post_of(request, str(pk))
    assert post is not None
    beat(post, request.user)
    latest = publishing.newest(post)
    answer = {
        "others": others_at(post, request.user),
        "base": latest.base if latest else publishing.base_of(post),
        "by": name_of(latest.by) if latest else "",
        "at": clock(latest.at) if latest else "",
    }
    return JsonResponse(answer)


def preview(request: HttpRequest) -> HttpResponse:
    """The page that readers would see, made by the same code and templates. Writes nothing."""
    post = post_of(request, request.POST.get("post", "")) or Post()
    stored = post if post.pk else None
    snapshot = typed(request.POST, {}, stored)
    try:
        with bounded.one_save():
            publishing.apply_preview(post, snapshot)
            return preview_page(request, post)
    except RenderError as error:
        raise Refused(400, str(error)) from error


def preflight(request: HttpRequest) -> HttpResponse:
    """The panel of the preflight, about what is typed. Writes nothing."""
    post = post_of(request, request.POST.get("post", "")) or Post()
    stored = post if post.pk else None
    try:
        said = checked(post, typed(request.POST, {}, stored), request.user)
    except RenderError as error:
        raise Refused(400, str(error)) from error
    return render(request, "admin/blog/post/includes/preflight.html", said)


def suggestions(request: HttpRequest) -> HttpResponse:
    """The panel of links, about what is typed; first, what one of its buttons asks for."""
    post = post_of(request, request.POST.get("post", "")) or made_before(request) or Post()
    said, refused = "", False
    try:
        if post.pk:
            said = panels.act(post, request.POST, request.user)
    except ValidationError as error:
        said, refused = " ".join(error.messages), True
    try:
        return panels.panel(request, post, said, refused=refused)
    except RenderError as error:
        raise Refused(400, str(error)) from error


def put_link(request: HttpRequest) -> HttpResponse:
    post = post_of(request, request.POST.get("post", "")) or Post()
    try:
        return panels.link(request, post)
    except ValidationError as error:
        raise Refused(400, " ".join(error.messages)) from error


def links(request: HttpRequest) -> HttpResponse:
    """Pages for the link picker: exact title first, then prefix, then all words of the term."""
    term = words_asked(request, "term")
    posts = reachable_by(request.user)
    if own := whole(request.GET.get("post", "")):
        posts = posts.exclude(pk=own)
    for word in term.split()[:WORDS_LOOKED_FOR]:
        posts = posts.filter(Q(title__icontains=word) | Q(path__icontains=word))
    rank = Case(
        When(title__iexact=term, then=Value(0)),
        When(title__istartswith=term, then=Value(1)),
        When(title__icontains=f" {term}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    fields = "title path kind status date_published review_asked".split()
    found = posts.annotate(rank=rank).order_by("rank", "-date_published", "-pk").only(*fields)
    results = [
        {
            "id": post.pk,
            "title": post.title,
            "text": post.title,  # what the admin's select2 shows
            "path": post.path,
            "kind": post.get_kind_display(),
            "state": post.state,
        }
        for post in found[:LINKS]
    ]
    return JsonResponse({"results": results, "pagination": {"more": False}})


def headings(request: HttpRequest, pk: int) -> HttpResponse:
    post = reachable_by(request.user).filter(pk=pk).only("headings").first()
    if post is None:
        raise Refused(404, "There is no such page.")
    names = ("id", "text", "level")
    return JsonResponse({"headings": [{n: h[n] for n in names} for h in post.headings]})


def clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
