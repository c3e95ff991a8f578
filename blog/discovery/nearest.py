"""The pages whose addresses are most like one that answers nothing.

An attacker may ask for any number of made-up addresses: what is read of one is cut, each question
to the database ends at a limit and goes by an index, and at most some 300 candidates are
compared. About 10 ms among 10,000 posts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from blog.models import Author, Category, PageTerm, Post, Redirect, Tag

MAX_ASKED = 150  # characters of an address that are looked at
MAX_WORDS = 3
SHOWN = 5
NEWEST, BEGINNING_ALIKE, OF_ONE_WORD, MOVED, LISTS = 100, 60, 40, 30, 50  # candidates
ALIKE_LETTERS, ALIKE_WORDS = 0.68, 0.4  # from here on two addresses are near
FILE = re.compile(r"\.(?:html?|php|aspx?|md)$")
NO_PAGES = ("/admin/", "/static/", "/media/", "/preview/")


class Near(NamedTuple):
    path: str
    title: str


@dataclass(frozen=True)
class Asked:
    """folder: `/blog/`. slug: `honest-dates`. words: those of the slug that say something."""

    folder: str
    slug: str
    words: tuple[str, ...]


def nearest(path: str) -> list[Near]:
    """Return live pages that search engines may name, the most alike first; at most five."""
    asked = read(path)
    return ranked(asked, candidates(asked)) if asked else []


def nearest_of(paths: Iterable[str]) -> dict[str, Near]:
    """Return {path: the page most like it}, for those that have one.

    As many queries for any number. The pages of each are looked for by how their address begins,
    and among the newest.
    """
    read_ones = {path: asked for path in paths if (asked := read(path))}
    if not read_ones:
        return {}
    posts = Post.objects.indexable()
    wanted = Q()
    for asked in read_ones.values():
        wanted |= beginning_like(asked)
    shared = list(pages(posts[:NEWEST]))
    alike = list(pages(posts.filter(wanted).order_by("path")[: BEGINNING_ALIKE * len(read_ones)]))
    shared += lists(Asked("/", "", ()))
    found = {}
    for path, asked in read_ones.items():
        own = [each for each in alike if each[0][:3] == asked.slug[:3]]
        if near := ranked(asked, [*shared, *own]):
            found[path] = near[0]
    return found


def read(path: str) -> Asked | None:
    """Return what the address asks for; None for one that no page ever had: `/.env`, `/x.js`."""
    path = path[:MAX_ASKED].lower()
    trimmed = FILE.sub("", path.rstrip("/"))
    if "." in trimmed or path.startswith(NO_PAGES):
        return None
    parts = [part for part in trimmed.split("/") if part]
    while parts and (parts[-1] == "index" or parts[-1].isdigit()):  # /2014/03/12/, page/2
        parts.pop()
    *folders, name = parts or [""]
    slug = slugify(name.replace("_", "-"))
    if len(slug) < 2:
        return None
    words = sorted({word for word in slug.split("-") if len(word) > 2}, key=len, reverse=True)
    folder = "/".join(["", *folders, ""])
    return Asked(folder, slug, tuple(words))


def ranked(asked: Asked, found: Iterable[tuple[str, Near]]) -> list[Near]:
    """found: (the slug to compare with, what would be shown)."""
    letters = SequenceMatcher(None, b=asked.slug, autojunk=False)
    best: dict[Near, float] = {}
    for slug, near in found:
        score = likeness(asked, letters, slug[:MAX_ASKED], near)
        if score > best.get(near, 0):
            best[near] = score
    return sorted(best, key=lambda near: (-best[near], near.path))[:SHOWN]


def likeness(asked: Asked, letters: SequenceMatcher, slug: str, near: Near) -> float:
    """0 to 1; 0 also for what is alike by chance."""
    same_folder = 0.05 if near.path.startswith(asked.folder) and asked.folder != "/" else 0
    letters.set_seq1(slug)
    bounds = (letters.real_quick_ratio, letters.quick_ratio, letters.ratio)  # cheap ones first
    if all(bound() >= ALIKE_LETTERS for bound in bounds):
        return letters.ratio() + same_folder
    theirs = {*slug.split("-"), *slugify(near.title[:MAX_ASKED]).split("-")}
    wanted = asked.slug.split("-")
    shared = sum(len(word) for word in wanted if len(word) > 2 and word in theirs)
    share = shared / len(asked.slug.replace("-", ""))
    if set(slug.split("-")) <= set(wanted):  # `/blog/seo` for `/blog/seo-basics`
        share = max(share, ALIKE_WORDS)
    return share * 0.9 + same_folder if share >= ALIKE_WORDS else 0


def candidates(asked: Asked) -> Iterator[tuple[str, Near]]:
    posts = Post.objects.indexable()
    yield from pages(posts[:NEWEST])
    yield from pages(posts.filter(beginning_like(asked)).order_by("path")[:BEGINNING_ALIKE])
    moved = old_addresses(asked)
    found = posts.by_key().only("path", "title").in_bulk([*with_words(asked), *moved.values()])
    for post in found.values():
        yield last(post.path), Near(post.path, post.title)
    for old, pk in moved.items():
        if pk in found:
            yield last(old), Near(found[pk].path, found[pk].title)
    yield from lists(asked)


def pages(posts) -> Iterator[tuple[str, Near]]:
    for path, title in posts.values_list("path", "title"):
        yield last(path), Near(path, title)


def last(path: str) -> str:
    return path.rpartition("/")[2]


def between(field: str, folder: str, slug: str) -> dict[str, str]:
    """The filter for addresses in that folder that begin as the slug does; an index answers it."""
    start = folder + slug[:3]
    return {f"{field}__gte": start, f"{field}__lt": start + "zzz"}


def beginning_like(asked: Asked) -> Q:
    folders = {asked.folder, "/blog/", "/services/", "/"}
    wanted = Q()
    for folder in sorted(folders):
        wanted |= Q(**between("path", folder, asked.slug))
    return wanted


def with_words(asked: Asked) -> list[int]:
    """Return pages that are about the longest words of the address: see blog.linkgraph."""
    found: list[int] = []
    for word in asked.words[:MAX_WORDS]:
        forms = {word, word.removesuffix("s")}
        terms = PageTerm.objects.filter(term__in=forms)
        found += terms.values_list("post", flat=True)[:OF_ONE_WORD]
    return found


def old_addresses(asked: Asked) -> dict[str, int]:
    """Return {an old address that begins as the asked one: the post that it leads to}."""
    moved = Redirect.objects.filter(**between("from_path", asked.folder, asked.slug))
    pairs = moved.filter(to_post__isnull=False).values_list("from_path", "to_post")
    return dict(pairs[:MOVED])


def lists(asked: Asked) -> Iterator[tuple[str, Near]]:
    """Topics that show something, the lists that there always are, and tags and authors if the
    address is one of theirs."""
    live = Post.objects.published()
    rows: list[Category | Tag | Author] = []
    rows += Category.objects.filter(Exists(live.filter(category=OuterRef("pk"))))[:LISTS]
    if asked.folder == "/tags/":
        tags = Tag.objects.filter(**between("slug", "", asked.slug))
        rows += tags.filter(Exists(live.filter(tagged__tag=OuterRef("pk"))))[:LISTS]
    if asked.folder == "/authors/":
        signed = live.articles().filter(bylines__author=OuterRef("pk"))
        rows += Author.objects.filter(Exists(signed))[:LISTS]
    for row in rows:
        yield row.slug, Near(row.get_absolute_url(), row.name)
    if asked.folder == "/":
        for name, label in fixed_lists():
            yield last(reverse(name)), Near(reverse(name), label)


def fixed_lists() -> list[tuple[str, str]]:
    return [
        ("blog:post-list", _("Blog")),
        ("blog:guide-list", _("Guides")),
        ("blog:service-list", _("Services")),
        ("blog:archive", _("Archive")),
        ("blog:feeds", _("Feeds")),
    ]
