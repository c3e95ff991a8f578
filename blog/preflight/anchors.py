"""The words of links: they say where a link leads, and no more than that."""

from collections.abc import Iterator

from .page import Page, Site
from .registry import Said, blocks, rule, warns
from .wiring import link_said


@rule
def pf13(page: Page, site: Site) -> Iterator[Said]:
    """Words say where they lead."""
    for link in page.links:
        place = link.field, link.place.words
        if not link.text.strip():
            yield blocks(f"A link to {link.href[:100]} has no words to click on.", *place)
        elif link.shape == "generic":
            yield warns(f"{link_said(link)} does not say where it leads.", *place)
        elif link.shape == "naked_url":
            yield warns(f"{link_said(link)} shows an address: say what is there.", *place)
        if link.beside:
            yield warns(f"{link_said(link)} stands right behind another: part them.", *place)
    links = sum(link.field == "body" for link in page.links)
    words, each = page.reading.words, site.thresholds.words_a_link
    if each and links > max(1, words // each):
        yield warns(f"{links} links in {words} words: one in {each} is plenty.", "body")


@rule
def pf14(page: Page, site: Site) -> Iterator[Said]:
    """Links that repeat what a page wants to be found for read as made for machines."""
    for link in page.internal:
        place = link.field, link.place.words
        if link.shape == "stuffed":
            yield warns(f"{link_said(link)} is stuffed with search words.", *place)
        if link.path in site.monotone:
            yield warns(
                f"Most links to {link.path} have the same words: let them differ.",
                *place,
            )
