"""What machines are told: the same truth that readers see."""

from .counting import hits
from .robots import robots
from .sitemaps import sitemap, sitemap_part

__all__ = ["hits", "robots", "sitemap", "sitemap_part"]
