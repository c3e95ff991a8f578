"""The public pages: small functions that name what they show."""

from .detail import post_detail
from .lists import author_detail, guide_list, home, post_list, tag_detail, topic_detail
from .preview import preview
from .system import failed, favicon, health, media, not_found

guide_detail = service_detail = page_detail = post_detail

__all__ = [
    "author_detail",
    "failed",
    "favicon",
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
    "service_detail",
    "tag_detail",
    "topic_detail",
]
