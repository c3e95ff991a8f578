"""What machines are told: the same truth that readers see."""

from .robots import robots
from .sitemaps import sitemap, sitemap_part

__all__ = ["robots", "sitemap", "sitemap_part"]
