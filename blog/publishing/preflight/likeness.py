"""The live page that reads most like another."""

from collections import defaultdict
from heapq import nlargest

from blog import linkgraph
from blog.models import PageTerm, PageText, Post
from blog.preflight import Page

from ..related import COMMON_FROM, COMMON_SHARE, KINDS, pages_that_have

LOOKED_UP = 12  # of the heaviest terms: what is almost the same has them too
COMPARED = 3  # pages, whole


def nearest(post: Post, page: Page) -> tuple[str, float] | None:
    """Return (path, cosine) of all their terms; None if there is no such page.

    Five queries. Its candidates share the heaviest rare terms; all else differs too much to matter.
    """
    counts = linkgraph.count_terms(post.title, page.reading.text)
    if post.kind not in KINDS or not counts:
        return None
    number = PageText.objects.count()
    having = pages_that_have(counts)
    mine = linkgraph.vector(counts, number, having)
    many = max(COMMON_FROM, COMMON_SHARE * number)
    rare = {term: weight for term, weight in mine.items() if having.get(term, 0) <= many}
    heavy = linkgraph.heaviest(rare, LOOKED_UP)
    rows = PageTerm.objects.filter(term__in=heavy).exclude(post=post.pk)
    scores: dict[int, float] = defaultdict(float)
    for pk, term, weight in rows.values_list("post", "term", "weight"):
        scores[pk] += weight * heavy[term]
    likely = nlargest(COMPARED, scores, key=lambda pk: (scores[pk], -pk))
    texts = PageText.objects.filter(post__in=Post.objects.published().filter(pk__in=likely))
    found = list(texts.values_list("post__path", "counts"))
    known = pages_that_have({term for _, its in found for term in its})
    alike = (
        (linkgraph.cosine(mine, linkgraph.vector(its, number, known)), path) for path, its in found
    )
    cosine, path = max(alike, default=(0.0, ""))
    return (path, cosine) if path else None
