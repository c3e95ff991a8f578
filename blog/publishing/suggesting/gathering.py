"""What a text should link to, and which pages should link to it: both of one reading."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from blog import rendering
from blog.linkgraph import Candidate, Prose, Suggestion, find_links, suggest
from blog.linkgraph.phrases import Phrase, phrase, phrases_of
from blog.linkgraph.suggest import MOST_SHOWN
from blog.models import Link, LinkTodo, Post

from ..links import ends_of
from ..links.shapes import phrases_in
from .likeness import Likeness
from .phrases import Phrases, live

MOST_SOURCES = 6  # pages that are read for places where a link here could stand
MOST_LOOKED_FOR = 6  # phrases of one's own title
NOTHING = Prose("")


@dataclass
class Suggested:
    """out: pages that the text should link to. into: pages that should link to it, by their key;
    one without a phrase names no place where the link could stand."""

    out: list[Suggestion[int]] = field(default_factory=list)
    into: list[Suggestion[int]] = field(default_factory=list)


def suggested(post: Post) -> Suggested:
    """Of a post in hand, rendered, as it is typed. Some 30 queries at most, and it reads twelve
    pages at most, however large the site: see tests/bench_links.py."""
    if not post.title.strip() and not post.body.strip():
        return Suggested()
    gathering = Gathering(post)
    into = gathering.into()  # first: of the pages that are read, those that a link stands on
    return Suggested(gathering.out(), into)


class Gathering:
    def __init__(self, post: Post) -> None:
        self.post = post
        self.likeness = Likeness(post, rendering.text_of_page(post.body_html))
        self.phrases = Phrases(self.likeness.pages)

    @cached_property
    def named(self) -> list[int]:
        """Posts with words of this one's title, or words that its links should say."""
        found: dict[int, None] = {}
        for words in self._own_phrases():
            holders = self.phrases.holding(words) or []
            if len(holders) < self.phrases.most:
                found |= dict.fromkeys(pk for pk in holders[:MOST_SOURCES] if pk != self.post.pk)
        return list(found)

    def _own_phrases(self) -> list[Phrase]:
        """The shortest of the title: what has a longer one has them as well."""
        wanted = [phrase(each) for each in phrases_in(self.post.extra, "linkPhrases")]
        short = sorted(phrases_of(self.post.title), key=len)
        return list(dict.fromkeys(filter(None, [*wanted, *short])))[:MOST_LOOKED_FOR]

    @cached_property
    def others(self) -> dict[int, Post]:
        pks = {*self.likeness.nearest(), *self.named} - {self.post.pk}
        return live(pks, "path", "title", "extra")

    @cached_property
    def cosines(self) -> dict[int, float]:
        return self.likeness.cosines(self.others)

    def out(self) -> list[Suggestion[int]]:
        linked = self._linked()
        candidates = [
            self._candidate(other, self.cosines.get(pk, 0))
            for pk, other in self.others.items()
            if other.path not in linked
        ]
        prose = Prose(self.post.body_html)
        return suggest(prose, candidates, self.likeness.pages, self.phrases.pages_with)

    def _candidate(self, post: Post, cosine: float) -> Candidate[int]:
        wanted = tuple(phrases_in(post.extra, "linkPhrases"))
        return Candidate(post.pk or 0, post.path, post.title, cosine, wanted)

    def _linked(self) -> set[str]:
        """Where the text leads already."""
        hrefs = {link.href for link in find_links(self.post.body_html)}
        ends = ends_of((href, self.post.path) for href in hrefs) if hrefs else []
        paths = {target.path for _, target in ends if target.path}
        return paths | ({self.post.next_step.path} if self.post.next_step else set())

    def into(self) -> list[Suggestion[int]]:
        done = self._done()
        sources = {pk: other for pk, other in self.others.items() if pk not in done}
        self.phrases.read([pk for pk in self.named if pk in sources][:MOST_SOURCES])
        found: list[Suggestion[int]] = []
        for pk, source in sources.items():  # one that has no words of the title is not read
            prose = self.phrases.proses.get(pk, NOTHING)
            here = self._candidate(self.post, self.cosines.get(pk, 0))
            said = suggest(prose, [here], self.likeness.pages, self.phrases.pages_with)
            found += (replace(each, page=pk, path=source.path) for each in said)
        return sorted(found, key=lambda s: (-s.score, s.path))[:MOST_SHOWN]

    def _done(self) -> set[int]:
        """Pages that link here, and those whose link is planned or was turned down."""
        if not self.post.pk:
            return set()
        links = Link.objects.filter(target__post=self.post, source__post__in=self.others)
        todos = LinkTodo.objects.filter(target=self.post).exclude(state=LinkTodo.State.DONE)
        return {
            *links.order_by().values_list("source__post", flat=True),
            *todos.values_list("source", flat=True),
        }
