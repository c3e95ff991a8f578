"""The ledger of links inside: each is a row, written with the page that it stands on."""

from .places import find, kind_of_list, site
from .rows import changed, forget, moved, refresh, unread, write

__all__ = [
    "changed",
    "find",
    "forget",
    "kind_of_list",
    "moved",
    "refresh",
    "site",
    "unread",
    "write",
]
