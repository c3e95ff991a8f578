"""Where the page stands: its address, its topic, its dates, who signs it, and its likes."""

import re
from collections.abc import Iterator

from .page import Page, Site
from .registry import Said, blocks, rule, warns

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@rule
def pf02(page: Page, site: Site) -> Iterator[Said]:
    """One address, one page."""
    if not SLUG.fullmatch(page.slug):
        yield blocks(
            f"The address “{page.slug}” may hold lower case letters, digits and hyphens.", "slug"
        )
    if site.address_of:
        yield blocks(f"{page.path} is the address of {site.address_of}.", "slug")
    if site.leads_away:
        yield blocks(
            f"{page.path} is an old address that leads to {site.leads_away}: "
            "delete that redirect, or choose another address.",
            "slug",
        )


@rule
def pf06(page: Page, site: Site) -> Iterator[Said]:
    """Its place in the topic map. Services and pages stand beside it."""
    if page.is_article and not page.category:
        yield blocks("Choose the topic that the page belongs to.", "category")


@rule
def pf07(page: Page, site: Site) -> Iterator[Said]:
    """A page is not updated before it was published, nor at a time that has not come."""
    published, modified = page.goes_live, page.date_modified
    if modified is None:
        return
    if page.date_published and modified < page.date_published:
        yield blocks("The date of update is before the date of publication.", "date_modified")
    elif modified > published:
        yield blocks("The date of update lies in the future.", "date_modified")


@rule
def pf25(page: Page, site: Site) -> Iterator[Said]:
    """Who says so: the site itself is nobody."""
    if not page.is_article:
        return
    itself = {brand.casefold() for brand in site.brands}
    if not any(author.casefold() not in itself for author in page.authors):
        yield warns("No person signs the page. Choose its author.", "authors")


@rule
def pf27(page: Page, site: Site) -> Iterator[Said]:
    """Two pages for one question take readers from each other."""
    if site.nearest and site.nearest[1] >= site.thresholds.cosine_most:
        path, cosine = site.nearest
        yield warns(
            f"{path} reads almost the same (cosine {cosine:.2f}): set them apart, or make one page "
            "of both.",
            "body",
        )
    if site.same_title:
        field = "seo_title" if page.seo_title else "title"
        yield warns(f"{site.same_title} has the same search title.", field)
