"""Links to other sites: whom the page vouches for."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from .page import Link, Page, Site
from .registry import Said, blocks, rule, warns
from .wiring import link_said

DEALS = "(?:buy|cheap|order|purchase)"
SELLS = re.compile(
    # In an address the words may stand together: cheapbacklinks.example.
    rf"(?<![a-z]){DEALS}[\W_]*(?:[a-z0-9]+[\W_]+){{0,2}}?(?:backlinks?|links)(?![a-z])"
    rf"|{DEALS}backlinks?"
    r"|(?<![a-z])pbns?(?![a-z])"
    r"|guest[\W_]*post(?:ing|s)?[\W_]*services?(?![a-z])"
)


def sells_links(link: Link) -> bool:
    """Whether the address or the words of a link say that links are for sale there."""
    return any(SELLS.search(unquote(said)[:2000].lower()) for said in (link.href, link.text))


@rule
def pf15(page: Page, site: Site) -> Iterator[Said]:
    """Never endorse it. Prose and links of our own may name it."""
    for link in page.external:
        if sells_links(link):
            yield blocks(
                f"{link_said(link)} leads to somebody who sells links: take it out.",
                link.field,
                link.place.words,
            )


@rule
def pf16(page: Page, site: Site) -> Iterator[Said]:
    """Endorsements are honest: some are given, and the paid ones say so."""
    links = page.external
    if len(links) >= site.thresholds.external_before_nofollow_is_odd and not any(
        link.followed for link in links
    ):
        yield warns(f"None of the {len(links)} links to other sites is followed.", "body")
    for link in links:
        paid = any(link.host == s or link.host.endswith(f".{s}") for s in site.sponsored_hosts)
        if paid and "sponsored" not in link.rel:
            yield warns(
                f"{link_said(link)} leads to a site that pays you and is not marked as sponsored: "
                "save the post once more.",
                link.field,
                link.place.words,
            )


@rule
def pf17(page: Page, site: Site) -> Iterator[Said]:
    """Claims that can be checked are cited more."""
    least = site.thresholds.words_that_need_a_source
    words = page.reading.words
    if page.is_article and words >= least and not any(link.followed for link in page.external):
        yield warns(f"In {words:,} words no other site is linked as a source.", "body")
