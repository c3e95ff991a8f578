"""What exists. Import from here."""

from .address import RESERVED, Addressed, Listed, normal_path, row_saved
from .audit import AuditEntry
from .author import Author, Byline, authors_set, person_from_slug, set_authors
from .category import Category, name_from_slug
from .client_report import ClientReport
from .crawler import AnswerEngine, Crawler
from .dismissal import Dismissal
from .drawing import Drawing
from .external import ExternalAddress
from .faq import FAQEntry
from .fields import MarkdownModel
from .hit import HitCount
from .image import Image
from .link import Link, LinkTodo, SitePage
from .measuring import Measuring
from .menu import MenuItem
from .missing import MissingAddress, MissingReferrer
from .offer import Offer
from .ping import Ping
from .post import Post
from .preview_link import PreviewLink
from .purge import Purge
from .redirect import Redirect
from .revision import Presence, Revision
from .search_entry import SearchEntry, SearchWord
from .site import SiteSettings
from .tag import MAX_TAGS, Tag, TaggedPost, set_tags, tags_merged, tags_set
from .term import PageTerm, PageText, Related, Term

__all__ = [
    "MAX_TAGS",
    "RESERVED",
    "Addressed",
    "AnswerEngine",
    "AuditEntry",
    "Author",
    "Byline",
    "Category",
    "ClientReport",
    "Crawler",
    "Dismissal",
    "Drawing",
    "ExternalAddress",
    "FAQEntry",
    "HitCount",
    "Image",
    "Link",
    "LinkTodo",
    "Listed",
    "MarkdownModel",
    "Measuring",
    "MenuItem",
    "MissingAddress",
    "MissingReferrer",
    "Offer",
    "PageTerm",
    "PageText",
    "Ping",
    "Post",
    "Presence",
    "PreviewLink",
    "Purge",
    "Redirect",
    "Related",
    "Revision",
    "SearchEntry",
    "SearchWord",
    "SitePage",
    "SiteSettings",
    "Tag",
    "TaggedPost",
    "Term",
    "authors_set",
    "name_from_slug",
    "normal_path",
    "person_from_slug",
    "row_saved",
    "set_authors",
    "set_tags",
    "tags_merged",
    "tags_set",
]
