"""Which pages a text should lead to, and on which words. Nothing is inserted by itself.

The other way round, which pages should lead here, is the same question asked of each of them:
suggest(their text, [this page], ...).
"""

import math
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .phrases import Phrase, Prose, Spot, phrase, phrases_of

Page = TypeVar("Page", bound=Hashable)
LEAST_COSINE = 0.08
PHRASE_BONUS = 0.1
MOST_SHOWN = 8
FEW_PAGES, FEW_OF_PAGES = 3, 0.05  # a phrase on more pages than both says nothing of one


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Page]):
    """A live page that the text does not link to. cosine: of the two pages' vectors.

    link_phrases: what its editor wants links to say, besides words of its title.
    """

    page: Page
    path: str
    title: str
    cosine: float
    link_phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[Page]):
    """phrase: its words in small letters, or "". spot: where it stands; None without a phrase.

    phrase_weight: 0 to 1, the fewer pages have the phrase the more. markdown: ready to paste.
    """

    page: Page
    path: str
    cosine: float
    phrase: str
    phrase_weight: float
    score: float
    spot: Spot | None
    markdown: str


def suggest(
    prose: Prose,
    candidates: Iterable[Candidate[Page]],
    pages: int,
    pages_with: Callable[[Collection[Phrase]], Mapping[Phrase, int]],
    *,
    most: int = MOST_SHOWN,
) -> list[Suggestion[Page]]:
    """Return the best links that the text lacks, the best first, equal ones by their path.

    candidates: without the page itself and what it links to; all others, or those that share
    its rarest terms. pages: live posts, guides and services. pages_with: how many of them
    have a phrase unlinked in their prose (Prose.having); asked once, for those that stand here.
    Cost: 50 µs a candidate, 200 for one whose title is made of words of the text.
    """
    spots = {each.page: (each, _spots(prose, each)) for each in candidates}
    asked = {words for _, found in spots.values() for words in found}
    known = pages_with(asked) if asked else {}
    found = [_suggestion(each, at, known, pages) for each, at in spots.values()]
    shown = [s for s in found if s.spot or s.cosine >= LEAST_COSINE]
    return sorted(shown, key=lambda s: (-s.score, s.path))[:most]


def phrase_weight(pages: int, having: int) -> float:
    """Return ln((1 + N) / (1 + df)) / ln(1 + N): 1 on no page, 0 on all."""
    return math.log((1 + pages) / (1 + having)) / math.log(1 + pages) if pages else 0.0


def _spots(prose: Prose, candidate: Candidate[Page]) -> dict[Phrase, Spot]:
    wanted = [words for each in candidate.link_phrases if (words := phrase(each))]
    spots = {
        words: prose.find(words) for words in [*wanted, *phrases_of(candidate.title, prose.places)]
    }
    return {words: spot for words, spot in spots.items() if spot}


def _suggestion(
    candidate: Candidate[Page],
    spots: Mapping[Phrase, Spot],
    pages_with: Mapping[Phrase, int],
    pages: int,
) -> Suggestion[Page]:
    """The best phrase is the rarest; among equal ones the longest, then the first."""
    wanted = {phrase(each) for each in candidate.link_phrases}
    few = max(FEW_PAGES, FEW_OF_PAGES * pages)
    best: Phrase = ()
    weight = 0.0
    for words in spots:
        having = min(pages_with.get(words, 0), pages)
        if having > few and words not in wanted:
            continue
        own = phrase_weight(pages, having)
        if not best or (own, len(words)) > (weight, len(best)):
            best, weight = words, own
    spot = spots.get(best)
    return Suggestion(
        page=candidate.page,
        path=candidate.path,
        cosine=candidate.cosine,
        phrase=" ".join(best),
        phrase_weight=weight,
        score=candidate.cosine + PHRASE_BONUS * weight,
        spot=spot,
        markdown=link_to(spot.words if spot else candidate.title, candidate.path),
    )


def link_to(words: str, path: str) -> str:
    """Return the Markdown of a link, with what Markdown would read as its own escaped."""
    words = re.sub(r"([\\`*_\[\]<>])", r"\\\1", words)
    return f"[{words}]({re.sub(r'[()<> ]', lambda sign: f'%{ord(sign[0]):02X}', path)})"
