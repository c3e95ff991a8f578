"""At most one request in some seconds for each host, by all workers together.

A stamp in the cache of the site: who can set it may ask, the others wait for it to end. Workers
with Redis share it between machines; with files, those of one machine do.
"""

import time
from hashlib import sha256

from django.core.cache import cache

from .answers import FetchError

PACE = 5.0  # seconds from the beginning of one request to that of the next
PATIENCE = 60.0  # seconds; there are a few workers, and each waits for one request at a time
LOOK = 0.25


def take_turn(host: str) -> None:
    """Return when the host may be asked, which it is from then on. Raises FetchError."""
    key = f"asked:{sha256(host.lower().encode()).hexdigest()}"
    waited = 0.0
    while not cache.add(key, 1, timeout=PACE):
        if waited >= PATIENCE:
            raise FetchError(f"{host} is asked for other things; it has to wait.")
        time.sleep(LOOK)
        waited += LOOK
