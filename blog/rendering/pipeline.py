"""Markdown in, Rendered out. Pure: no model, no settings, no clock; the same bytes every time."""

import re
from typing import Any

from markdown import Markdown

from . import tidy
from .code import highlight
from .document import MAX_SOURCE_BYTES, Context, Rendered, RenderError
from .sanitize import parse, prune, removed, sanitize, serialize

# Stored with the HTML. Raise it when the same text would come out differently: `rerender`
# then renews every text that an older renderer made.
VERSION = "3"

# What XML 1.0 cannot hold, and PostgreSQL neither; character references can still bring it in.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

EXTENSIONS = ["abbr", "attr_list", "def_list", "fenced_code", "footnotes", "sane_lists", "tables"]
TABLES = {"use_align_attribute": True}


def render(source: str, context: Context | None = None) -> Rendered:
    """Return the page's HTML of a Markdown text, and what the site needs to know of it.

    Takes 10 to 20 ms for an article of 2,000 words, and up to hours for text made to be
    slow: Python-Markdown is quadratic on brackets. Texts of people go through
    bounded.render(), which has a time limit.
    Raises RenderError if the text is too long, RecursionError if it nests too deeply.
    """
    context = context or Context()
    check_length(source)
    if not source.strip():  # most biographies and descriptions
        return Rendered("", "", [], [], [], [], 0, [])
    footnotes = {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": context.labels.back.replace("{}", "%d")}
    configs: dict[str, dict[str, Any]] = {"tables": TABLES, "footnotes": footnotes}
    raw = Markdown(extensions=EXTENSIONS, extension_configs=configs).convert(source)
    pruned = UNPRINTABLE.sub("", prune(raw))
    root = parse(pruned)
    lost = removed(raw, pruned)
    if root.find(".//h1") is not None:
        lost.append("<h1> (shown as <h2>: the title is the page's one h1)")
    tidy.tidy_ids(root, context.name)
    tidy.tidy_tables(root)
    images, missing = tidy.tidy_images(root, context)
    links = tidy.tidy_links(root, context)
    headings = tidy.tidy_headings(root, context)
    questions = tidy.find_questions(root)
    text = tidy.visible_text(root)
    highlight(root)
    tidy.make_scrollable(root, context.labels)
    tidy.add_anchors(root, headings, context.labels)
    return Rendered(
        html=UNPRINTABLE.sub("", sanitize(serialize(root))),
        text=text,
        headings=headings,
        links=links,
        images=images,
        questions=questions,
        words=len(text.split()),
        removed=lost + missing,
    )


def check_length(source: str) -> None:
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SOURCE_BYTES:
        raise RenderError(
            f"The text has {size // 1024:,} KB; the limit is {MAX_SOURCE_BYTES // 1024} KB."
        )
