"""Featured pictures of the demonstration site, drawn when it is loaded."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image

from blog.drawing import compositions, png
from blog.drawing.canvas import Canvas

COMPOSERS: dict[str, Callable[[Canvas], None]] = {
    "seo": compositions.rings,
    "anchor-text": compositions.phrase,
    "orphan-pages": compositions.orphan,
    "writing": compositions.passage,
    "honest-dates": compositions.dial,
    "measurement": compositions.gauges,
    "link-ledger": compositions.ledger,
    "internal-linking": compositions.path,
    "answer-first": compositions.bands,
    "take-stock": compositions.rings,
    "citing-sources": compositions.passage,
    "find-earned-links": compositions.message,
    "read-a-link": compositions.gauges,
    "page-edit": compositions.bands,
    "link-audit": compositions.ingot,
    "about": compositions.forge,
    "contact": compositions.message,
}


def draw(slug: str) -> Image.Image:
    """The picture of a page, 1600 x 900 RGB; an unknown slug gets its own set of rings."""
    canvas = Canvas(slug)
    COMPOSERS.get(slug, compositions.rings)(canvas)
    return canvas.finish()


def write_all(folder: Path, slugs: Iterable[str] = COMPOSERS) -> list[Path]:
    """Write `<slug>.png` for each slug and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{slug}.png" for slug in slugs]
    for target in paths:
        target.write_bytes(png(draw(target.stem)))
    return paths
