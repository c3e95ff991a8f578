"""The rows of links follow the pages, in the transaction of the save."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import F, prefetch_related_objects

from blog import afterwards
from blog.models import Link, Post, SitePage
from blog.pagecache import changed_rows
from blog.pagecache.outbox import purge

from .counting import count, one_at_a_time
from .moving import follow_up, lists_found, renew_steps
from .pages import keep_pages
from .reading import rows_of, said
from .shown import hrefs_of, show
from .todos import close

AT_ONCE = 50  # posts that are held in memory
ROWS = 250  # in one question
FEW = 10  # distances: so many are an order that stays, with some links put in or taken out
READ = (
    "kind path title seo_title status date_published first_public noindex canonical_url headings"
    " extra body_html public_html faq next_step_text next_step__path next_step__title"
).split()


def changed(posts: Iterable[int]) -> None:
    """Write the links of these posts anew: at once, or at the end of afterwards.once()."""
    afterwards.write(write, posts)


def write(pks: Collection[int]) -> int:
    """Write the links of the posts, and what others say of theirs; return how many rows changed.

    About 10 ms for an article with 60 links; only the difference is written.
    """
    keys, total = sorted(set(pks)), 0
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic(savepoint=False):
            one_at_a_time()
            total += _write(keys[start : start + AT_ONCE])
    return total


def _write(pks: list[int]) -> int:
    posts = list(
        Post.objects.filter(pk__in=pks).select_related("next_step").only(*READ).order_by("pk")
    )
    prefetch_related_objects([post for post in posts if post.faq], "faq_entries")
    kept = keep_pages(posts)
    rows = rows_of(posts, kept.pages)
    total, counted, written, linked = 0, set(kept.changed), set[int](), set[int]()
    stored = defaultdict(list)
    if known := [page.pk for page in kept.pages.values() if page.pk not in kept.made]:
        for row in Link.objects.filter(source__in=known):
            stored[row.source_id].append(row)
    for post in posts:
        page = kept.pages[post.pk]
        differing = put(page, stored[page.pk], rows[post.pk])
        total += len(differing)
        if differing:
            counted.add(page.pk)
            written.add(page.pk)
            linked |= {end for end, *_how in how(stored[page.pk]) ^ how(rows[post.pk]) if end}
        if page.pk in kept.changed:  # it may count as a page now, or no more
            differing += stored[page.pk]
        counted |= {row.target_id for row in differing if row.target_id}
    total += show(posts, {post.pk: hrefs_of(rows[post.pk]) for post in posts})
    if others := [post for post in posts if kept.pages[post.pk].pk in kept.changed]:
        total += renew_steps(others)
    close(written)
    total += follow_up(kept.touched | lists_found())
    count(counted)
    purge(changed_rows.of_links(linked))
    return total


def how(rows: Iterable[Link]) -> set[tuple]:
    """Which pages these lead to, as far as those say so to readers."""
    return {(row.target_id, row.status, row.followed, row.placement) for row in rows}


def put(page: SitePage, stored: list[Link], wanted: list[Link]) -> list[Link]:
    """Write the difference; return the rows that came, changed or went.

    A row that only stands at another place keeps its key.
    """
    left = defaultdict(list)
    for row in stored:
        left[said(row)].append(row)
    new, moved = list[Link](), defaultdict[int, list[Link]](list)
    for position, row in enumerate(wanted):
        same = left[said(row)]
        if not same:
            row.position = position
            new.append(row)
        elif by := position - (kept := same.pop(0)).position:
            kept.position = position
            moved[by].append(kept)
    gone = [row for rows in left.values() for row in rows]
    Link.objects.filter(pk__in=[row.pk for row in gone]).delete()
    move(page, moved)
    Link.objects.bulk_create(new, batch_size=500)
    return [*gone, *new]


def move(page: SitePage, moved: Mapping[int, Collection[Link]]) -> None:
    """Write the new positions. moved: {by how much: rows that have theirs in hand}.

    Below zero first: no two rows may ever stand at one place.
    """
    if len(moved) > FEW:  # in another order each goes a way of its own
        every = [row for rows in moved.values() for row in rows]
        for start in range(0, len(every), ROWS):
            pks = [row.pk for row in every[start : start + ROWS]]
            Link.objects.filter(pk__in=pks).update(position=-1 - F("position"))
        Link.objects.bulk_update(every, ["position"], batch_size=ROWS)
        return
    for by, rows in moved.items():
        pks = [row.pk for row in rows]
        Link.objects.filter(pk__in=pks).update(position=-1 - by - F("position"))
    if moved:
        Link.objects.filter(source=page, position__lt=0).update(position=-1 - F("position"))


def unread() -> bool:
    """Whether there are posts of an older release, or made past all signals."""
    return Post.objects.filter(site_page=None).exists()
