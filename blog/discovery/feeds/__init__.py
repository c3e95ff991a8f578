"""Feeds: what is new, for programs, in the three forms that they read."""

from .addresses import FORMS, FeedAddress, Form, feed_path, feeds_of
from .archive import Part, part_of
from .content import Item, item_of

__all__ = [
    "FORMS",
    "FeedAddress",
    "Form",
    "Item",
    "Part",
    "feed_path",
    "feeds_of",
    "item_of",
    "part_of",
]
