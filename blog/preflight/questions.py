"""Questions and their answers: under headings, and those that machines are told of."""

from collections.abc import Iterator

from .page import Page, Site
from .reading import Section, first_sentence
from .registry import Said, blocks, rule, warns
from .thresholds import Thresholds


@rule
def pf18(page: Page, site: Site) -> Iterator[Said]:
    """A question is answered at once."""
    for section in page.reading.sections:
        if section.text.endswith("?"):
            for reason in _at_fault(section, site.thresholds):
                yield warns(f"“{section.text}” {reason}", "body", section.text)


def _at_fault(asked: Section, limits: Thresholds) -> Iterator[str]:
    if not asked.follows:
        yield "is not followed by a paragraph that answers it."
        return
    words = len(asked.follows.split())
    if not limits.answer_least <= words <= limits.answer_most:
        yield (
            f"is answered in {words} word{'' if words == 1 else 's'}; "
            f"{limits.answer_least} to {limits.answer_most} can be quoted."
        )
    opening = first_sentence(asked.follows)
    if opening.rstrip("\"'”’)").endswith("?"):
        yield "is answered with a question."
    elif (words := len(opening.split())) > limits.answer_sentence_most:
        yield (
            f"is answered by a first sentence of {words} words; "
            f"up to {limits.answer_sentence_most} are clear."
        )


@rule
def pf19(page: Page, site: Site) -> Iterator[Said]:
    """Machines are told what readers see."""
    if not page.faq:
        return
    if not page.entries:
        yield blocks("“Has questions” is ticked, and there are none.", "faq")
    text = folded(page.reading.text)
    for entry in page.entries:
        name = entry.question[:100]
        if entry.inline and folded(entry.question) not in text:
            yield blocks(f"The question “{name}” does not stand in the text.", "faq", name)
        elif entry.inline and not (entry.answer and folded(entry.answer) in text):
            yield blocks(f"The answer to “{name}” does not stand in the text.", "faq", name)
        elif not entry.inline and not entry.answer.strip():
            yield blocks(f"The question “{name}” has no answer that readers see.", "faq", name)
        if other := site.same_questions.get(entry.question.casefold()):
            yield warns(f"{other} asks “{name}” as well.", "faq", name)


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()
