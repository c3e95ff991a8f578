"""What exists. Import from here."""

from .address import RESERVED, Addressed, normal_path
from .author import Author, Byline, person_from_slug
from .category import Category, name_from_slug
from .faq import FAQEntry
from .fields import MarkdownModel
from .image import Image
from .menu import MenuItem
from .offer import Offer
from .post import Post
from .redirect import Redirect
from .site import SiteSettings
from .tag import MAX_TAGS, Tag, TaggedPost, set_tags

__all__ = [
    "MAX_TAGS",
    "RESERVED",
    "Addressed",
    "Author",
    "Byline",
    "Category",
    "FAQEntry",
    "Image",
    "MarkdownModel",
    "MenuItem",
    "Offer",
    "Post",
    "Redirect",
    "SiteSettings",
    "Tag",
    "TaggedPost",
    "name_from_slug",
    "normal_path",
    "person_from_slug",
    "set_tags",
]
