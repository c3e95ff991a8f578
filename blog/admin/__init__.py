"""The editor's desk: the stock admin with our forms."""

from django.contrib import admin
from taggit.models import Tag as StockTag

from . import (
    audit,
    client_reports,
    crawlers,
    hits,
    images,
    links,
    missing,
    people,
    pings,
    posts,
    redirects,
    site,
    tags,
    todos,
    topics,
)

admin.site.site_header = "Iron Goo"
admin.site.site_title = "Iron Goo"
admin.site.index_title = "Your site"

admin.site.unregister(StockTag)  # ours has its own through model: see blog.models.tag

__all__ = [
    "audit",
    "client_reports",
    "crawlers",
    "hits",
    "images",
    "links",
    "missing",
    "people",
    "pings",
    "posts",
    "redirects",
    "site",
    "tags",
    "todos",
    "topics",
]
