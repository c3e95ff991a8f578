"""Words of a page's title that stand in the prose of another, where a link could stand."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from .blocks import Block, read_blocks, sentence_around
from .terms import PLAIN_WORDS, WORD

SHORTEST, LONGEST = 2, 5  # words of a phrase
BETWEEN = re.compile(r"\s+|[-‐‑]")  # what may stand between two words of a phrase
COVER = "|"  # anything that is neither space nor word
Phrase = tuple[str, ...]


class Word(NamedTuple):
    """A word where it stands. run: words of one run have but space or a hyphen between them."""

    word: str
    start: int
    end: int
    run: int
    block: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a phrase stands. words: as written there. section: id of the heading above, or ""."""

    words: str
    sentence: str
    section: str


class Prose:
    """What of a page a link could be put on: its prose without headings, code and links.

    Made once a page, in the time it takes to parse it; then find() looks at the places of
    the first word alone.
    """

    def __init__(self, html: str) -> None:
        self.blocks = [block for block in read_blocks(html) if block.kind == "prose"]
        self.words: list[Word] = []
        self.places: dict[str, list[int]] = defaultdict(list)
        runs = count()
        for number, block in enumerate(self.blocks):
            for run in runs_of(open_text(block)):
                mark = next(runs)
                for word, start, end in run:
                    self.places[word].append(len(self.words))
                    self.words.append(Word(word, start, end, mark, number))

    def find(self, phrase: Phrase) -> Spot | None:
        """Return the first place where all words of the phrase stand one after the other."""
        for first in self.places.get(phrase[0], ()) if phrase else ():
            found = self.words[first : first + len(phrase)]
            if tuple(w.word for w in found) == phrase and found[0].run == found[-1].run:
                block, start, end = self.blocks[found[0].block], found[0].start, found[-1].end
                sentence = sentence_around(block.text, start, end)
                return Spot(block.text[start:end], sentence, block.section)
        return None

    def having(self, phrases: Iterable[Phrase]) -> set[Phrase]:
        """Return those that stand here: for counting the pages that have a phrase."""
        return {phrase for phrase in phrases if self.find(phrase)}


def phrases_of(title: str, among: Container[str] | None = None) -> list[Phrase]:
    """Return all runs of 2 to 5 words of a title, the longest first; without punctuation inside,
    without a plain word at either end. among: only those of these words, which is quicker."""
    runs: list[list[str]] = []
    for run in runs_of(title):
        runs.append([])
        for word, _, _ in run:
            if among is None or word in among:
                runs[-1].append(word)
            else:
                runs.append([])
    found = [
        tuple(run[first : first + length])
        for length in range(LONGEST, SHORTEST - 1, -1)
        for run in runs
        for first in range(len(run) - length + 1)
        if run[first] not in PLAIN_WORDS and run[first + length - 1] not in PLAIN_WORDS
    ]
    return list(dict.fromkeys(found))


def phrase(text: str) -> Phrase:
    """Return the words of a phrase that an editor wrote for links to a page."""
    return tuple(word for run in runs_of(text) for word, _, _ in run)


def runs_of(text: str) -> Iterator[Sequence[tuple[str, int, int]]]:
    """Yield words with start and end, as long as space or a hyphen is between them."""
    text = text.translate(LETTERS)
    run: list[tuple[str, int, int]] = []
    for match in WORD.finditer(text):
        if run and not BETWEEN.fullmatch(text, run[-1][2], match.start()):
            yield run
            run = []
        run.append((match[0], match.start(), match.end()))
    if run:
        yield run


def open_text(block: Block) -> str:
    """Return the text with signs of the same number where links and code stand."""
    parts, at = [], 0
    for start, end in block.covered:
        start = max(at, start)
        parts += [block.text[at:start], COVER * (min(end, len(block.text)) - start)]
        at = max(at, end)
    return "".join([*parts, block.text[at:]])


class _Letters(dict[int, str]):
    """Letters in one form, as words_of() has them, but each as one character: what is found
    in the text can be cut out of it by the same numbers."""

    def __missing__(self, code: int) -> str:
        one = unicodedata.normalize("NFKC", chr(code)).lower().replace("’", "'")
        self[code] = one if len(one) == 1 else chr(code)
        return self[code]


LETTERS = _Letters()
