"""Links that name an old address: each sentence with what it will say, and one button for all."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from blog import publishing
from blog.models import Link, Post, SitePage
from blog.models.link import MAX_PATH
from blog.publishing import LeftAlone, links
from blog.publishing.links.reading import NEXT_STEP

from .access import may_write, readable_by, rewritable_by
from .keys import whole
from .pages import page, route

LINKS, TEXTS = 400, 25  # of one page; the rest is on the next
SENTENCES = 5  # of one address in one text
TIME = 10.0  # seconds for one press of the button; what is not reached stays in the list


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [route(model_admin, "rewrite/", rewrite, "rewrite")]


@dataclass
class Address:
    """One that a text names, in one sentence or several. key: of the first of its links."""

    key: int
    href: str
    new: str
    sentences: list[tuple[str, str, str]] = field(default_factory=list)
    more: int = 0
    is_step: bool = False


@dataclass
class Text:
    """reason: why it is left alone, or ""."""

    post: Post
    stamp: str
    reason: str = ""
    addresses: list[Address] = field(default_factory=list)


def offer(path: str, user: Any) -> str:
    """Return where the links to this address can be rewritten, or "" if there are none.

    Those that the person may not change do not count.
    """
    found = to_rewrite(user, SitePage.objects.filter(path=path).first()) if path else None
    if found is None or not found.exists():
        return ""
    return f"{reverse('admin:blog_link_rewrite')}?{urlencode({'to': path})}"


def known_page(path: str, user: Any) -> SitePage | None:
    """Nobody's draft is named to whoever guesses its address."""
    known = Q(post=None) | Q(post__in=readable_by(user).values("pk"))
    return SitePage.objects.filter(known, path=path).first()


def to_rewrite(user: Any, end: SitePage | None) -> QuerySet[Link]:
    """end: the page that they lead to. None: whatever page."""
    rows = Link.objects.filter(links.by_a_detour(end), source__post__in=rewritable_by(user))
    return rows.order_by("source", "position")


def rewrite(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not may_write(request.user):
        raise PermissionDenied
    to = request.GET.get("to", "")[:MAX_PATH].replace("\0", "")
    after = whole(request.GET.get("after", "")) or 0
    end = known_page(to, request.user) if to else None
    if request.method == "POST":
        if end or not to:
            do_it(request, end)
        return HttpResponseRedirect(request.get_full_path())
    rows = to_rewrite(request.user, end) if end or not to else Link.objects.none()
    texts, last = texts_of(request.user, rows.filter(source__gt=after))
    asked = {"to": to} if to else {}
    further = urlencode(asked | {"after": last}) if last else ""
    return page(
        model_admin,
        request,
        "link/rewrite.html",
        None,
        "Rewrite links",
        to=to,
        end=end,
        texts=texts,
        ready=any(not text.reason for text in texts),
        after=after,
        first=urlencode(asked),
        further=further,
    )


def texts_of(user: Any, rows: QuerySet[Link]) -> tuple[list[Text], int]:
    """Return the first texts among these links, and the key of their last page if more follow."""
    found = list(rows.select_related("source")[: LINKS + 1])
    sources = list(dict.fromkeys(row.source_id for row in found))
    cut = len(found) > LINKS or len(sources) > TEXTS
    if len(found) > LINKS and len(sources) > 1:
        sources.pop()  # its other links are not among these
    sources = sources[:TEXTS]
    found = [row for row in found[:LINKS] if row.source_id in set(sources)]
    mended = links.mends(found)
    texts = described(user, {row.source.post_id for row in found if row.pk in mended})
    for row in found:
        if row.pk in mended and row.source.post_id in texts:
            add(texts[row.source.post_id], row, mended[row.pk])
    return list(texts.values()), sources[-1] if cut and sources else 0


def described(user: Any, keys: Iterable[int | None]) -> dict[int | None, Text]:
    """Three queries, however many they are."""
    posts = Post.objects.filter(pk__in={key for key in keys if key})
    posts = posts.only(
        "title", "path", "status", "date_published", "review_asked", "body", "has_draft",
        "next_step_id", "kind",
    )  # fmt: skip
    latest = publishing.newest_of(posts)
    return {
        post.pk: Text(
            post,
            publishing.stamp_of(post, latest.get(post.pk)),
            publishing.held_by_another(post, latest.get(post.pk), user),
        )
        for post in posts.order_by("site_page")
    }


def add(text: Text, row: Link, new: str) -> None:
    is_step = row.section == NEXT_STEP
    same = (a for a in text.addresses if (a.href, a.is_step) == (row.href, is_step))
    address = next(same, None)
    if address is None:
        address = Address(row.pk, row.href, new, is_step=is_step)
        text.addresses.append(address)
    if len(address.sentences) < SENTENCES:
        address.sentences.append(row.in_sentence)
    else:
        address.more += 1


def do_it(request: HttpRequest, end: SitePage | None) -> None:
    """What is marked, as far as the time goes; what goes wrong with one text stops no other."""
    marked = {key for key in map(whole, request.POST.getlist("link")) if key is not None}
    if not marked or len(marked) > LINKS:
        much = f"Mark at most {LINKS} links" if marked else "Mark some links"
        messages.error(request, f"{much}; nothing was changed.")
        return
    rows = list(to_rewrite(request.user, end).filter(pk__in=marked).select_related("source"))
    mended = links.mends(rows)
    by_post: dict[int, list[Link]] = {}
    for row in rows:
        if row.pk in mended and row.source.post_id:
            by_post.setdefault(row.source.post_id, []).append(row)
    if missing := len(marked) - sum(map(len, by_post.values())):
        text = "of the links is" if missing == 1 else "of the links are"
        messages.warning(request, f"{missing} {text} not there any more, or lead straight on now.")
    until, done = time.monotonic() + TIME, 0
    for number, post in enumerate(Post.objects.filter(pk__in=by_post).order_by("site_page")):
        if time.monotonic() > until:
            rest = len(by_post) - number
            messages.warning(request, f"{rest} more to do: press the button once more.")
            break
        done += lead(request, post, by_post[post.pk], mended)
    if done:
        texts = "1 text names" if done == 1 else f"{done} texts name"
        messages.success(request, f"{texts} the pages where they are now, each in one revision.")


def lead(request: HttpRequest, post: Post, rows: list[Link], mended: dict[int, str]) -> bool:
    wanted = {row.href: mended[row.pk] for row in rows if row.section != NEXT_STEP}
    moved = next((mended[row.pk] for row in rows if row.section == NEXT_STEP), "")
    step = Post.objects.published().filter(path=moved.partition("#")[0]).first() if moved else None
    stamp = request.POST.get(f"stamp-{post.pk}", "")
    try:
        left = publishing.rewrite_links(post, wanted, by=request.user, stamp=stamp, step=step)
    except LeftAlone as reason:
        messages.error(request, f"Left alone: “{post.title}” {reason}")
        return False
    if left:
        named = ", ".join(sorted(left)[:5])
        messages.warning(
            request,
            f"“{post.title}” goes on naming {named}: its words say the address; change it by hand.",
        )
    return True
