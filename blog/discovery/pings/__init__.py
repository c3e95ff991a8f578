"""Services that want to know what changed: IndexNow for search engines, WebSub for readers.

changes: what an edit changes for them, as rows that wait; sending: when these are sent;
services: what each is told, and what its answers mean.
"""

from .changes import Change, of_list, of_lists, of_post, queue
from .key import indexnow_key
from .sending import next_moment, send_due
from .services import is_on

__all__ = [
    "Change",
    "indexnow_key",
    "is_on",
    "next_moment",
    "of_list",
    "of_lists",
    "of_post",
    "queue",
    "send_due",
]
