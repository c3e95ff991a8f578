"""From what a reader types to what is looked for. Knows no engine: nothing of it is an operator
but quotes around a phrase and a minus before what shall not be there."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .words import Language, words_of

LONGEST_QUERY = 200  # characters
MOST_TERMS = 12
SHORTEST_PREFIX = 2  # letters: of one, nearly every page has a word
JOINERS = "\u200c\u200d"  # parts of words in Persian and Hindi

PIECE = re.compile(r'(?<!\S)(-?)"([^"]*)"|(\S+)')
BETWEEN = re.compile(r"[()\[\]{}<>*^|~,;!?=]+")  # unlike the dot in node.js, no part of a word
QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)


@dataclass(frozen=True)
class Term:
    """words: folded; several stand side by side. prefix: the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Query:
    """asked: what is shown of it. problem: why nothing is looked for, one of PROBLEMS or ""."""

    asked: str = ""
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    problem: str = ""
    shortened: bool = False  # it has more than MOST_TERMS terms


PROBLEMS = ("empty", "long", "wordless", "without")


def parse(typed: str, language: Language) -> Query:
    """Return the query that a text is; any text is one. Takes under 1 ms whatever the text.

    The last word is a beginning, too: somebody may be typing it.
    """
    if len(typed) > LONGEST_QUERY:
        return Query(shown(typed[:LONGEST_QUERY]), problem="long")
    asked = shown(typed)
    wanted: list[Term] = []
    without: list[Term] = []
    for minus, phrase, words in _pieces(asked.translate(QUOTES)):
        if term := tuple(words_of(words)):
            goes_on = not phrase and not minus and len(term[-1]) >= SHORTEST_PREFIX
            (without if minus else wanted).append(Term(term, prefix=goes_on))
    if not wanted:
        problem = "without" if without else "wordless" if asked else "empty"
        return Query(asked, problem=problem)
    kept = _without_stop_words(wanted, language)
    terms = tuple(dict.fromkeys(kept))
    last = wanted[-1]
    terms = tuple(t if t == last else Term(t.words) for t in terms)
    too_many = len(terms) > MOST_TERMS or len(without) > MOST_TERMS
    unwanted = tuple(dict.fromkeys(without))[:MOST_TERMS]
    return Query(asked, terms[:MOST_TERMS], unwanted, shortened=too_many)


def shown(typed: str) -> str:
    """Without control characters and those that turn the direction of what follows."""
    kept = (
        c if c in JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else " "
        for c in typed
    )
    return " ".join("".join(kept).split())


def _pieces(text: str) -> Iterator[tuple[str, bool, str]]:
    """Yield (minus, is a phrase, words)."""
    for found in PIECE.finditer(text):
        if found[2] is not None:
            yield found[1], True, found[2]
            continue
        minus = "-" * found[3].startswith("-")
        for part in BETWEEN.split(found[3].removeprefix("-").replace('"', "(")):
            yield minus, False, part


def _without_stop_words(terms: list[Term], language: Language) -> list[Term]:
    kept = [t for t in terms if len(t.words) > 1 or not language.is_stop(t.words[0])]
    return kept or terms
