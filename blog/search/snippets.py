"""The words of a search where they stand in a text: as pieces for a template, never as HTML."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from .query import Query
from .words import FOLDS, LONGEST, MARKS, SIGNS, Language, fold, folding

LENGTH = 220  # characters of a snippet, or a word more
MOST_READ = 100_000  # characters of a text that are looked through
MOST_MARKS = 500


class Piece(NamedTuple):
    text: str
    marked: bool = False


Span = tuple[int, int, str]  # start, end, which word of the query


class Marker:
    """Finds the words of one query in texts, however they are inflected or accented."""

    def __init__(self, query: Query, language: Language) -> None:
        self.language = language
        self.stems: set[str] = set()
        self.beginnings: tuple[str, ...] = ()
        for term in query.terms:
            single = len(term.words) == 1
            words = [w for w in term.words if single or not language.is_stop(w)] or term.words
            self.stems.update(language.stem(word) for word in words)
            if term.prefix:
                self.beginnings += (term.words[-1],)
        opens = {_opening(stem) for stem in self.stems} | set(self.beginnings)
        signs = [re.escape(o) for o in opens if re.match(f"[{SIGNS}]", o)]
        longest_first = sorted(opens.difference(signs), key=len, reverse=True)
        begins = [_begins_with(each[0], each[1:]) for each in longest_first]
        self.candidate = re.compile("|".join([*begins, *signs]) or "(?!)")

    def title(self, text: str) -> list[Piece]:
        return _pieces(text, 0, len(text), self._spans(text))

    def snippet(self, text: str) -> list[Piece]:
        """Return the stretch of a text with the most words of the query; [] if it has none."""
        text = text[:MOST_READ]
        spans = self._spans(text)
        if not spans:
            return []
        start, end = _cut(text, *_best(spans))
        end = min(end, start + 2 * LENGTH)  # there are words without an end
        pieces = _pieces(text, start, end, spans)
        before = [Piece("… ")] if start and text[start - 1] != "\n" else []
        after = [Piece(" …")] if end < len(text) and text[end] != "\n" else []
        return [*before, *pieces, *after]

    def _spans(self, text: str) -> list[Span]:
        folded, back = fold(text), _Back(text)
        spans: list[Span] = []
        for found in self.candidate.finditer(folded):
            if name := self._which(found[0][:LONGEST]):
                spans.append((back(found.start()), back(found.end()), name))
                if len(spans) == MOST_MARKS:
                    break
        return spans

    def _which(self, word: str) -> str:
        stem = self.language.stem(word)
        if stem in self.stems:
            return stem
        return next((b for b in self.beginnings if word.startswith(b)), "")


def _opening(stem: str) -> str:
    """What each word of that stem begins with: `happi` is `happy`, `hous` is `house`."""
    return stem[:-1] if len(stem) > 2 else stem


def _begins_with(first: str, rest: str) -> str:
    """A word with that beginning. That nothing stands before it is asked after its first letter:
    asked before it, at each place of a text, it takes six times as long."""
    first = re.escape(first)
    return rf"{first}(?<![^\W_]{first}){re.escape(rest)}[^\W_]*"


class _Back:
    """Leads from a place in the folded text to the one in the text."""

    def __init__(self, text: str) -> None:
        self.ends: list[int] = []
        self.shifts = [0]
        odd = {char for char in folding(text) if len(FOLDS[ord(char)]) != 1}
        if odd:
            found = list(re.finditer(f"[{re.escape(''.join(odd))}]", text))
            more = [len(FOLDS[ord(each[0])]) - 1 for each in found]
            self.shifts = list(accumulate(more, initial=0))
            pairs = zip(found, self.shifts[1:], strict=True)
            self.ends = [each.end() + shift for each, shift in pairs]

    def __call__(self, place: int) -> int:
        return place - self.shifts[bisect_right(self.ends, place)]


def _best(spans: list[Span]) -> tuple[int, int]:
    """Return the first and last place of the window with the most different words, then the most
    of them, then the earliest."""
    best, chosen, first = (0, 0), (spans[0][0], spans[0][1]), 0
    for last, (_, end, _) in enumerate(spans):
        while end - spans[first][0] > LENGTH * 3 // 4 and first < last:
            first += 1
        window = spans[first : last + 1]
        score = (len({name for _, _, name in window}), len(window))
        if score > best:
            best, chosen = score, (spans[first][0], end)
    return chosen


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the length of a snippet, within its lines where they are long enough."""
    room = max(LENGTH - (end - start), 0)
    line = text.rfind("\n", 0, start) + 1
    start = max(line, start - room // 2)
    if start > line:
        start = _word_begins(text, start)
    wanted = start + LENGTH
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if wanted >= stop:
        return start, max(stop, end)
    space = text.rfind(" ", end, wanted)
    return start, space if space >= 0 else max(end, min(wanted, stop))


def _word_begins(text: str, at: int) -> int:
    space = text.find(" ", at, at + 40)
    return space + 1 if space >= 0 else at


def _pieces(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for begin, stop, _ in spans:
        if begin < at or stop > end:
            continue
        while stop < end and text[stop] in MARKS:  # an accent that stands by itself
            stop += 1
        if begin > at:
            pieces.append(Piece(_line(text[at:begin])))
        pieces.append(Piece(text[begin:stop], marked=True))
        at = stop
    if at < end:
        pieces.append(Piece(_line(text[at:end])))
    return pieces


def _line(text: str) -> str:
    return text.replace("\n", " ·\xa0")
