"""Which page links to which, and how strong each is: what the next report is held against."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from blog.models import Link, SitePage
from blog.publishing import links

GAIN = 0.1  # of the strength of an average page: less than that comes of every new page
Figures = dict[str, dict[str, Any]]


def figures() -> Figures:
    """Return {"strength": {page: …}, "links": {page: [pages that link to it]}}, by their keys.

    As JSON, about 8 bytes a link.
    """
    pages = SitePage.objects.filter(measured_at__isnull=False, post__isnull=False)
    pairs = links.editorial().order_by("target", "source").values_list("target", "source")
    return {
        "strength": {
            str(pk): round(each or 0, 2) for pk, each in pages.values_list("pk", "strength")
        },
        "links": {
            str(target): [source for _, source in group]
            for target, group in groupby(pairs.distinct().iterator(), itemgetter(0))
        },
    }


def new_links(now: Figures, before: Figures) -> list[tuple[int, int]]:
    """Return (source, target) of links between pages of which none was there before."""
    found = []
    for target, sources in now["links"].items():
        known = set(before["links"].get(target, ()))
        found += [(source, int(target)) for source in sources if source not in known]
    return found


def as_rows(pairs: list[tuple[int, int]]) -> list[dict]:
    """Each with the first sentence that links there. One query, and two for each 500 pairs."""
    ends = {key for pair in pairs for key in pair}
    pages = SitePage.objects.in_bulk(ends)
    sentences: dict[tuple[int, int], str] = {}
    for start in range(0, len(pairs), 500):
        some = pairs[start : start + 500]
        rows = Link.objects.editorial().that_lead()
        rows = rows.filter(source__in={s for s, _ in some}, target__in={t for _, t in some})
        for source, target, sentence in rows.values_list("source", "target", "sentence"):
            sentences.setdefault((source, target), sentence)
    return [
        {
            "path": pages[source].path,
            "title": str(pages[source]),
            "sentence": sentences.get((source, target), ""),
            "to": pages[target].path,
        }
        for source, target in pairs
    ]


def stronger(now: Figures, before: Figures) -> list[dict]:
    """Return the pages that gained GAIN or more, those that gained most first."""
    then = before["strength"]
    gains = {
        int(pk): round(each - then[pk], 2)
        for pk, each in now["strength"].items()
        if pk in then and round(each - then[pk], 2) >= GAIN
    }
    pages = SitePage.objects.in_bulk(gains)
    return [
        {
            "path": pages[pk].path,
            "title": str(pages[pk]),
            "then": then[str(pk)],
            "now": now["strength"][str(pk)],
        }
        for pk in sorted(gains, key=lambda pk: (-gains[pk], pages[pk].path))
    ]
