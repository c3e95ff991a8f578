"""The public pages: small functions that name what they show."""

from .archive import archive
from .cite import bibtex
from .detail import post_detail
from .feed_page import feed_page
from .feeds import FEEDS_BELOW, PostFeed
from .gone import gone
from .home import home
from .lists import author_detail, post_list, service_list, tag_detail
from .missing import not_found
from .preview import preview
from .report import report
from .search import search_page
from .system import failed, favicon, health, media
from .topics import guide_list, topic_detail
from .twin import twin

guide_detail = service_detail = page_detail = post_detail

__all__ = [
    "FEEDS_BELOW",
    "PostFeed",
    "archive",
    "author_detail",
    "bibtex",
    "failed",
    "favicon",
    "feed_page",
    "gone",
    "guide_detail",
    "guide_list",
    "health",
    "home",
    "media",
    "not_found",
    "page_detail",
    "post_detail",
    "post_list",
    "preview",
    "report",
    "search_page",
    "service_detail",
    "service_list",
    "tag_detail",
    "topic_detail",
    "twin",
]
