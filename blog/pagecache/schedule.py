"""Pages that change because a moment comes: nothing has to run for a post to go live."""

import time
from datetime import UTC, datetime

from blog.models import Post

from . import stamps
from .keys import EVERYTHING
from .stamps import NEVER


def catch_up() -> None:
    """Carry out what became due since somebody looked, and say what comes next.

    Safe to do twice: a change of the schedule meanwhile has the next one look again.
    """
    kept = stamps.current()
    tick, _due = kept.read()
    moment = time.time_ns() // 1000
    now, looked = _datetime(moment), _datetime(kept.looked())
    if Post.objects.published(at=now).filter(date_published__gt=looked).exists():
        tick = kept.stamp([EVERYTHING])
    following = Post.objects.scheduled(at=now).order_by("date_published")
    at = following.values_list("date_published", flat=True).first()
    kept.set_due(int(at.timestamp() * 1e6) if at else NEVER, looked=moment, tick=tick)


def _datetime(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1e6, UTC)
