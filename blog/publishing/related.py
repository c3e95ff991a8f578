"""Which pages read like each other: found after a save, in the background, for no reader waits.

Three steps, each over some pages: count their terms, weigh them against those of all pages, and
match what has the heaviest in common. A save asks the three for one page (about 20 ms for an
article, 2 ms if its words are the same), `relink` asks each for all pages in turn.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import reduce
from heapq import nlargest
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from blog import linkgraph, rendering
from blog.models import PageTerm, PageText, Post, Related, Term
from blog.pagecache import changed_rows
from blog.pagecache.outbox import purge

KEPT = 8  # rows for each page
CONSIDERED = 3 * KEPT  # pages that may take a saved one into their own rows
ALIKE_FROM = 0.03  # cosine of the heaviest terms; below it two pages share a word or two
# A term that many pages have makes none of them a candidate: max(pages, share of all pages).
COMMON_FROM, COMMON_SHARE = 50, 0.05
KINDS = [Post.Kind.POST, Post.Kind.GUIDE, Post.Kind.SERVICE]


def unrelated() -> QuerySet:
    """Published posts that were never compared with others."""
    shown = Post.objects.filter(status=Post.Status.PUBLISHED, kind__in=KINDS)
    return shown.exclude(pk__in=PageText.objects.values("pk"))


def relate(pks: Collection[int]) -> None:
    """Renew what is known of these posts; of one that is not published any more, nothing stays."""
    with transaction.atomic():
        if changed := count(pks):
            weigh(changed)
            match(changed)


def count(pks: Collection[int]) -> set[int]:
    """Write how often each term stands in these pages; return those that came, changed or went."""
    shown = Post.objects.filter(pk__in=pks, status=Post.Status.PUBLISHED, kind__in=KINDS)
    new = {
        pk: dict(linkgraph.count_terms(title, rendering.text_of_page(html)))
        for pk, title, html in shown.values_list("pk", "title", "body_html")
    }
    old = dict(PageText.objects.filter(pk__in=pks).values_list("pk", "counts"))
    changed = {pk for pk in pks if new.get(pk) != old.get(pk)}
    in_pages: Counter[str] = Counter()
    for pk in changed:
        in_pages.update(new.get(pk, {}).keys())
        in_pages.subtract(old.get(pk, {}).keys())
    _add({term: change for term, change in in_pages.items() if change})
    PageText.objects.filter(pk__in=changed - new.keys()).delete()
    PageText.objects.bulk_create(
        [PageText(pk=pk, counts=new[pk]) for pk in changed & new.keys()],
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["counts"],
    )
    return changed


def _add(changes: dict[str, int]) -> None:
    """Let each term stand in so many more pages, or fewer."""
    known = pages_that_have(changes)
    after = {term: known.get(term, 0) + more for term, more in changes.items()}
    Term.objects.bulk_create(
        [Term(term=term, pages=pages) for term, pages in sorted(after.items()) if pages > 0],
        update_conflicts=True,
        unique_fields=["term"],
        update_fields=["pages"],
    )
    Term.objects.filter(term__in=[term for term, pages in after.items() if pages <= 0]).delete()


def pages_that_have(terms: Iterable[str]) -> dict[str, int]:
    asked, found = list(terms), dict[str, int]()
    for start in range(0, len(asked), 5_000):  # SQLite takes 32,766 parameters
        rows = Term.objects.filter(term__in=asked[start : start + 5_000])
        found.update(rows.values_list("term", "pages"))
    return found


def weigh(pks: Collection[int]) -> None:
    """Write the heaviest terms of these pages."""
    counts = dict(PageText.objects.filter(pk__in=pks).values_list("pk", "counts"))
    pages_with = pages_that_have({term for terms in counts.values() for term in terms})
    pages = PageText.objects.count()
    PageTerm.objects.filter(post__in=pks).delete()
    PageTerm.objects.bulk_create(
        PageTerm(post_id=pk, term=term, weight=weight)
        for pk, terms in counts.items()
        for term, weight in linkgraph.heaviest(linkgraph.vector(terms, pages, pages_with)).items()
    )


def match(pks: Collection[int]) -> None:
    """Write which pages read like these, and where these belong among what reads like others."""
    mine: dict[int, linkgraph.Vector] = defaultdict(dict)
    for pk, term, weight in PageTerm.objects.filter(post__in=pks).values_list(
        "post", "term", "weight"
    ):
        mine[pk][term] = weight
    holders = _holders({term for vector in mine.values() for term in vector})
    before = _ranks(Related.objects.filter(other__in=pks).values("post"), pks)
    Related.objects.filter(post__in=pks).delete()
    Related.objects.filter(other__in=pks).delete()
    rows: list[Related] = []
    turned: dict[int, list[Related]] = defaultdict(list)
    for pk, vector in mine.items():
        scores: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for other, its in holders.get(term, ()):
                scores[other] += weight * its
        scores.pop(pk, None)
        alike = [(other, score) for other, score in scores.items() if score >= ALIKE_FROM]
        best = nlargest(CONSIDERED, alike, key=lambda item: (item[1], -item[0]))
        rows += [Related(post_id=pk, other_id=other, score=score) for other, score in best[:KEPT]]
        for other, score in best:
            if other not in mine:
                turned[other].append(Related(post_id=other, other_id=pk, score=score))
    before |= _ranks(turned.keys() - before.keys())
    Related.objects.bulk_create([*rows, *_that_belong(turned)])
    purge(changed_rows.of_related(before, _ranks(before.keys() | set(pks))))


def _ranks(*pages: Any) -> dict[int, list[int]]:
    """Return {page: what reads like it, the most alike first}."""
    among = reduce(or_, (Q(post__in=some) for some in pages))
    rows = Related.objects.filter(among).order_by("-score", "-other_id")
    found: dict[int, list[int]] = {}
    for page, other in rows.values_list("post_id", "other_id"):
        found.setdefault(page, []).append(other)
    return found


def _holders(terms: Collection[str]) -> dict[str, list[tuple[int, float]]]:
    """Return {term: [(page, weight)]} of the terms that not too many pages have."""
    many = max(COMMON_FROM, COMMON_SHARE * PageText.objects.count())
    rare = [term for term, pages in pages_that_have(terms).items() if pages <= many]
    holders = defaultdict(list)
    for pk, term, weight in PageTerm.objects.filter(term__in=rare).values_list(
        "post", "term", "weight"
    ):
        holders[term].append((pk, weight))
    return holders


def _that_belong(turned: dict[int, list[Related]]) -> Iterable[Related]:
    """Yield the rows that are among the best of their page; what they push out is deleted."""
    standing = defaultdict(list)
    for row in Related.objects.filter(post__in=turned):
        standing[row.post_id].append(row)
    out: list[int] = []
    for pk, new in turned.items():
        best = nlargest(KEPT, [*standing[pk], *new], key=lambda row: (row.score, -row.other_id))
        yield from (row for row in best if row.pk is None)
        out += [row.pk for row in standing[pk] if row not in best]
    Related.objects.filter(pk__in=out).delete()
