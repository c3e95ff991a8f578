"""From text to terms: the words that say what a page is about, each in one form."""

import re
import unicodedata
from collections import Counter

TITLE_COUNTS = 3  # times more, beside its own place in the text
MAX_TERM = 100  # characters: what a row of PageTerm holds
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# English words that say nothing of the subject.
PLAIN_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further get gets got had has have having he her here hers him his how i if in into is it its
    itself just like made make makes many may me might more most much must my new no nor not now
    of off on once one only or other our ours out over own per said same she should so some such
    than that the their theirs them then there these they this those through to too two under
    until up us use used using very via was way we well were what when where which while who
    whom why will with within without would you your yours
    """.split()
)


def words_of(text: str) -> list[str]:
    """Return the words in lower case, in order: `The agency's SEO` is the, agency's, seo."""
    return WORD.findall(unicodedata.normalize("NFKC", text).lower().replace("’", "'"))


def terms_of(text: str) -> list[str]:
    """Return the words that carry meaning, plurals folded; numbers and plain words left out."""
    return [t for word in words_of(text) if (t := term(word))]


def term(word: str) -> str:
    """Return the one form of a word, or "" for one that says nothing."""
    word = word.removesuffix("'s")
    folded = fold(word)  # "owns" is as plain as "own", and "does" must not become a deer
    if len(word) < 2 or word.isdecimal() or not PLAIN_WORDS.isdisjoint((word, folded)):
        return ""
    return folded[:MAX_TERM]


def fold(word: str) -> str:
    """`companies` is company, `boxes` is box, `links` is link; `analysis` and `class` stay."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def count_terms(title: str, text: str) -> Counter[str]:
    """Return how often each term stands in a page: its visible text, and the title thrice."""
    counts = Counter[str]()
    for word, times in Counter(words_of(text)).items():  # a long text has each word three times
        if each := term(word):
            counts[each] += times
    for each in terms_of(title):
        counts[each] += TITLE_COUNTS
    return counts
