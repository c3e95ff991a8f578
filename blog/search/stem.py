"""English words without their endings: `linking`, `links` and `linked` are all `link`.

Source: M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), with the two
departures that its author made later (`-bli`, `-logi`), as SQLite has them.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

C, V = "[^aeiou](?:[^aeiouy]*)", "[aeiouy](?:[aeiou]*)"
MEASURED = re.compile(f"^(?:{C})?{V}{C}")  # m > 0
ONCE = re.compile(f"^(?:{C})?{V}{C}(?:{V})?$")  # m = 1
TWICE = re.compile(f"^(?:{C})?{V}{C}{V}{C}")  # m > 1
WITH_VOWEL = re.compile(f"^(?:{C})?[aeiouy]")
SHORT = re.compile(f"^{C}[aeiouy][^aeiouwxy]$")  # *o: hop, not how
DOUBLED = re.compile(r"([^aeiouylsz])\1$")

STEP_2 = dict(
    pair.split(":")
    for pair in """
    ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous
    ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive
    biliti:ble logi:log""".split()
)
STEP_3 = dict(
    pair.split(":") for pair in "icate:ic ative: alize:al iciti:ic ical:ic ful: ness:".split()
)
STEP_4 = """
    al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize
""".split()


def _endings(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(f"^(.+?)({'|'.join(longest_first)})$")


SECOND, THIRD, FOURTH = _endings(STEP_2), _endings(STEP_3), _endings(STEP_4)
ION = re.compile("^(.+?[st])(ion)$")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """word: lower case, without accents. Any other than of a to z comes back as it is."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    first = word[0]
    if first == "y":
        word = "Y" + word[1:]  # at the beginning it is a consonant
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and WITH_VOWEL.match(word[:-1]):
        word = word[:-1] + "i"
    word = _swapped(word, SECOND, STEP_2)
    word = _swapped(word, THIRD, STEP_3)
    word = _cut(word)
    word = _last(word)
    return first + word[1:]


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if MEASURED.match(word[:-3]) else word
    ending = next((e for e in ("ed", "ing") if word.endswith(e)), "")
    if not ending or not WITH_VOWEL.match(word[: -len(ending)]):
        return word
    word = word[: -len(ending)]
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if DOUBLED.search(word):
        return word[:-1]
    return word + "e" if ONCE.match(word) and SHORT.match(word) else word


def _swapped(word: str, endings: re.Pattern[str], new: dict[str, str]) -> str:
    found = endings.match(word)
    return found[1] + new[found[2]] if found and MEASURED.match(found[1]) else word


def _cut(word: str) -> str:
    found = FOURTH.match(word) or ION.match(word)
    return found[1] if found and TWICE.match(found[1]) else word


def _last(word: str) -> str:
    if word.endswith("e"):
        before = word[:-1]
        if TWICE.match(before) or (ONCE.match(before) and not SHORT.match(before)):
            word = before
    if word.endswith("ll") and TWICE.match(word):
        word = word[:-1]
    return word
