"""What a page depends on, as short texts: a row by its kind and key, a list by its name.

"post:12", "topic:3", "tag:7", "author:2", "image:9". Lists have plain names: "site" (settings and
menu, on every HTML page), "articles" (whatever lists the newest articles), "guides:3", …
"""

from typing import Any
from zlib import crc32

SLOTS = 65_536
EVERYTHING = "everything"  # what every page depends on without saying so
OTHER_NAMES = {"category": "topic"}  # by what readers and addresses call it


def key_of(thing: Any) -> str:
    """Return the key of a row, or of a list: a text is its own."""
    if isinstance(thing, str):
        return thing
    name = thing._meta.model_name
    return f"{OTHER_NAMES.get(name, name)}:{thing.pk}"


def slot_of(key: str) -> int:
    """Return where the stamp of a key lies. Two keys in one slot cost a needless build."""
    return crc32(key.encode()) % SLOTS
