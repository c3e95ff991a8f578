"""Feeds: what is new, for programs, in the three forms that they read."""

from .addresses import FORMS, FeedAddress, Form, feed_path, feeds_of
from .archive import Part, Place, newest, page_of
from .content import Item, item_of

__all__ = [
    "FORMS",
    "FeedAddress",
    "Form",
    "Item",
    "Part",
    "Place",
    "feed_path",
    "feeds_of",
    "item_of",
    "newest",
    "page_of",
]
