"""The rows of pages: a post keeps its own wherever it moves, a list has one once it is linked."""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from blog.linkgraph import Target
from blog.models import FAQEntry, Link, Post, SitePage
from blog.models.link import MAX_PATH

from . import places
from .shapes import focus_phrases


class Kept(NamedTuple):
    """pages: of the posts. touched: addresses of which links say something else now.

    made, changed: keys of the pages that are new, and of those that were not and others now see
    otherwise.
    """

    pages: dict[int, SitePage]
    touched: set[str]
    made: set[int]
    changed: set[int]


def keep_pages(posts: Iterable[Post]) -> Kept:
    """Let each post have its page, at its address."""
    posts = list(posts)
    known = _at_their_addresses(posts)
    kept = Kept({}, set(), set(), set())
    for post in posts:
        page = known.get(post.pk) or SitePage(path=post.path)
        before = (page.path, page.kind, page.title, page.post_id, page.seen)
        page.path, page.kind, page.title, page.post_id = post.path, post.kind, post.title, post.pk
        page.seen = as_others_see(post)
        if (before[0], before[-1]) != (page.path, page.seen):
            kept.touched.update({before[0], page.path})
            kept.changed.update({page.pk} - {None})
        if before != (page.path, page.kind, page.title, page.post_id, page.seen):
            new = page.pk is None
            page.save()
            kept.made.update({page.pk} if new else set())
        kept.pages[post.pk] = page
    return kept


def _at_their_addresses(posts: list[Post]) -> dict[int | None, SitePage]:
    """Return {post: its page}, with nobody else's page at their addresses.

    A page that a deleted post left is taken over with all that leads there. That of a post that
    has moved, whose own turn comes, stands aside.
    """
    owner = {post.path: post.pk for post in posts}
    rows = list(SitePage.objects.filter(Q(post__in=posts) | Q(path__in=owner)))
    known = {row.post_id: row for row in rows}
    for row in rows:
        new = owner.get(row.path)
        if new is None or row.post_id == new:
            continue
        if row.post_id is not None:
            row.path = f"?{row.pk}"  # no address of a page begins so
            row.save(update_fields=["path"])
        elif page := known.get(new):
            Link.objects.filter(target=row).update(target=page)
            row.delete()
        else:
            known[new] = row
    return known


def shown_questions(post: Post) -> list[FAQEntry]:
    """Those that its page prints below the text."""
    return [entry for entry in post.faq_entries.all() if not entry.inline] if post.faq else []


def as_others_see(post: Post) -> str:
    """A digest of all that the row of a link to the post says of it."""
    said = [
        post.path,
        post.status,
        str(post.date_published),
        str(post.first_public),
        post.noindex or bool(post.canonical_url),
        post.title,
        post.seo_title,
        post.headings,
        places.ID.findall(post.body_html),
        [entry.anchor for entry in shown_questions(post)],
        focus_phrases(post.extra),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def pages_at(ends: Iterable[Target]) -> dict[str, SitePage]:
    """Return {path: page} of the ends where there is one; what answers and lacks it gets one."""
    some = {end.path: end.status for end in ends if end.path and len(end.path) <= MAX_PATH}
    found = _stored(set(some))
    if missing := {path for path, status in some.items() if status != "dead"} - found.keys():
        posts = Post.objects.filter(path__in=missing).defer("body", "removed")
        pages = keep_pages(posts).pages.values()
        # That they are new or moved is still to be seen by whoever writes their own links.
        SitePage.objects.filter(pk__in=[page.pk for page in pages]).update(seen="")
        found |= {page.path: page for page in pages}
    lists = [
        SitePage(path=path, kind=kind)
        for path in sorted(missing - found.keys())
        if (kind := places.kind_of_list(path))
    ]
    if lists:
        # Somebody else may make the same ones at this moment.
        SitePage.objects.bulk_create(lists, ignore_conflicts=True)
        found |= _stored({page.path for page in lists})
    return found


def _stored(paths: set[str]) -> dict[str, SitePage]:
    return {page.path: page for page in SitePage.objects.filter(path__in=paths)} if paths else {}
