"""Markdown to HTML. Knows no model and no settings.

render() has no time limit and is for texts of our own; bounded.render() is for everybody's.
"""

from .bounded import render_many
from .document import (
    MAX_SOURCE_BYTES,
    Context,
    Heading,
    Labels,
    Link,
    Picture,
    Question,
    Rendered,
    RenderError,
)
from .pipeline import UNPRINTABLE, VERSION, render
from .sanitize import sanitize
from .tidy import text_of_page
from .unlink import unlink

__all__ = [
    "MAX_SOURCE_BYTES",
    "UNPRINTABLE",
    "VERSION",
    "Context",
    "Heading",
    "Labels",
    "Link",
    "Picture",
    "Question",
    "RenderError",
    "Rendered",
    "render",
    "render_many",
    "sanitize",
    "text_of_page",
    "unlink",
]
