"""Links between pages of the site: where they end, and what the page is connected with."""

from collections.abc import Iterator

from .page import Link, Page, Site
from .registry import Said, blocks, rule, warns

BROKEN = {
    "dead": "leads to {path}, where nothing answers.",
    "gone": "leads to {path}, which was taken down.",
    "loop": "leads in circles: its redirects never end.",
    "not_live": "leads to {path}, which readers will not see by then.",
}
ORPHANS = frozenset({"post", "guide", "service"})


def link_said(link: Link) -> str:
    return f"The link “{link.text[:60]}”" if link.text else f"A link to {link.href[:100]}"


@rule
def pf08(page: Page, site: Site) -> Iterator[Said]:
    """A reader would walk into a wall."""
    for link in page.internal:
        if link.status == "not_live" and link.live_at <= page.goes_live:
            continue
        if reason := BROKEN.get(link.status):
            said = reason.format(path=link.path or link.href[:100])
            yield blocks(f"{link_said(link)} {said}", link.field, link.place.words)


@rule
def pf09(page: Page, site: Site) -> Iterator[Said]:
    """It works, and the link should say where it leads today."""
    for link in page.links:
        if link.kind in {"internal", "self"} and (reasons := list(_detours(link, site))):
            yield warns(f"{link_said(link)} {', '.join(reasons)}.", link.field, link.place.words)


def _detours(link: Link, site: Site) -> Iterator[str]:
    if link.status in {"redirect", "chain"}:
        yield f"takes a redirect: write {link.path or 'the new address'}"
    if "http" in link.notes:
        yield "names http: of this site, which is at https:"
    if link.host and site.hosts and link.host != site.hosts[0]:
        yield f"names {link.host}: write {link.path or '/'}"
    if "markdown_twin" in link.notes:
        yield f"leads to the Markdown of a page: write {link.path}"
    if "dead_anchor" in link.notes:
        yield f"names a heading that {link.path or 'the page'} does not have"


@rule
def pf10(page: Page, site: Site) -> Iterator[Said]:
    """A page hands on what it earns."""
    limits = site.thresholds
    least = {"post": limits.links_of_a_post, "guide": limits.links_of_a_guide}.get(page.kind, 0)
    found = len({link.path or link.href for link in page.internal})
    if found < least:
        pages = "page" if found == 1 else "pages"
        yield warns(f"The text links to {found} {pages} of the site; {least} is the least.", "body")


@rule
def pf11(page: Page, site: Site) -> Iterator[Said]:
    """No page is born an orphan."""
    if page.kind in ORPHANS and not (site.inlinks or site.open_todos):
        yield warns("No page links here by hand, and none is planned to. Plan a link to it.", "")


@rule
def pf12(page: Page, site: Site) -> Iterator[Said]:
    """The topic stays connected."""
    if page.pillar and not page.is_pillar and page.pillar not in page.leads_to:
        yield warns(f"The page does not link to {page.pillar}, which opens its topic.", "body")


@rule
def pf22(page: Page, site: Site) -> Iterator[Said]:
    """Who has read to the end is offered somewhere to go."""
    led_on = any(link.last and link.field == "body" for link in page.internal)
    if page.kind in ORPHANS and not (led_on or page.next_step):
        sections = page.reading.sections
        last = f"The last section, “{sections[-1].text[:80]}”," if sections else "The text"
        yield warns(
            f"{last} links to no page of the site, and there is no next step.",
            "next_step",
            sections[-1].text if sections else "",
        )
