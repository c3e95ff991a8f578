"""What answers at the addresses that links name: posts, lists, redirects, or nothing."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.urls import Resolver404, resolve

from blog.linkgraph import Place, Site
from blog.models import (
    RESERVED,
    Author,
    Category,
    FAQEntry,
    Post,
    Redirect,
    SitePage,
    SiteSettings,
    Tag,
)
from blog.models.fields import validate_slug
from blog.models.following import nearest, sections_of
from blog.models.link import MAX_PATH

AT_ONCE = 500  # paths in one question
LISTS: dict[str, Any] = {
    SitePage.Kind.TOPIC: Category,
    SitePage.Kind.TAG: Tag,
    SitePage.Kind.AUTHOR: Author,
}
KINDS = {f"{kind}-detail": kind for kind in LISTS} | {"home": SitePage.Kind.HOME}
SEARCH = "/search"
# Addresses that a post, a topic, a tag or an author may have.
PAGES = {f"{kind}-detail" for kind in "post guide service page topic tag author".split()}
ASKED = "path status date_published first_public noindex canonical_url headings faq".split()
# Ids that templates give, beside those of the text, begin with it.
OWN = "_"
ID = re.compile(r'\sid="([^"]*)"')


def site() -> Site:
    """Return a Site that knows no path yet: see Site.learn(), with find()."""
    return Site(hosts=SiteSettings.plain().all_hosts, base=settings.SITE_URL)


def find(paths: Collection[str]) -> tuple[dict[str, Place], dict[str, str]]:
    """Return ({path: page}, {path: where it leads}); see linkgraph.Site.

    Two queries, and one more for each kind of list among them.
    """
    pages: dict[str, Place] = {}
    redirects: dict[str, str] = {}
    asked = sorted(path for path in paths if len(path) <= MAX_PATH)
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        pages |= posts_at(some)
        pages |= lists_at(path for path in some if path not in pages)
        redirects |= leading_on(some)
    for path in lists_that_moved(path for path in asked if path not in pages):
        redirects.setdefault(*path)
    return pages, redirects


def posts_at(paths: Iterable[str]) -> dict[str, Place]:
    """One that was never public and is none any more answers nothing: it is left out."""
    places = {}
    for post in Post.objects.filter(path__in=paths).only(*ASKED):
        if post.is_live():
            status = "live"
        elif post.was_public():
            status = "gone"
        elif post.status == Post.Status.DELETED:
            continue
        else:
            status = "draft"
        places[post.path] = Place(status, noindex=not post.is_indexable(), ids=Ids(post))
    return places


class Ids(Collection[str]):
    """What a fragment can name on the page of a post; its text is read only if it must be."""

    def __init__(self, post: Post) -> None:
        self.post = post
        headings = post.headings
        self.known = {h["id"] for h in headings} | {a for h in headings for a in h["aliases"]}
        self.whole = False

    def __contains__(self, fragment: object) -> bool:
        if str(fragment).startswith(OWN) or fragment in self.known:
            return True
        if not self.whole:
            self.known |= set(ID.findall(self.post.body_html))
            entries = FAQEntry.objects.filter(post=self.post, inline=False)
            self.known |= set(entries.values_list("anchor", flat=True)) if self.post.faq else set()
            self.whole = True
        return fragment in self.known

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def lists_at(paths: Iterable[str]) -> dict[str, Place]:
    """Home, the lists and the archive; topics, tags and authors that readers may know of."""
    places: dict[str, Place] = {}
    named: dict[Any, dict[str, str]] = {}
    for path in paths:
        kind = kind_of_list(path)
        if model := LISTS.get(kind):
            named.setdefault(model, {})[path.rpartition("/")[2]] = path
        elif kind:
            places[path] = Place(noindex=path == SEARCH)
    for model, slugs in named.items():
        for slug in known_among(model, slugs):
            places[slugs[slug]] = Place()
    return places


def known_among(model: Any, slugs: Iterable[str]) -> Iterable[str]:
    """The rows with these slugs that have an address readers may know: see Listed.was_public()."""
    of_row = {Category: "category", Tag: "tagged__tag", Author: "bylines__author"}[model]
    listed = Exists(Post.objects.once_public().filter(**{of_row: OuterRef("pk")}))
    answers = Q(known=True) | Q(listed)
    if model is Author:  # whoever signs what nobody signed
        answers |= Q(pk__in=SiteSettings.objects.values("default_author"))
    rows = model.objects.filter(answers, slug__in=slugs)
    if model is Tag:  # a topic of the same name stands for it
        topics = known_among(Category, slugs)
        rows = rows.exclude(slug__in=list(topics))
    return rows.values_list("slug", flat=True)


def leading_on(paths: Collection[str]) -> dict[str, str]:
    """Where redirects lead: that of the very address, or else the rule of the nearest section."""
    names = {name for path in paths for name in (path, *sections_of(path))}
    rows = {
        row.from_path: row
        for start in range(0, len(names), AT_ONCE)
        for row in Redirect.objects.filter(from_path__in=sorted(names)[start : start + AT_ONCE])
        .select_related("to_post")
        .only("from_path", "to_url", "to_post__path")
    }
    found = {path: nearest(path, rows) for path in paths}
    return {
        path: row.to_post.path if row.to_post else row.leads(path)
        for path, row in found.items()
        if row
    }


def lists_that_moved(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The tags that a topic stands for: their address leads to the topic's."""
    tags = {path.removeprefix("/tags/"): path for path in paths if path.startswith("/tags/")}
    if tags:
        for slug in known_among(Category, tags):
            yield tags[slug], f"/topics/{slug}"


def may_be_written(path: str) -> bool:
    """Whether a page that is not there yet could have this address."""
    try:
        match = resolve(path)
        for part in match.kwargs.values():
            validate_slug(part)
    except (Resolver404, ValidationError):
        return False
    first = path[1:].partition("/")[0]
    return match.url_name in PAGES and (match.url_name != "page-detail" or first not in RESERVED)


def kind_of_list(path: str) -> str:
    """Return which kind of page of lists has this address: a SitePage.Kind, or "" for none."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    name = str(match.url_name)
    fixed = match.app_name == "blog" and (not match.kwargs or name == "archive-year")
    return KINDS.get(name) or (SitePage.Kind.ARCHIVE if fixed else "")
