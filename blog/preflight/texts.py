"""The text itself: how it opens, its outline, its length, its prices, what was left out of it."""

from collections import Counter
from collections.abc import Iterator

from .page import Page, Site
from .prices import prices_in, said_by
from .reading import first_sentence
from .registry import Said, blocks, rule, warns

H1 = "<h1>"  # how rendering names a heading that is the page's own


@rule
def pf20(page: Page, site: Site) -> Iterator[Said]:
    """The definition comes first, and at once."""
    opening, most = first_sentence(page.reading.opening), site.thresholds.first_sentence_most
    words = len(opening.split())
    if words > most:
        begin = " ".join(opening.split()[:6])
        yield warns(
            f"The first sentence, “{begin} …”, has {words} words; up to {most} are clear.",
            "body",
            begin,
        )


@rule
def pf21(page: Page, site: Site) -> Iterator[Said]:
    """The outline is what ids, lists of contents and screen readers follow."""
    if any(lost.startswith(H1) for lost in page.removed):
        yield blocks(
            "The text has a heading of the first level (#): the title is the page's one. Use ##.",
            "body",
            "# ",
        )
    level = 1
    for section in page.reading.sections:
        if section.level > level + 1:
            yield warns(
                f"“{section.text}” is a heading of level {section.level} below one of level "
                f"{level}: use {'#' * (level + 1)}.",
                "body",
                section.text,
            )
        level = section.level
    said = Counter(section.text for section in page.reading.sections)
    for text in (text for text, times in said.items() if times > 1 and text):
        yield warns(f"The heading “{text}” stands there {said[text]} times.", "body", text)


@rule
def pf23(page: Page, site: Site) -> Iterator[Said]:
    """Prices go stale in prose; the one of the service is right."""
    for price in dict.fromkeys(prices_in(page.reading.text)):
        offered = [offer for offer in site.prices if said_by(price, offer)]
        if not offered:
            yield warns(f"{price.text} is the price of no service.", "body", price.text)
        elif not {offer.path for offer in offered} & (page.leads_to | {page.path}):
            first = offered[0]
            yield warns(
                f"{price.text} is the price of {first.name}: link to {first.path}.",
                "body",
                price.text,
            )


@rule
def pf26(page: Page, site: Site) -> Iterator[Said]:
    """Depth."""
    limits = site.thresholds
    least = {"post": limits.words_of_a_post, "guide": limits.words_of_a_guide}.get(page.kind, 0)
    name = page.kind
    if page.is_pillar and limits.words_of_a_pillar > least:
        least, name = limits.words_of_a_pillar, "page that opens a topic"
    words = page.reading.words
    if words < least:
        count = f"{words:,} word{'' if words == 1 else 's'}"
        yield warns(f"The text has {count}; a {name} has {least:,} or more.", "body")


@rule
def pf28(page: Page, site: Site) -> Iterator[Said]:
    """The editor should know."""
    lost = [said for said in page.removed if not said.startswith(H1)]
    if lost:
        yield warns(f"Left out of the page: {'; '.join(lost)[:500]}.", "body")
