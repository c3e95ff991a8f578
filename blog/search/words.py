"""Texts as the words that are compared: small letters, no accents, English endings cut."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .stem import stem as english

LONGEST = 40  # characters of a word that are compared
MARKS = "".join(chr(c) for c in range(0x300, 0x3100) if unicodedata.category(chr(c))[0] == "M")
# Chinese, Japanese and Korean are written without spaces: each of their signs is a word.
SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
ASCII = bytes(range(128))
MOST_REPLACED = 40  # different characters; with more of them it is quicker to ask for each place
WORD = re.compile(rf"[{SIGNS}]|((?:[^\W_{SIGNS}][{MARKS}]*)+)(?:['’]s(?![^\W_]))?")

# Words that stand on nearly every page: left out of a search that has others.
STOP = frozenset(
    """a an and are as at be but by for from had has have he her his how i if in into is it its me
    my no nor not of on or our she so such that the their them then there these they this to us was
    we were what when where which who why will with you your""".split()
)


class _Folds(dict[int, str]):
    """What each character becomes; found once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
        plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
        # ™ is no two letters, and … no three dots: lengths stay the same where they can.
        letters = char.isalnum() and plain.isalnum()
        plain = plain if letters or unicodedata.category(char)[0] == "M" else char
        # ǽ is æ, which is ae: what comes out stays as it is.
        self[code] = "".join(each if each == char else self[ord(each)] for each in plain)
        return self[code]


FOLDS = _Folds(str.maketrans({"æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}))


def fold(text: str) -> str:
    """`Über` is `uber`, `Straße` is `strasse`."""
    odd = folding(text)
    if len(odd) > MOST_REPLACED:
        text = text.translate(FOLDS)
    else:
        for char in odd:
            text = text.replace(char, FOLDS[ord(char)])
    return text.lower()


def folding(text: str) -> set[str]:
    """Return the characters beyond ASCII that are folded. Takes some 0.01 ms for 5,000."""
    others = text.encode("utf-8", "surrogatepass").translate(None, ASCII)
    found = set(others.decode("utf-8", "surrogatepass"))
    return {char for char in found if FOLDS[ord(char)] != char}


def words_of(text: str) -> Iterator[str]:
    """Yield the folded words of a text, in order. Underscores, too, stand between words."""
    for found in WORD.finditer(fold(text)):
        yield (found[1] or found[0])[:LONGEST]


class Language:
    """How words are compared: in English by their stems, else as they are."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.is_english = code.partition("-")[0] == "en"

    def stem(self, word: str) -> str:
        return english(word) if self.is_english else word

    def is_stop(self, word: str) -> bool:
        return self.is_english and word in STOP

    def stems_of(self, text: str) -> list[str]:
        return [self.stem(word) for word in words_of(text)]


@lru_cache(maxsize=4)
def language(code: str) -> Language:
    return Language(code)
