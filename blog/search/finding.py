"""From a query to posts: which they are, the best first. What a reader may see is indexable()."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models.expressions import RawSQL

from blog.models import Category, Post

from .engine import Plan, Stems, engine, is_anywhere, one_of
from .query import Query, Term, parse
from .spelling import meant_by, stems_begun
from .words import WORD, Language, fold, language, words_of

# Of what is found oftener the newest are ranked, and those with all words in title, tags or
# headings: whoever looks for a word that stands on every page, reads no thousand results.
MOST_RANKED = 700
MOST_HEADS = 300
BEGINNING_OF = 3  # letters from which on other stems of a beginning are looked for
MOST_MENDED = 3  # misspelt words in one query


@dataclass
class Found:
    """posts: keys, the best first. more: there are others that were not ranked.

    query: what was looked for. mended: it is not what was asked, but what was meant.
    """

    query: Query
    asked: str
    posts: list[int] = field(default_factory=list)
    more: bool = False
    mended: bool = False


def speech() -> Language:
    return language(settings.LANGUAGE_CODE)


def find(typed: str, *, kind: str = "", topic: Category | None = None) -> Found:
    """Return the posts that readers may see. One to three queries, more for a misspelt word."""
    query = parse(typed, speech())
    if query.problem:
        return Found(query, query.asked)
    found = _look_for(query, kind, topic)
    if not found.posts and (mended := mend(query)):
        again = _look_for(mended, kind, topic)
        if again.posts:
            return replace(again, asked=query.asked, mended=True)
    return found


def at_the_desk(typed: str) -> RawSQL | None:
    """Return a subquery of the posts with these words, whatever their state; None without words.

    Of a live post the words that readers see, and not those of its draft.
    """
    query = parse(typed, speech())
    return None if query.problem else engine().matching(plan(query))


def with_phrase(words: Iterable[str]) -> RawSQL:
    """Return a subquery of the posts where these words, or forms of them, stand side by side."""
    folded = tuple(words_of(" ".join(words)))
    return engine().matching(Plan([_stems(Term(folded or ("",)))]))


def plan(query: Query) -> Plan:
    return Plan([_stems(term) for term in query.terms], [_stems(term) for term in query.without])


def _stems(term: Term) -> Stems:
    last = term.words[-1]
    # `publishi` begins `publishing`, which is known by its stem `publish`.
    goes_on = term.prefix and len(last) >= BEGINNING_OF
    more = stems_begun(last) if goes_on else set()
    return Stems(term, [speech().stem(word) for word in term.words], more)


def _look_for(query: Query, kind: str, topic: Category | None) -> Found:
    planned, using = plan(query), engine()
    posts = Post.objects.indexable().order_by("-date_published", "-pk")
    if kind:
        posts = posts.filter(kind=kind)
    if topic:
        posts = posts.filter(category=topic)
    found = using.among(posts, planned, MOST_RANKED + 1)
    more = len(found) > MOST_RANKED
    if more:
        heads = using.among(posts, planned, MOST_HEADS, head=True)
        found = list(dict.fromkeys([*heads, *found[:MOST_RANKED]]))
    if len(found) > 1:
        found = using.ranked(planned, found)
    return Found(query, query.asked, found, more)


def mend(query: Query) -> Query | None:
    """Return the query with the words that somebody wrote where nobody wrote those typed.

    None if all of them are known, or one of them looks like nothing that readers may see.
    """
    meant: dict[str, str] = {}
    # Words of drafts alone are nobody's business.
    visible = one_of(Post.objects.indexable())
    for term in query.terms:
        for word in term.words:
            goes_on = term.prefix and word == term.words[-1]
            if word in meant or is_known(Term((word,), prefix=goes_on), visible):
                continue
            known = (each for each in meant_by(word) if is_known(Term((each,)), visible))
            if len(meant) == MOST_MENDED or not (better := next(known, "")):
                return None
            meant[word] = better
    if not meant:
        return None

    def put(term: Term) -> Term:
        return Term(tuple(meant.get(word, word) for word in term.words), term.prefix)

    asked = WORD.sub(lambda found: meant.get(fold(found[1] or found[0]), found[0]), query.asked)
    return replace(query, asked=asked, terms=tuple(put(term) for term in query.terms))


def is_known(term: Term, such: RawSQL) -> bool:
    return is_anywhere(engine().matching(Plan([_stems(term)])), such)
