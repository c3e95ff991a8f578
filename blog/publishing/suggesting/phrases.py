"""How many pages have a phrase where a link could stand: found by the index of the search."""

from collections.abc import Collection, Iterable
from itertools import islice

from blog import search
from blog.linkgraph import Prose
from blog.linkgraph.phrases import Phrase
from blog.linkgraph.suggest import FEW_OF_PAGES, FEW_PAGES
from blog.models import Post, SearchEntry

from ..related import KINDS

MOST_ASKED = 12  # phrases for one text, the longest first: few pages have these
MOST_READ = 8  # pages, whole, for one text


def live(pks: Iterable[int], *fields: str) -> dict[int, Post]:
    """Those of the posts that a link may lead to, or stand on. One query, by their keys.

    With more conditions SQLite would go through all that is published, at 5 ms for 10,000.
    """
    names = ("kind", "status", "date_published", *fields)
    rows = Post.objects.filter(pk__in=set(pks)).order_by().only(*names)
    return {row.pk: row for row in rows if row.kind in KINDS and row.is_live()}


class Phrases:
    """Counts phrases, and keeps what was read for it. One query a phrase, and one for all pages.

    A phrase that few posts have is counted exactly, in the prose of pages. Of another the index
    says on how many it stands at all; of what lies beyond the limits it is said that all have it.
    """

    def __init__(self, pages: int) -> None:
        self.pages = pages
        # On more pages it is no phrase; the text in hand may be in the index, too.
        self.most = int(max(FEW_PAGES, FEW_OF_PAGES * pages)) + 2
        self.known: dict[Phrase, int] = {}
        self.holders: dict[Phrase, list[int]] = {}
        self.proses: dict[int, Prose] = {}
        self.looked_at: set[int] = set()

    def pages_with(self, phrases: Collection[Phrase]) -> dict[Phrase, int]:
        new = [phrase for phrase in phrases if phrase not in self.known]
        new.sort(key=lambda phrase: (-len(phrase), phrase))
        holders = {phrase: self.holding(phrase) for phrase in new}
        few = (found for found in holders.values() if found and len(found) <= MOST_READ)
        self.read(pk for found in few for pk in found)
        for phrase, found in holders.items():
            self.known[phrase] = self.pages if found is None else self._count(phrase, found)
        return {phrase: self.known[phrase] for phrase in phrases}

    def _count(self, phrase: Phrase, found: Collection[int]) -> int:
        if not self.looked_at.issuperset(found):
            return len(found)
        proses = (self.proses[pk] for pk in found if pk in self.proses)
        return sum(prose.find(phrase) is not None for prose in proses)

    def holding(self, phrase: Phrase) -> list[int] | None:
        """Return the posts where these words stand side by side, linked or not, whoever may see
        them; None if nobody can be asked any more."""
        if phrase not in self.holders and len(self.holders) < MOST_ASKED:
            rows = SearchEntry.objects.filter(pk__in=search.with_phrase(phrase)).order_by()
            self.holders[phrase] = list(rows.values_list("pk", flat=True)[: self.most])
        return self.holders.get(phrase)

    def read(self, pks: Iterable[int]) -> None:
        """Read the prose of these pages, as long as there is room for them."""
        new = (pk for pk in dict.fromkeys(pks) if pk not in self.looked_at)
        wanted = list(islice(new, max(0, MOST_READ - len(self.looked_at))))
        if wanted:
            self.looked_at.update(wanted)
            found = live(wanted, "body_html")
            self.proses |= {pk: Prose(post.body_html) for pk, post in found.items()}
