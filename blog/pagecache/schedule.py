"""Pages that change because a moment comes: nothing has to run for a post to go live."""

from blog.models import Post

from . import stamps
from .keys import EVERYTHING
from .stamps import NEVER


def catch_up() -> None:
    """Let no page be served that is older than the moment that came, and say what comes next."""
    kept = stamps.current()
    tick = kept.stamp([EVERYTHING])
    following = Post.objects.scheduled().order_by("date_published")
    at = following.values_list("date_published", flat=True).first()
    kept.set_due(int(at.timestamp() * 1e6) if at else NEVER, tick)
