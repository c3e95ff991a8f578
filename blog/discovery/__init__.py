"""What machines are told: the same truth that readers see."""

from .feeds import PostFeed
from .robots import robots
from .sitemaps import sitemap, sitemap_part

__all__ = ["PostFeed", "robots", "sitemap", "sitemap_part"]
