"""The rows of links follow the pages: read from their HTML, written in the transaction of the save.

Two things change what the row of a link says: the text that it stands in (`write`), and the
address that it leads to (`follow_up`). Rows of one page are a few; those that lead to one page may
be thousands, so these are looked at only if something that they say of it has changed.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from blog import afterwards
from blog.linkgraph import FoundLink, Target, find_links, is_followed, resolve
from blog.models import Author, Category, FAQEntry, Link, Post, Redirect, SitePage, Tag
from blog.models.following import SECTION, path_of
from blog.models.link import MAX_PATH

from . import places
from .counting import count
from .shapes import Shapes, focus_phrases

NEXT_STEP = "_next-step"  # the section of that link
AT_ONCE = 50  # posts that are held in memory
A_FEW = 100  # addresses that are asked for one by one
FEW = 500  # addresses that move at once, as a section does
WRITTEN = (
    "href kind path fragment target_id url anchor image sentence section shape placement rel"
    " followed notes status hops"
).split()
LEADING = "from_path to_url to_post__path".split()
READ = (
    "kind path title seo_title status date_published first_public noindex canonical_url headings"
    " extra body_html faq next_step next_step_text"
).split()
RESOLVED = "kind path fragment target url shape notes status hops".split()


def changed(posts: Iterable[int]) -> None:
    """Write the links of these posts anew: at once, or at the end of afterwards.once()."""
    afterwards.write(write, posts)


def moved(paths: Iterable[str]) -> None:
    """Look again where links to these addresses lead; when, as above."""
    afterwards.write(follow_up, paths)


def write(pks: Collection[int]) -> int:
    """Write the links of the posts, and what others say of theirs; return how many rows changed.

    About 10 ms for an article with 60 links; only the difference is written.
    """
    keys, total = sorted(set(pks)), 0
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            total += _write(keys[start : start + AT_ONCE])
    return total


def _write(pks: list[int]) -> int:
    posts = list(Post.objects.filter(pk__in=pks).only(*READ).order_by("pk"))
    kept = keep_pages(posts)
    rows = rows_of(posts, kept.pages)
    total, counted = 0, kept.changed
    stored = defaultdict(list)
    if known := [page.pk for page in kept.pages.values() if page.pk not in kept.made]:
        for row in Link.objects.filter(source__in=known):
            stored[row.source_id].append(row)
    for post in posts:
        page = kept.pages[post.pk]
        if changed_rows := put(page, stored[page.pk], rows[post.pk]):
            total += len(changed_rows)
            counted |= {page.pk, *(row.target_id for row in changed_rows if row.target_id)}
    total += follow_up(kept.touched | new_lists_of(pks))
    count(counted)
    return total


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
    rows = SitePage.objects.filter(Q(post__in=posts) | Q(path__in=[post.path for post in posts]))
    known, at_path = dict[int | None, SitePage](), dict[str, SitePage]()
    for row in rows:
        known[row.post_id] = at_path[row.path] = row
    kept = Kept({}, set(), set(), set())
    for post in posts:
        page, squatter = known.get(post.pk), at_path.get(post.path)
        if squatter and page and squatter != page:
            # Left by a post that is gone, or about to be moved itself: what led there leads here.
            Link.objects.filter(target=squatter).update(target=page)
            squatter.delete()
        page = page or squatter or SitePage(path=post.path)
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


def new_lists_of(pks: Collection[int]) -> set[str]:
    """The lists of these posts that links found missing: they may be there by now."""
    of_lists = Q()
    for place in ("/topics/", "/tags/", "/authors/"):
        of_lists |= Q(path__startswith=place)
    missing = Link.objects.filter(of_lists, kind="internal", status=Link.Status.DEAD)
    if not (paths := set(missing.values_list("path", flat=True).distinct())):
        return paths
    lists = {
        row.get_absolute_url()
        for rows in (
            Category.objects.filter(posts__in=pks),
            Tag.objects.filter(tagged__content_object__in=pks),
            Author.objects.filter(bylines__post__in=pks),
        )
        for row in rows
    }
    return lists & paths


def as_others_see(post: Post) -> str:
    """A digest of all that the row of a link to the post says of it."""
    ids = [(heading["id"], heading["aliases"]) for heading in post.headings]
    said = [
        post.path,
        post.status,
        str(post.date_published),
        str(post.first_public),
        post.noindex or bool(post.canonical_url),
        post.title,
        post.seo_title,
        ids,
        focus_phrases(post.extra),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def rows_of(posts: Iterable[Post], pages: dict[int, SitePage]) -> dict[int, list[Link]]:
    """Return the rows that the posts should have, unsaved: {key of the post: [Link]}."""
    posts = list(posts)
    found = {post.pk: links_of(post) for post in posts}
    if not any(found.values()):
        return {key: [] for key in found}
    site = places.site()
    hrefs = {
        post.pk: [site.read(link.href, post.path) for link in found[post.pk]] for post in posts
    }
    site.learn({href.path for read in hrefs.values() for href in read if href.path}, places.find)
    targets = {pk: [resolve(href, site) for href in read] for pk, read in hrefs.items()}
    ends = [target.path for each in targets.values() for target in each]
    page_at, shapes = pages_at(ends), Shapes(ends)
    rows: dict[int, list[Link]] = {}
    for post in posts:
        rows[post.pk] = [
            row_of(pages[post.pk], link, href.path, target, page_at, shapes)
            for link, href, target in zip(
                found[post.pk], hrefs[post.pk], targets[post.pk], strict=True
            )
        ]
    return rows


def links_of(post: Post) -> list[FoundLink]:
    """In the order of the page: the text, the questions that it shows, the next step."""
    html = [post.body_html]
    if post.faq:
        entries = FAQEntry.objects.filter(post=post, inline=False)
        html += entries.values_list("answer_html", flat=True)
    found = [link for part in html for link in find_links(part)]
    if post.next_step:
        words = post.next_step_text or post.next_step.title
        found.append(
            FoundLink(
                position=0,
                href=post.next_step.path,
                anchor=words,
                image=False,
                sentence=words,
                placement="body",
                rel=(),
                in_heading=False,
                section=NEXT_STEP,
            )
        )
    return found


def row_of(
    source: SitePage,
    link: FoundLink,
    path: str,
    target: Target,
    page_at: dict[str, SitePage],
    shapes: Shapes,
) -> Link:
    row = Link(
        source=source,
        href=link.href,
        anchor=link.anchor[:500],
        sentence=link.sentence[:500],
        section=link.section[:255],
        placement=link.placement,
        rel=list(link.rel),
        followed=is_followed(link.rel),
        image=link.image,
    )
    point(row, path, target, page_at)
    row.shape = shapes.of(row, target.path)
    return row


def point(row: Link, path: str, target: Target, page_at: dict[str, SitePage]) -> None:
    """Let the row say where it leads."""
    row.kind, row.status, row.hops = target.kind, target.status, target.hops
    row.path, row.fragment = path[:MAX_PATH], target.fragment[:255]
    row.target = page_at.get(target.path or "")
    row.url = "" if target.path else target.url
    row.notes = list(target.notes)


def pages_at(paths: Iterable[str | None]) -> dict[str, SitePage]:
    """Return {path: page} of the paths where something answers; what lacks a row gets one."""
    wanted = {path for path in paths if path and len(path) <= MAX_PATH}
    found = {page.path: page for page in SitePage.objects.filter(path__in=wanted)}
    if missing := wanted - found.keys():
        posts = Post.objects.filter(path__in=missing).defer("body", "body_html", "removed")
        found |= {page.path: page for page in keep_pages(posts).pages.values()}
    for path in sorted(missing - found.keys()):
        if kind := places.kind_of_list(path):
            found[path] = SitePage.objects.create(path=path, kind=kind)
    return found


def follow_up(paths: Collection[str]) -> int:
    """Look again where the links to these addresses lead; return how many rows changed.

    A path may be the old address of a rule, /old/*. Asks for all rows that name them or lead
    there, and writes those that say something else.
    """
    if len(paths) > FEW:
        paths = among_links(paths)
    if not paths:
        return 0
    rows = list(
        Link.objects.filter(named(with_what_leads_there(paths)) | Q(target__path__in=paths))
        .select_related("source", "target")
        .order_by("pk")
    )
    if not rows:
        return 0
    site = places.site()
    hrefs = [site.read(row.href, row.source.path) for row in rows]
    site.learn({href.path for href in hrefs if href.path}, places.find)
    targets = [resolve(href, site) for href in hrefs]
    page_at = pages_at(target.path for target in targets)
    shapes = Shapes(target.path for target in targets)
    changed_rows, counted = [], set[int]()
    for row, href, target in zip(rows, hrefs, targets, strict=True):
        before, was = _said(row), row.target_id
        point(row, href.path, target, page_at)
        row.shape = shapes.of(row, target.path)
        if _said(row) != before:
            changed_rows.append(row)
            counted |= {row.source_id, *(pk for pk in (was, row.target_id) if pk)}
    Link.objects.bulk_update(changed_rows, RESOLVED, batch_size=200)
    count(counted)
    return len(changed_rows)


def among_links(paths: Collection[str]) -> set[str]:
    """Return those that links name, of so many as only an import moves at once."""
    asked, found = sorted(paths), set[str]()
    for start in range(0, len(asked), FEW):
        rows = Link.objects.filter(path__in=asked[start : start + FEW])
        found.update(rows.values_list("path", flat=True).distinct())
    return found


def named(names: Collection[str]) -> Q:
    """Rows whose href names one of these addresses, or one below an address that ends with /*."""
    rows = Q(path__in=[name for name in names if not name.endswith(SECTION)])
    for name in names:
        if name.endswith(SECTION):
            section = name.removesuffix(SECTION)
            rows |= Q(path=section) | Q(path__startswith=f"{section}/")
    return rows


def with_what_leads_there(paths: Collection[str]) -> set[str]:
    """The addresses, and the old ones from which redirects lead there, however many hops."""
    known, new = set[str](), set(paths)
    rules: list[tuple[str, str]] | None = None
    while new:
        known |= new
        leads = Q(to_post__path__in=new)
        if len(new) > A_FEW:  # of so many, SQLite's longest condition has no room
            leads |= Q(to_url__startswith="/")
        else:
            for path in new:
                leads |= Q(to_url__startswith=path)
        if rules is None:
            leads |= Q(from_path__endswith=SECTION)
        rows = list(Redirect.objects.filter(leads).values_list(*LEADING).order_by())
        found = {old for old, url, path in rows if (path or path_of(url)) in new}
        if rules is None:  # those that keep the rest of an address
            rules = [(old, url) for old, url, _ in rows if url.endswith(SECTION)]
        for old, url in rules:
            here, there = old.removesuffix(SECTION), url.removesuffix(SECTION)
            below = (path for path in new if path.startswith(f"{there}/"))
            found |= {here + path.removeprefix(there) for path in below}
        new = found - known
    return known


def put(page: SitePage, stored: list[Link], wanted: list[Link]) -> list[Link]:
    """Write the difference; return the rows that came, changed or went.

    A row that only stands at another place keeps its key.
    """
    left = defaultdict(list)
    for row in stored:
        left[_said(row)].append(row)
    new, shifted = list[Link](), list[Link]()
    for position, row in enumerate(wanted):
        same = left[_said(row)]
        if not same:
            row.position = position
            new.append(row)
        elif (kept := same.pop(0)).position != position:
            kept.position = position
            shifted.append(kept)
    gone = [row for rows in left.values() for row in rows]
    Link.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if shifted:  # below zero first: at no moment may two rows stand at one place
        for row in shifted:
            row.position = -1 - row.position
        Link.objects.bulk_update(shifted, ["position"], batch_size=200)
        Link.objects.filter(source=page, position__lt=0).update(position=-1 - F("position"))
    Link.objects.bulk_create(new, batch_size=500)
    return [*gone, *new]


def _said(row: Link) -> tuple:
    values = (getattr(row, name) for name in WRITTEN)
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def forget(post: Post) -> None:
    """The post was deleted: its page stays, for what leads there, and links nowhere."""
    Link.objects.filter(source__path=post.path, source__post=None).delete()
    SitePage.objects.filter(path=post.path, post=None).update(seen="")
    moved([post.path])


def refresh() -> int:
    """Let the rows know of pages that went live by the clock; return how many changed."""
    late = Link.objects.became_live().values_list("path", "target__path").distinct()
    return follow_up({path for paths in late for path in paths})


def unread() -> bool:
    """Whether there are posts of an older release, or made past all signals."""
    return Post.objects.filter(site_page=None).exists()
