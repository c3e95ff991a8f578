"""The pages that read most like a text that somebody writes, whatever the size of the site."""

from collections import defaultdict
from collections.abc import Collection
from heapq import nlargest

from blog import linkgraph
from blog.models import PageTerm, PageText, Post

from ..related import COMMON_FROM, COMMON_SHARE, pages_that_have

RAREST = 20  # terms of a text by which other pages are found
MOST_ROWS = 4_000  # of PageTerm that are read for one text
COMPARED = 12  # pages, by all of their terms


class Likeness:
    """The terms of a text beside those of all pages. Two queries."""

    def __init__(self, post: Post, text: str) -> None:
        self.post = post
        counts = linkgraph.count_terms(post.title, text)
        self.pages = PageText.objects.count()
        self.having = pages_that_have(counts)
        self.vector = linkgraph.vector(counts, self.pages, self.having)

    def nearest(self) -> list[int]:
        """Return the pages that share the heaviest of the text's rare terms. One query."""
        rare = self._rare()
        rows = PageTerm.objects.filter(term__in=rare).exclude(post=self.post.pk)
        scores: dict[int, float] = defaultdict(float)
        for pk, term, weight in rows.values_list("post", "term", "weight"):
            scores[pk] += weight * rare[term]
        return nlargest(COMPARED, scores, key=lambda pk: (scores[pk], -pk))

    def _rare(self) -> linkgraph.Vector:
        """The rarest of the heaviest terms: 20, and more of them where few pages have any."""
        heavy = linkgraph.heaviest(self.vector)
        many = max(COMMON_FROM, COMMON_SHARE * self.pages)
        known = ((self.having.get(term, 0), term) for term in heavy)
        rare, rows = linkgraph.Vector(), 0
        for pages, term in sorted((pages, term) for pages, term in known if 0 < pages <= many):
            rows += pages
            if rows > MOST_ROWS or (len(rare) >= RAREST and rows > MOST_ROWS // 10):
                break
            rare[term] = heavy[term]
        return rare

    def cosines(self, pks: Collection[int]) -> dict[int, float]:
        """Return {page: how alike}, of those that have terms, by all of them. Two queries."""
        texts = dict(PageText.objects.filter(post__in=pks).values_list("post", "counts"))
        new = {term for counts in texts.values() for term in counts} - self.having.keys()
        having = self.having | pages_that_have(new)
        return {
            pk: linkgraph.cosine(self.vector, linkgraph.vector(counts, self.pages, having))
            for pk, counts in texts.items()
        }
