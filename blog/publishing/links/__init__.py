"""The ledger of links inside: each is a row, written with the page that it stands on."""

from . import external
from .counting import editorial, one_at_a_time
from .ends import ends_of
from .mending import by_a_detour, mends
from .moving import forget, moved, refresh
from .places import kind_of_list
from .rows import changed, unread, write
from .shown import as_readers_will_get
from .topics import Topic, coverage, topics

__all__ = [
    "Topic",
    "as_readers_will_get",
    "by_a_detour",
    "changed",
    "coverage",
    "editorial",
    "ends_of",
    "external",
    "forget",
    "kind_of_list",
    "mends",
    "moved",
    "one_at_a_time",
    "refresh",
    "topics",
    "unread",
    "write",
]
