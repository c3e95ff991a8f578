"""What machines are told: the same truth that readers see."""

from .counting import hits
from .llms import llms_full, llms_txt
from .robots import robots
from .sitemaps import sitemap, sitemap_part

__all__ = ["hits", "llms_full", "llms_txt", "robots", "sitemap", "sitemap_part"]
