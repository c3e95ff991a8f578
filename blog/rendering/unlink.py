"""Links that lead nowhere yet, as words."""

from collections.abc import Collection

from .sanitize import parse, sanitize, serialize

OF_A_LINK = ("href", "rel", "aria-label")


def unlink(html: str, hrefs: Collection[str]) -> str:
    """Return HTML that render() made without its links to these addresses; their words stay.

    A place that such a link is itself (its id) stays one. Some milliseconds for an article.
    """
    root = parse(html)
    links = [link for link in root.iter("a") if link.get("href") in hrefs]
    for link in links:
        if link.get("id") is None:
            link.drop_tag()
            continue
        link.tag = "span"
        for name in OF_A_LINK:
            link.attrib.pop(name, None)
    return sanitize(serialize(root)) if links else html
