"""Two texts compared for people: which paragraphs differ, and in them which words.

Knows no model. Its time is bounded, to about a second: what is too long to compare word by
word is shown as one paragraph that went and one that came.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

WORD = re.compile(r"\s*\S+")
LETTERS = re.compile(r"\w+")
MAX_PARAGRAPHS = 3_000  # of what differs, on both sides together
MAX_WORDS = 1_500  # of one pair of paragraphs
MAX_WORDS_IN_ALL = 30_000
MAX_COUNTED = 2_000_000  # words looked up to find which paragraphs are alike
REACH = 20  # paragraphs ahead in which the like of one is looked for
ALIKE = 0.4  # the share of common words from which two paragraphs are one that was changed


@dataclass(frozen=True)
class Piece:
    """Words in a row. mark: "same", "old" or "new"."""

    mark: str
    text: str


@dataclass
class Block:
    """A paragraph with the white space behind it. kind: same, changed, removed or added."""

    kind: str
    old: str = ""
    new: str = ""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return (self.new or self.old).strip("\r\n")

    @property
    def old_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.mark != "new"]

    @property
    def new_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.mark != "old"]


def compare(old: str, new: str) -> list[Block]:
    """Return the blocks of both texts, in order; the old ones joined are the old text."""
    before, after = paragraphs(old), paragraphs(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    blocks = [Block("same", a, b) for a, b in zip(before[:head], after[:head], strict=True)]
    blocks += _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    if tail:
        ends = zip(before[-tail:], after[-tail:], strict=True)
        blocks += [Block("same", a, b) for a, b in ends]
    return _with_words(blocks)


def paragraphs(text: str) -> list[str]:
    """Cut behind blank lines; joined, the parts are the text."""
    parts: list[str] = []
    current: list[str] = []
    blank = False
    for line in text.splitlines(keepends=True):
        if blank and line.strip():
            parts.append("".join(current))
            current = []
        current.append(line)
        blank = not line.strip()
    return [*parts, "".join(current)] if current else parts


def tally(old: str, new: str) -> tuple[int, int]:
    """Return how many words came and how many went, wherever they stand."""
    before, after = Counter(old.split()), Counter(new.split())
    return (after - before).total(), (before - after).total()


def _key(part: str) -> str:
    return part.strip()


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many parts are the same at the beginning."""
    for n, (a, b) in enumerate(zip(before, after, strict=False)):
        if _key(a) != _key(b):
            return n
    return min(len(before), len(after))


def _middle(before: list[str], after: list[str]) -> list[Block]:
    if len(before) + len(after) > MAX_PARAGRAPHS:
        return _pair("".join(before), "".join(after))
    matcher = SequenceMatcher(None, [_key(p) for p in before], [_key(p) for p in after])
    blocks: list[Block] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            same = zip(before[i1:i2], after[j1:j2], strict=True)
            blocks += [Block("same", a, b) for a, b in same]
        else:
            blocks += _aligned(before[i1:i2], after[j1:j2])
    return blocks


def _aligned(before: list[str], after: list[str]) -> list[Block]:
    """Pair each new paragraph with the first old one that is much like it, in order."""
    blocks: list[Block] = []
    came: list[Block] = []
    start, left = 0, MAX_COUNTED
    old, new = [Counted(text) for text in before], [Counted(text) for text in after]
    for text, said in zip(after, new, strict=True):
        match = None
        for n in range(start, min(start + REACH, len(before))):
            if not _may_be_alike(old[n], said) or left < 0:
                continue
            left -= min(old[n].total, said.total)
            if likeness(old[n], said) >= ALIKE:
                match = n
                break
        if match is None:
            came.append(Block("added", "", text))
            continue
        gone = [Block("removed", each) for each in before[start:match]]
        blocks += [*gone, *came, Block("changed", before[match], text)]
        came, start = [], match + 1
    return blocks + [Block("removed", each) for each in before[start:]] + came


class Counted:
    """The words of a paragraph, counted once however often it is compared."""

    def __init__(self, text: str) -> None:
        self.words = Counter(LETTERS.findall(text))
        self.total = self.words.total()


def _may_be_alike(old: Counted, new: Counted) -> bool:
    """Whether their lengths allow it: at most every word of the shorter one is in both."""
    return 2 * min(old.total, new.total) >= ALIKE * (old.total + new.total)


def likeness(old: Counted, new: Counted) -> float:
    """Return the share of words that both have, 0 to 1. Looks up each word of the shorter one."""
    fewer, more = sorted((old.words, new.words), key=len)
    shared = sum(min(count, more[word]) for word, count in fewer.items())
    return 2 * shared / max(1, old.total + new.total)


def _pair(old: str, new: str) -> list[Block]:
    """One went, one came; either may be empty."""
    return [
        block
        for block in (Block("removed", old), Block("added", "", new))
        if block.old or block.new
    ]


def _with_words(blocks: list[Block]) -> list[Block]:
    left = MAX_WORDS_IN_ALL
    done: list[Block] = []
    for block in blocks:
        if block.kind == "changed":
            old, new = WORD.findall(block.old), WORD.findall(block.new)
            left -= len(old) + len(new)
            if len(old) + len(new) > MAX_WORDS or left < 0:
                done += _with_words(_pair(block.old, block.new))
                continue
            block.pieces = words(old, new)
        elif block.kind == "removed":
            block.pieces = [Piece("old", block.old.rstrip())]
        elif block.kind == "added":
            block.pieces = [Piece("new", block.new.rstrip())]
        done.append(block)
    return done


def words(old: list[str], new: list[str]) -> list[Piece]:
    """Return the pieces of a paragraph: words with the white space before them."""
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], False)
    pieces: list[Piece] = []
    gone: list[str] = []
    came: list[str] = []

    def flush() -> None:
        texts = {"old": "".join(gone), "new": "".join(came)}
        if any(text[:1].isspace() for text in texts.values()):
            pieces.append(Piece("same", " "))  # a mark stands at the word, not before the space
        pieces.extend(Piece(mark, text.strip()) for mark, text in texts.items() if text.strip())
        gone.clear()
        came.clear()

    codes = matcher.get_opcodes()
    for n, (tag, i1, i2, j1, j2) in enumerate(codes):
        lonely = 0 < n < len(codes) - 1 and i2 - i1 == 1 and len(old[i1].strip()) <= 3
        if tag == "equal" and not lonely:
            flush()
            pieces.append(Piece("same", "".join(new[j1:j2])))
        else:  # a short word between two changes belongs to them: read in one go
            gone += old[i1:i2]
            came += new[j1:j2]
    flush()
    return pieces
