"""When what waits is sent: together, once, and again later if no answer came.

A worker takes rows under a lock and gives them a time until which they are its own, so that
several send nothing twice; those of one that was killed are taken by another after that time.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from blog.models import Ping, Post, SiteSettings
from blog.models.ping import UNFINISHED, Service, State

from .services import MOST_AT_ONCE, Outcome, services_on, tell

QUIET = timedelta(seconds=20)  # without a change, then all that came goes together
PATIENCE = timedelta(minutes=10)  # with a row of changes that does not end
AGAIN_AFTER = [timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=4), timedelta(days=1)]
OURS_FOR = timedelta(minutes=30)  # longer than a batch takes, however slow the other end is
# A hub hears of one feed in five seconds: see fetching.pace.
BATCH = {Service.INDEXNOW: MOST_AT_ONCE[Service.INDEXNOW], Service.WEBSUB: 20}
TAKEN = Q(state=State.SENDING)


def send_due() -> datetime | None:
    """Send what is to be sent now, one batch for each service, so that other jobs get their turn;
    return when the next is, if anything waits."""
    site = SiteSettings.plain()
    for service in Service:
        if service not in services_on(site):
            waiting = Ping.objects.filter(service=service, state=State.WAITING)
            finish(waiting, Outcome(State.FAILED, message="Switched off before it was sent."))
            continue
        if (rows := take(service)) and (later := send(service, site, rows)):
            hold(service, later)
    return next_moment()


def next_moment() -> datetime | None:
    moments = [m for service in Service for m in [_begins(service), _again(service)] if m]
    return min(moments, default=None)


def _begins(service: Service) -> datetime | None:
    """When the rows that are new are sent: once it is quiet, or after some patience."""
    new = Ping.objects.filter(service=service, state=State.WAITING, attempts=0)
    ends = new.aggregate(first=Min("queued"), last=Max("queued"), due=Min("due"))
    if not ends["first"]:
        return None
    return max(ends["due"], min(ends["first"] + PATIENCE, ends["last"] + QUIET))


def _again(service: Service) -> datetime | None:
    known = Ping.objects.filter(service=service).filter(TAKEN | Q(attempts__gt=0))
    return known.unfinished().aggregate(first=Min("due"))["first"]


def take(service: Service) -> list[Ping]:
    """Return some rows that are to be sent now, and are this worker's from here on."""
    now = timezone.now()
    begins = _begins(service)
    ready = Q(state__in=UNFINISHED, due__lte=now)
    if begins and begins > now:
        ready &= ~Q(state=State.WAITING, attempts=0)
    with transaction.atomic():
        free = Ping.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        rows = list(free.filter(ready, service=service).order_by("due", "pk")[: BATCH[service]])
        mine = Ping.objects.filter(pk__in=[row.pk for row in rows])
        mine.update(state=State.SENDING, due=now + OURS_FOR, attempts=F("attempts") + 1, asked=now)
    for row in rows:
        row.attempts += 1
    return rows


def send(service: Service, site: SiteSettings, rows: Sequence[Ping]) -> datetime | None:
    """Return when to try again, if this time it was in vain.

    One answer that says later stands for all that follow: a hub that hangs, hangs once.
    """
    rows = list(_to_be_named(rows) if service == Service.INDEXNOW else rows)
    step = MOST_AT_ONCE[service]
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        said = tell(service, site, [row.path for row in part])
        if said.state == State.WAITING:
            return put_back(rows[start:], said)
        finish(Ping.objects.filter(pk__in=[row.pk for row in part]), said)
    return None


def hold(service: Service, until: datetime) -> None:
    """What waits beside them is not tried before they are, but for what is new by then."""
    Ping.objects.filter(service=service, state=State.WAITING, due__lt=until).update(due=until)


def _to_be_named(rows: Sequence[Ping]) -> Iterator[Ping]:
    """Leave out what was hidden from search engines while it waited."""
    posts = Post.objects.filter(path__in=[row.path for row in rows])
    seen = posts.once_public().filter(noindex=False, canonical_url="")
    hidden = set(posts.exclude(pk__in=seen.values("pk")).values_list("path", flat=True))
    Ping.objects.filter(pk__in=[row.pk for row in rows if row.path in hidden]).delete()
    return (row for row in rows if row.path not in hidden)


def finish(rows: QuerySet[Ping], said: Outcome) -> None:
    rows.update(state=said.state, status=said.status, message=said.message, due=None)


def put_back(rows: Sequence[Ping], said: Outcome) -> datetime:
    """Let them wait for another try, and return when it is; after the last one they have failed."""
    now = timezone.now()
    first = now + max(AGAIN_AFTER[0], said.after)
    for attempts in {row.attempts for row in rows}:
        those = [row for row in rows if row.attempts == attempts]
        if attempts > len(AGAIN_AFTER):
            failed = Outcome(State.FAILED, said.status, said.message)
            finish(Ping.objects.filter(pk__in=[row.pk for row in those]), failed)
            continue
        due = now + max(AGAIN_AFTER[attempts - 1], said.after)
        for _ in range(3):
            try:
                _wait_again(those, due, said)
                break
            except IntegrityError:
                continue  # the same address changed in this moment
    return first


def _wait_again(rows: Sequence[Ping], due: datetime, said: Outcome) -> None:
    """What changed again while it was sent waits already, and stands for both."""
    with transaction.atomic():
        waiting = Ping.objects.filter(service=rows[0].service, state=State.WAITING)
        newer = waiting.filter(path__in=[row.path for row in rows]).values_list("path", flat=True)
        twice = set(newer)
        Ping.objects.filter(pk__in=[row.pk for row in rows if row.path in twice]).delete()
        once = Ping.objects.filter(pk__in=[row.pk for row in rows if row.path not in twice])
        once.update(state=State.WAITING, due=due, status=said.status, message=said.message)
