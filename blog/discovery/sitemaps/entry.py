from datetime import datetime
from typing import NamedTuple


class Entry(NamedTuple):
    """A line of a sitemap. path: on this site; picture: an address, or ""."""

    path: str
    modified: datetime | None
    picture: str = ""
