"""What stands above a page and about it: titles, summary, picture, years in them."""

import re
from collections.abc import Iterator

from .page import Page, Site
from .registry import Said, blocks, rule, warns

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SAYS_PICTURE = re.compile(r"\W*(?:an? |the )?(?:image|picture|photo(?:graph)?|graphic) of\b", re.I)


@rule
def pf01(page: Page, site: Site) -> Iterator[Said]:
    """Feeds and citations name the page by its title."""
    most = site.thresholds.title_most
    if not page.title.strip():
        yield blocks("The page has no title. Write one.", "title")
    elif len(page.title) > most:
        yield warns(
            f"The title has {len(page.title)} characters; up to {most} fit where it is listed.",
            "title",
        )


@rule
def pf03(page: Page, site: Site) -> Iterator[Said]:
    """Longer titles are cut in results."""
    limits = site.thresholds
    field = "seo_title" if page.seo_title else "title"
    title = page.seo_title or page.title
    if title and not limits.seo_title_least <= len(title) <= limits.seo_title_most:
        yield warns(
            f"The search title “{title}” has {len(title)} characters; results show "
            f"{limits.seo_title_least} to {limits.seo_title_most}.",
            field,
        )
    printed = page.seo_title or f"{page.title} | {site.name}"
    if brands_in(printed, site.brands) > 1:
        yield warns(f"“{printed}” names the site twice; once is enough.", field)


def brands_in(title: str, brands: tuple[str, ...]) -> int:
    names = "|".join(re.escape(brand) for brand in sorted(brands, key=len, reverse=True))
    return len(re.findall(rf"(?<!\w)(?:{names})(?!\w)", title, re.IGNORECASE)) if names else 0


@rule
def pf04(page: Page, site: Site) -> Iterator[Said]:
    """Results show about that much of the summary."""
    limits, length = site.thresholds, len(page.description)
    if not page.description.strip():
        yield blocks("The summary is empty. Say what the page answers.", "description")
        return
    if not limits.description_least <= length <= limits.description_most:
        yield warns(
            f"The summary has {length} characters; results show {limits.description_least} to "
            f"{limits.description_most}.",
            "description",
        )
    if site.same_description:
        yield warns(f"{site.same_description} has the same summary.", "description")


@rule
def pf05(page: Page, site: Site) -> Iterator[Said]:
    """People who cannot see a picture are told what it shows."""
    if page.picture:
        yield from _alt_of_picture(page.picture_alt, site.thresholds.alt_most)
    elif page.is_article:
        yield warns("The page has no picture of its own; one is drawn for it.", "image")
    for picture in page.reading.pictures:
        if not picture.alt and picture.src not in page.plain:
            name = picture.src.rpartition("/")[2] or "a picture that is not there"
            yield blocks(f"In the text, {name} has no alt text: say what it shows.", "body", name)


def _alt_of_picture(alt: str | None, most: int) -> Iterator[Said]:
    if alt is None:
        return
    if not alt.strip():
        yield blocks("The picture has no alt text: say what it shows.", "image_alt")
    elif len(alt) > most:
        yield warns(f"The alt text has {len(alt)} characters; up to {most} are heard.", "image_alt")
    if SAYS_PICTURE.match(alt):
        yield warns(f"The alt text need not say “{alt[:20].strip()}…”: begin with what it shows.",
                    "image_alt")  # fmt: skip


@rule
def pf24(page: Page, site: Site) -> Iterator[Said]:
    """A year in a title asks for a review each year; one in an address stays for good."""
    for field, title in (("title", page.title), ("seo_title", page.seo_title)):
        past = [year for year in YEAR.findall(title) if int(year) < page.now.year]
        if past:
            name = "title" if field == "title" else "search title"
            yield warns(f"The {name} names {past[0]}, and it is {page.now.year}.", field)
    if years := YEAR.findall(page.slug):
        yield warns(f"The address names {years[0]}: next year it will look old.", "slug")
