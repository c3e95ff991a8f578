"""One pass: which pages there are, what leads where, and the figures into their rows."""

import time
from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from django.db import transaction
from django.utils import timezone

from blog import linkgraph
from blog.discovery.sitemaps import lists
from blog.models import Link, Measuring, MenuItem, Post, SitePage
from blog.publishing import links

from .anchors import note_one_text
from .counts import counts
from .templates import Edge, Key, Row, Templates

AT_ONCE = 500
FIGURES = "inlinks outlinks nofollow_in orphan depth strength flow steps_to_offer".split()
NOTHING = {"inlinks": 0, "outlinks": 0, "nofollow_in": 0, "orphan": False}
DIGITS = 6  # that are kept: the last ones of a figure change with every pass


def measure() -> int:
    """Write the figures of all pages; return how many pages there are.

    Pages are those that the sitemap names. Cost: `make bench`.
    """
    start = time.monotonic()
    links.refresh()
    live = Post.objects.published().order_by("-date_published", "-pk")
    fields = ("pk", "kind", "category", "chapter", "date_published")
    posts = [Row(*row) for row in live.values_list(*fields).iterator()]
    named = Post.objects.indexable().order_by().values_list("pk", "kind")
    kinds: dict[Hashable, str] = {}
    for entry in chain.from_iterable(lists.parts().values()):
        kinds[entry.path] = links.kind_of_list(entry.path)
    kinds.update(named.iterator())
    edges = chain(written(), Templates(posts).edges())
    measured = linkgraph.measure(kinds, edges, sitewide=everywhere())
    write(measured, kinds)
    note_one_text()
    now = timezone.now()
    said = {"at": now, "pages": len(measured), "counts": counts()}
    Measuring.objects.update_or_create(
        pk=1, defaults=said | {"seconds": round(time.monotonic() - start, 1)}
    )
    return len(measured)


def written() -> Iterator[Edge]:
    """The links of texts, as their rows say."""
    rows = Link.objects.that_lead().order_by().filter(target__isnull=False)
    names = "source__post source__path target__post target__path placement followed".split()
    for post, path, to_post, to_path, placement, followed in rows.values_list(*names).iterator():
        yield post or path, to_post or to_path, placement, followed


def everywhere() -> list[tuple[Key, str]]:
    """What every page links to: menu and footer."""
    targets = MenuItem.objects.values_list("target", flat=True)
    found = (target.path for _, target in links.ends_of((to, "/") for to in targets))
    ends = [path for path in found if path]
    keys = dict(Post.objects.filter(path__in=ends).values_list("path", "pk"))
    menu: list[tuple[Key, str]] = [(keys.get(end, end), "nav") for end in ends]
    return [("/", "nav"), *menu, ("/archive", "footer")]


def write(measured: linkgraph.Measured, kinds: Mapping[Hashable, str]) -> None:
    """Write what differs, some pages at a time: no save waits for long, and few are in memory."""
    make_missing(kinds)
    now = timezone.now()
    keys = list(SitePage.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            links.one_at_a_time()
            write_some(keys[start : start + AT_ONCE], measured, kinds, now)


def write_some(
    pks: list[int], measured: linkgraph.Measured, kinds: Mapping[Hashable, str], now: datetime
) -> None:
    changed = []
    pages = SitePage.objects.filter(pk__in=pks).only("path", "post", "measured_at", *FIGURES)
    for page in pages.order_by("pk"):
        key: Key = page.post_id or page.path
        if key in kinds:
            figures, at = rounded(measured[key]), page.measured_at or now
        else:
            figures, at = dict.fromkeys(FIGURES) | NOTHING, None
        before = {name: getattr(page, name) for name in FIGURES}
        if figures != before or at != page.measured_at:
            for name, value in figures.items():
                setattr(page, name, value)
            page.measured_at = at
            changed.append(page)
    SitePage.objects.bulk_update(changed, [*FIGURES, "measured_at"], batch_size=100)
    SitePage.objects.filter(pk__in=pks, measured_at__isnull=False).update(measured_at=now)


def rounded(figures: linkgraph.Metrics) -> dict[str, object]:
    values = {name: getattr(figures, name) for name in FIGURES}
    return {n: round(v, DIGITS) if isinstance(v, float) else v for n, v in values.items()}


def make_missing(kinds: Mapping[Hashable, str]) -> None:
    """Lists that nobody has linked to yet get their row; posts have theirs since their save."""
    known = set(SitePage.objects.filter(post=None).values_list("path", flat=True))
    new = [key for key in kinds if isinstance(key, str) and key not in known]
    rows = [SitePage(path=path, kind=kinds[path]) for path in new]
    SitePage.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)  # a save may be first
