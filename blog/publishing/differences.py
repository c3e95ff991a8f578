"""What changed between two snapshots, for people, and how much of the text did."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from typing import Any, NamedTuple

from django.utils.html import strip_tags

from blog.models import Author

from .snapshots import LABELS, RELATED, Snapshot

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MAX_COMPARED = 20_000  # words; above it, order is not looked at
# Places where the same word stands on both sides: what comparing in order costs grows with them,
# to minutes for a text that says two words over and over.
MAX_PAIRS = 200_000
REAL_WORDS, REAL_SHARE = 40, 0.05  # from here on a change is proposed as a real update


@dataclass(frozen=True)
class Change:
    """before, after: as text, one entry a line for lists."""

    field: str
    label: str
    before: str
    after: str


def difference(before: Snapshot, after: Snapshot) -> list[Change]:
    """Return the fields that differ, in the order of the form. At most four queries."""
    fields = [name for name in LABELS if before.get(name) != after.get(name)]
    names = _names([before, after], fields)
    return [
        Change(
            name, LABELS[name], *(_words(name, side.get(name), names) for side in (before, after))
        )
        for name in fields
    ]


def _names(sides: Iterable[Snapshot], fields: list[str]) -> dict[tuple[str, Any], str]:
    """Return what the rows that the snapshots name are called."""
    found: dict[tuple[str, Any], str] = {}
    models: dict[str, Any] = {**RELATED, "authors": Author}
    for field in set(fields) & set(models):
        wanted: set[Any] = set()
        for side in sides:
            value = side.get(field)
            wanted.update(value if isinstance(value, list) else [value])
        rows = models[field]._default_manager.in_bulk(wanted - {None})
        found |= {(field, pk): str(row) for pk, row in rows.items()}
    return found


def _words(field: str, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in RELATED:
        return names.get((field, value), "(deleted)")
    if field == "authors":
        return "\n".join(names.get((field, pk), "(deleted)") for pk in value)
    if field == "questions":
        return "\n\n".join(f"{entry['question']}\n{entry['answer']}" for entry in value)
    if field == "offer":
        price = f"from {value['price_from']} {value['currency']} per {value['billing_unit']}"
        return f"{price}: {value['scope_note']}" if value.get("scope_note") else price
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def visible_words(html: str) -> list[str]:
    """Return the words that a reader of the stored HTML sees, to compare.

    Small letters, no punctuation, and every year is the same year.
    """
    text = unescape(strip_tags(re.sub(r"<(?=/?(?:p|li|h\d|td|th|dd|dt|br|div)\b)", " <", html)))
    words = YEAR.sub("0000", text.replace("#", " ")).casefold().split()
    return [word for word in (re.sub(r"\W", "", word) for word in words) if word]


def words_changed(before: list[str], after: list[str]) -> int:
    """Return how many words were added or replaced, or removed where none took their place.

    At most 2 s, for a text of two words that take turns; 10 ms for an article.
    """
    before, after = _differing(before, after)
    had, has = Counter(before), Counter(after)
    pairs = sum(count * has[word] for word, count in had.items())
    if len(before) + len(after) > MAX_COMPARED or pairs > MAX_PAIRS:
        return max((had - has).total(), (has - had).total())
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return sum(
        max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    )


def _differing(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Return both without the words that they begin and end with alike."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    left = shorter - head
    tail = next((n for n in range(left) if before[-1 - n] != after[-1 - n]), left)
    return before[head : len(before) - tail], after[head : len(after) - tail]


class Update(NamedTuple):
    """words: that readers see changed. is_real: proposed as a real update; an editor decides."""

    words: int
    is_real: bool


def update_between(before: str, after: str) -> Update:
    """Of two HTML texts. For its cost see words_changed()."""
    words = words_changed(visible_words(before), visible_words(after))
    return Update(words, is_substantive(before, after, words))


def is_substantive(before: str, after: str, words: int) -> bool:
    share = words / max(1, len(visible_words(before)))
    return words >= REAL_WORDS or share >= REAL_SHARE or _headings(before) != _headings(after)


def _headings(html: str) -> list[str]:
    found = re.findall(r"<h[2-6][^>]*>(.*?)</h[2-6]>", html, re.DOTALL)
    return [" ".join(visible_words(heading)) for heading in found]
