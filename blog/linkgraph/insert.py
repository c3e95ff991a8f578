"""A link put into the Markdown of a text, on words that stand in it already."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from blog.rendering import Rendered

from .extract import find_links
from .suggest import link_to

MOST_TRIED = 8  # places, each rendered once


def put_link(
    source: str, words: str, path: str, render: Callable[[str], Rendered | None]
) -> str | None:
    """Return the text with a link on the first of these words where that changes nothing else.

    words: as they stand (Spot.words). render: as the text is rendered otherwise, None for a
    text that cannot be. A place is taken if readers then see the same text with one more link,
    in no heading: so never in code, in another link, in an address or an attribute.
    None: no such place, among the first 8. Cost: a rendering, and one for each place tried.
    """
    before = render(source)
    if before is None:
        return None
    hrefs, in_headings = _links(before)
    for changed in islice(_each_place(source, words, path), MOST_TRIED):
        after = render(changed)
        if after is None or after.text != before.text:
            continue
        if _links(after) == (sorted([*hrefs, path]), in_headings):
            return changed
    return None


def _links(page: Rendered) -> tuple[list[str], int]:
    """Return where the links lead, and how many stand in headings."""
    links = find_links(page.html)
    return sorted(link.href for link in links), sum(link.in_heading for link in links)


def _each_place(source: str, words: str, path: str) -> Iterator[str]:
    """In a text the words may stand on two lines."""
    parts = [re.escape(word) for word in words.split()]
    if not parts:
        return
    pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
    for match in re.finditer(pattern, source):
        yield source[: match.start()] + link_to(match[0], path) + source[match.end() :]
