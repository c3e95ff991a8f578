"""What to look at before a page is published: the rules PF01 to PF28, one function each.

Knows no model and no settings: publishing.preflight gathers what it asks for.
"""

# Importing a file registers its rules.
from . import anchors, heads, outward, questions, standing, texts, wiring  # noqa: F401
from .page import NEVER, Entry, Finding, Link, Page, Place, Price, Site
from .registry import BLOCKING, RULES, check
from .thresholds import Thresholds, problem, thresholds_from

__all__ = [
    "BLOCKING",
    "NEVER",
    "RULES",
    "Entry",
    "Finding",
    "Link",
    "Page",
    "Place",
    "Price",
    "Site",
    "Thresholds",
    "check",
    "problem",
    "thresholds_from",
]
