"""Ids of headings: made once from the text, and kept whatever the heading later says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.text import slugify

from .document import Heading

SIMILAR = 0.5
MOST_COMPARED = 2000  # pairs letter by letter, 0.2 ms each; more are compared word by word
MAX_SLUG = 150  # characters; an id has room for 200


@dataclass(frozen=True)
class Draft:
    """A heading as the text has it now. wanted: the id that the author wrote, if any."""

    text: str
    level: int
    wanted: str = ""


def slug(text: str) -> str:
    whole = slugify(text) or slugify(text, allow_unicode=True) or "section"
    return whole[:MAX_SLUG].rstrip("-_")


def settle(
    drafts: Sequence[Draft], before: Sequence[Heading] = (), taken: frozenset[str] = frozenset()
) -> list[Heading]:
    """Return one Heading a draft, in order, with ids that links from outside can rely on.

    before: the headings of the last published text. One that says the same, or stands in
    the same gap between two that do, hands on its id; one that has gone leaves its id as
    an alias at the nearest heading before it.
    taken: ids that the text uses for other things.
    """
    pairs = _pair(before, drafts)
    used = {before[i]["id"] for i in pairs.values()} | taken
    headings: list[Heading] = []
    for j, draft in enumerate(drafts):
        old = before[pairs[j]] if j in pairs else None
        if old and old["id"] not in taken and draft.wanted in {"", old["id"]}:
            new_id, aliases = old["id"], list(old["aliases"])
        else:
            new_id = _unused(draft.wanted or slug(draft.text), used)
            aliases = [old["id"], *old["aliases"]] if old else []
        used.add(new_id)
        headings.append(Heading(id=new_id, text=draft.text, level=draft.level, aliases=aliases))
    _leave_aliases(headings, before, pairs, taken)
    return headings


def _pair(before: Sequence[Heading], drafts: Sequence[Draft]) -> dict[int, int]:
    """Return {index of draft: index of the heading that it continues}."""
    old = [(h["level"] == 0, h["text"].casefold()) for h in before]
    new = [(d.level == 0, d.text.casefold()) for d in drafts]
    pairs: dict[int, int] = {}
    gaps = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs.update(zip(range(j1, j2), range(i1, i2), strict=True))
        else:
            gaps.append((range(i1, i2), range(j1, j2)))
    moved = {old[i]: i for olds, _ in gaps for i in olds}
    for _, news in gaps:
        pairs.update({j: moved.pop(new[j]) for j in news if new[j] in moved})
    for olds, news in gaps:
        paired = set(pairs.values())
        left = [i for i in olds if i not in paired]
        pairs.update(_pair_gap(left, [j for j in news if j not in pairs], old, new))
    return pairs


def _pair_gap(
    olds: list[int], news: list[int], old: list[tuple[bool, str]], new: list[tuple[bool, str]]
) -> Iterator[tuple[int, int]]:
    if [old[i][0] for i in olds] == [new[j][0] for j in news]:
        yield from zip(news, olds, strict=True)
        return
    compare = _by_letters if len(olds) * len(news) <= MOST_COMPARED else _by_words
    for j in news:
        likeness = {i: compare(old[i][1], new[j][1]) for i in olds if old[i][0] == new[j][0]}
        best = max(likeness, key=lambda i: likeness[i], default=None)
        if best is not None and likeness[best] >= SIMILAR:
            olds.remove(best)
            yield j, best


def _by_letters(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:200], other[:200]).ratio()


def _by_words(one: str, other: str) -> float:
    words, others = set(one.split()), set(other.split())
    return 2 * len(words & others) / (len(words) + len(others))


def _leave_aliases(
    headings: list[Heading],
    before: Sequence[Heading],
    pairs: dict[int, int],
    taken: frozenset[str],
) -> None:
    if not headings:
        return
    place_of = {i: j for j, i in pairs.items()}
    at = 0
    for i, gone in enumerate(before):
        if i in place_of:
            at = place_of[i]
        else:
            headings[at]["aliases"] += [gone["id"], *gone["aliases"]]
    ids = {h["id"] for h in headings} | taken
    for heading in headings:  # an id that came back is an alias no longer
        heading["aliases"] = [a for a in dict.fromkeys(heading["aliases"]) if a not in ids]
        ids.update(heading["aliases"])


def _unused(wanted: str, used: set[str] | frozenset[str]) -> str:
    candidate, n = wanted, 1
    while candidate in used:
        n += 1
        candidate = f"{wanted}-{n}"
    return candidate
