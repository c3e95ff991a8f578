"""Where links end, by what the rows say of the addresses that they name."""

from collections.abc import Iterable, Mapping

from blog.linkgraph import Href, Place, Target, resolve

from . import places


def ends_of(
    links: Iterable[tuple[str, str]], own: Mapping[str, Place] | None = None
) -> list[tuple[Href, Target]]:
    """Return how each link reads, and where it ends. Two queries a hop, however many links.

    links: (href, path of the page that it stands on). own: pages as they would be, by path.
    """
    site = places.site()
    hrefs = [site.read(href, page) for href, page in links]
    site.learn({href.path for href in hrefs if href.path}, places.find)
    site.pages.update(own or {})
    return [(href, resolve(href, site)) for href in hrefs]


def is_unwritten(path: str, target: Target) -> bool:
    """Whether a page that readers have never seen is to stand at the path that a link names.

    An old address, from which a redirect leads on, is none of these, nor is what was taken down.
    """
    waits = target.kind == "internal" and target.status in {"dead", "not_live"}
    return waits and not target.hops and places.may_be_written(path)
