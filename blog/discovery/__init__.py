"""What machines are told: the same truth that readers see."""

from .feeds import PostFeed
from .robots import robots
from .sitemaps import sitemap

__all__ = ["PostFeed", "robots", "sitemap"]
