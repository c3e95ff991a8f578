"""What is still to be carried out: pages change because a moment comes, or a process died.

Nothing has to run for a post to go live: whoever comes first after its moment purges for it.
"""

from django.db.models import Min, Q

from blog.models import Post, Purge

from . import changes, stamps
from .stamps import NEVER

AT_ONCE = 500


def catch_up() -> None:
    """Carry out what is due, and say when the next is. Two queries if there is nothing.

    Safe to do twice: a change of the schedule meanwhile has the next one look again.
    """
    kept = stamps.current()
    tick, _due = kept.read()
    while rows := list(Purge.objects.due().order_by("at", "pk")[:AT_ONCE]):
        tick = carry_out(rows)
    following = Purge.objects.aggregate(first=Min("at"))["first"]
    due = int(following.timestamp() * 1e6) if following else NEVER
    kept.set_due(due, tick)


def carry_out(rows: list[Purge]) -> int:
    """Stamp what these purge, and delete them; return the tick of it."""
    keys = {key for row in rows for key in row.keys}
    moments = {row.post_id: row.at for row in rows if row.post_id}
    for post in Post.objects.filter(pk__in=moments):
        keys |= changes.of_post(None, post)
    tick = stamps.stamp(keys)
    done = Q(pk__in=[row.pk for row in rows if not row.post_id])
    for pk, at in moments.items():  # unless it was given another moment just now
        done |= Q(post=pk, at=at)
    Purge.objects.filter(done).delete()
    return tick


def is_left() -> bool:
    """Whether a process that died left something. One query, by an index."""
    return Purge.objects.due().exists()
