"""What leads to an address follows what becomes of it.

The links of one page are a few; those that lead to one page may be thousands, so these are looked
at only if something that they say of it has changed.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, Q

from blog import afterwards
from blog.models import Link, Post, Redirect, SitePage
from blog.models.following import MOST_HOPS, SECTION, path_of
from blog.pagecache import changed_rows
from blog.pagecache.outbox import purge

from . import places
from .counting import count, one_at_a_time
from .ends import ends_of
from .pages import pages_at
from .reading import NEXT_STEP, RESOLVED, point, said
from .shapes import Shapes
from .shown import show_again
from .todos import close

AT_ONCE = 300  # addresses in one question
BY_RULES = 2  # hops: a rule that leads out of its own section (/blog/old/*) would never end


def moved(paths: Iterable[str]) -> None:
    """Look again where links to these addresses lead: at once, or at the end of once()."""
    afterwards.write(follow_up, paths)


def follow_up(paths: Collection[str]) -> int:
    """Look again where the links to these addresses lead; return how many rows changed.

    A path may be the old address of a rule, /old/*. Asks for all rows that name them or lead
    there, and writes those that say something else.
    """
    asked, total = sorted(paths), 0
    for start in range(0, len(asked), AT_ONCE):
        with transaction.atomic(savepoint=False):
            one_at_a_time()
            total += _follow_up(asked[start : start + AT_ONCE])
    return total


def _follow_up(paths: Collection[str]) -> int:
    pages = SitePage.objects.filter(path__in=paths).values("pk")  # joined, no index would be used
    rows = list(
        Link.objects.filter(named(with_what_leads_there(paths)) | Q(target__in=pages))
        .select_related("source", "target")
        .order_by("pk")
    )
    if not rows:
        return 0
    ends = ends_of((row.href, row.source.path) for row in rows)
    shapes = Shapes(target.path for _, target in ends)
    page_at = pages_at(target for _, target in ends)
    changed, counted, shown, linked = list[Link](), set[int](), set[int](), set[int]()
    for row, (href, target) in zip(rows, ends, strict=True):
        before, was, unwritten = said(row), row.target_id, row.unwritten
        point(row, href.path, target, page_at, shapes)
        if said(row) != before:
            changed.append(row)
            linked |= {pk for pk in (was, row.target_id) if pk}
            counted |= {row.source_id, *linked}
        if row.unwritten != unwritten:
            shown.add(row.source_id)
    Link.objects.bulk_update(changed, RESOLVED, batch_size=200)
    show_again(shown)
    count(counted)
    purge(changed_rows.of_links(linked))
    close({row.source_id for row in changed})
    return len(changed)


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
    known, new = set(paths), set(paths)
    # Few lead below a section, or into the middle of a page: all of these are read, once.
    odd = Q(from_path__endswith=SECTION) | Q(to_url__contains="?") | Q(to_url__contains="#")
    read: set[tuple[str, str]] = set()
    for hop in range(MOST_HOPS):
        leads = Q(to_url__in=new) | Q(to_post__in=Post.objects.filter(path__in=new).values("pk"))
        rows = Redirect.objects.filter(leads if hop else leads | odd)
        names = rows.values_list("from_path", "to_url", "to_post__path")
        read |= {(old, post or to) for old, to, post in names}
        found = {old for old, to in read if path_of(to) in new}
        if hop < BY_RULES:
            found |= below_rules(read, new)
        new = found - known
        known |= new
        if not new:
            break
    return known


def below_rules(redirects: Iterable[tuple[str, str]], paths: Collection[str]) -> set[str]:
    """The addresses that rules which keep the rest lead to these paths."""
    found = set[str]()
    for old, to in redirects:
        if old.endswith(SECTION) and to.endswith(SECTION):
            there, here = to.removesuffix(SECTION), old.removesuffix(SECTION)
            below = (path for path in paths if path.startswith(f"{there}/"))
            found |= {here + path.removeprefix(there) for path in below}
    return found


def renew_steps(posts: Collection[Post]) -> int:
    """Let the links to these next steps name them as they are called now, and where they are."""
    now = {post.pk: post for post in posts}
    rows = Link.objects.filter(section=NEXT_STEP, source__post__next_step__in=now).annotate(
        step=F("source__post__next_step"), words=F("source__post__next_step_text")
    )
    changed = []
    for row in rows:
        words = row.words or now[row.step].title
        before = (row.href, row.anchor, row.sentence)
        row.href, row.anchor, row.sentence = now[row.step].path, words, words
        if before != (row.href, row.anchor, row.sentence):
            changed.append(row)
    Link.objects.bulk_update(changed, ["href", "anchor", "sentence"], batch_size=200)
    return len(changed)


def forget(post: Post) -> None:
    """The post was deleted: its page stays, for what leads there, and links nowhere."""
    links = Link.objects.filter(source__path=post.path, source__post=None)
    one_at_a_time()
    targets = set(links.exclude(target=None).values_list("target", flat=True))
    links.delete()
    page = SitePage.objects.filter(path=post.path, post=None)
    page.update(seen="", measured_at=None, orphan=False)
    count(targets)
    moved([post.path])


def refresh() -> int:
    """Let the rows know of what went live by the clock; return how many changed."""
    late = Link.objects.became_live().values_list("path", "target__path").distinct()
    return follow_up({path for both in late for path in both} | lists_found())


def lists_found() -> set[str]:
    """The addresses of lists where links found nothing, and where something answers by now."""
    of_lists = Q()
    for place in ("/topics/", "/tags/", "/authors/"):
        of_lists |= Q(path__startswith=place)
    missing = Link.objects.filter(of_lists, kind="internal", status=Link.Status.DEAD)
    paths = list(missing.order_by().values_list("path", flat=True).distinct())
    if not paths:
        return set()
    return {*places.lists_at(paths), *(tag for tag, _ in places.lists_that_moved(paths))}
