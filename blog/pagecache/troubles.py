"""What fails is said once in a while, not once a request: pages are served all the same."""

import logging
import time

AGAIN_AFTER = 300.0  # seconds
logger = logging.getLogger(__name__)


class Troubles:
    def __init__(self) -> None:
        self.said: dict[str, float] = {}

    def say(self, doing: str, error: BaseException | str) -> None:
        """doing: what did not work; one of few texts."""
        now = time.monotonic()
        if now >= self.said.get(doing, 0.0):
            self.said[doing] = now + AGAIN_AFTER
            logger.warning(
                "The page cache could not %s (%s). Pages are built instead.", doing, error
            )
