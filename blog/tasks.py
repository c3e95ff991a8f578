"""Work that no request waits for: queued here, done by `manage.py work`.

The only module that imports a library of tasks: from Django 6 on it is Django's own. A job is
named by the key of its row, so it is safe to repeat: it looks at the row as it is when its turn
comes, and does nothing if there is nothing to do.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import measuring, publishing, reporting
from blog.discovery import pings
from blog.models import ClientReport, Image, LinkTodo, Measuring, Post
from blog.pagecache import cdn
from blog.publishing import planned
from blog.publishing.links import external

if django.VERSION >= (6, 0):
    from django.tasks import Task, TaskResultStatus, task
else:
    from django_tasks import TaskResultStatus, task  # type: ignore[no-redef,assignment]
    from django_tasks.base import Task  # type: ignore[assignment]

log = logging.getLogger(__name__)
# What may be better in a while: a storage or a database that does not answer. Four times in all.
PASSING = (OSError, DatabaseError)
MEASURED_AFTER = timedelta(minutes=1)
MEASURED_AT = time(3)  # of a large site: at night, in the time zone of the site
AFTER_OTHERS = -10  # the priority of what waits for other sites
AGAIN_AFTER = [timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=4)]


def soon(job: Task, pk: int, *, new: bool = False) -> None:
    """Queue the job once the row is committed; at once outside of a transaction.

    new: the row was made just now, so that nothing can be waiting for it.
    """
    transaction.on_commit(partial(job.enqueue, pk) if new else partial(enqueue, job, pk))


def enqueue(job: Task, pk: int) -> None:
    """Queue the job unless it waits for this row already, and so will see it as it is now.

    One that has begun does not count: it may have read the row before.
    """
    if not waiting(job).filter(args_kwargs={"args": [pk], "kwargs": {}}).exists():
        job.enqueue(pk)


def enqueue_all(job: Task, pks: Collection[int]) -> int:
    """The same for many rows, by one question; in one write. Returns how many were queued."""
    queued = {tuple(each["args"]) for each in waiting(job).values_list("args_kwargs", flat=True)}
    missing = [pk for pk in pks if (pk,) not in queued]
    with transaction.atomic():
        for pk in missing:
            job.enqueue(pk)
    return len(missing)


def due() -> bool:
    """Whether there is work to do now."""
    return DBTaskResult.objects.ready().exists()


def waiting(job: Task) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=job.module_path)


@contextmanager
def repeated(job: Task, pk: int | list[str], attempt: int) -> Iterator[None]:
    """If the job fails for a passing reason, it is tried again later; it is logged each time."""
    try:
        yield
    except PASSING:
        if attempt < len(AGAIN_AFTER):
            later = timezone.now() + AGAIN_AFTER[attempt]
            job.using(run_after=later).enqueue(pk, attempt + 1)
            log.warning("%s of %s failed and is tried again at %s", job.name, pk, later)
        raise


@task
def finish_picture(pk: int, attempt: int = 0) -> str:
    """Colour and renditions. A file that cannot be read fails, and stays as it is."""
    image = Image.objects.filter(pk=pk).first()
    if image is None or image.colour:
        return "nothing to do"
    with repeated(finish_picture, pk, attempt):
        return f"{image.name}: {publishing.finish_picture(image)} renditions"


@task
def draw(pk: int, attempt: int = 0) -> str:
    """The social card of a post, and a picture if it has none."""
    post = Post.objects.select_related("category").filter(pk=pk).first()
    if post is None:
        return "nothing to do"
    with repeated(draw, pk, attempt):
        return f"{post.path}: {'drawn' if publishing.draw(post) else 'nothing to do'}"


@task
def draw_what_changed(pk: int, attempt: int = 0) -> str:
    """For all posts at once, as when the site has a new name. pk: of nothing in particular."""
    posts = list(publishing.outdated_drawings())
    enqueue_all(draw, posts)
    return f"{len(posts)} posts to draw"


@task
def relate_post(pk: int, attempt: int = 0) -> None:
    """Which pages read like this one."""
    with repeated(relate_post, pk, attempt):
        publishing.relate([pk])


def note_changes(changes: set[pings.Change]) -> None:
    """Write down what services are to be told, and have it sent; in the edit's transaction."""
    if changes and pings.queue(changes):
        send_by(pings.next_moment())


def send_by(moment: datetime | None) -> int:
    """Have what waits sent at that moment."""
    return _by(moment, send_pings, 0)


def _by(moment: datetime | None, job: Task, *arguments: int) -> int:
    """Queue the job for that moment, unless it is queued for then or before already."""
    if moment is None or waiting(job).filter(run_after__lte=moment).exists():
        return 0
    job.using(run_after=moment).enqueue(*arguments)
    return 1


@task(priority=AFTER_OTHERS)
def send_pings(pk: int, attempt: int = 0) -> None:
    """Tell services what changed. pk: of nothing in particular."""
    with repeated(send_pings, pk, attempt):
        send_by(pings.send_due())


def announce_in_time(post: Post) -> int:
    """Have a scheduled post announced when it is public, which it will be in any case."""
    at, args = post.date_published, {"args": [post.pk], "kwargs": {}}
    if at is None or waiting(announce).filter(args_kwargs=args, run_after=at).exists():
        return 0
    announce.using(run_after=at).enqueue(post.pk)
    return 1


@task
def announce(pk: int, attempt: int = 0) -> None:
    """Let links lead to a post whose time has come, and tell services of it, unless an edit has
    done so since."""
    measure_soon()  # its links count from now on
    if LinkTodo.objects.filter(target=pk, state=LinkTodo.State.OPEN).exists():
        soon(link_to, pk)
    with repeated(announce, pk, attempt), transaction.atomic():
        publishing.links.refresh()
        post = Post.objects.filter(pk=pk).first()
        changes = set(pings.of_post(None, post))
        if post and changes and pings.queue(changes, unless_since=post.date_published):
            send_by(pings.next_moment())


@task
def link_to(pk: int, attempt: int = 0) -> str:
    """Write the links that other pages were to get to this one, which went live by the clock."""
    post = Post.objects.filter(pk=pk).first()
    with repeated(link_to, pk, attempt):
        return f"{planned.write_in_time(post) if post else 0} planned links written"


@task
def read_links(pk: int, attempt: int = 0) -> str:
    """Of all pages, as when the site goes by another name. pk: of nothing in particular."""
    with repeated(read_links, pk, attempt):
        posts = list(Post.objects.values_list("pk", flat=True))
        return f"{publishing.links.write(posts)} rows of links written"


@task
def measure_links() -> str:
    """The figures of all pages, from all links between them."""
    check_external_in_time()  # there may be new ones
    return f"{measuring.measure()} pages measured"


@task(priority=AFTER_OTHERS)
def check_external() -> str:
    """Ask some addresses on other sites whether readers still get there."""
    try:
        return f"{external.check()} addresses asked"
    finally:
        check_external_in_time()


def check_external_in_time() -> int:
    return _by(external.next_check(), check_external)


def drop_elsewhere(keys: Collection[str]) -> None:
    """Have the CDN told what changed, if there is one."""
    if settings.CDN_PURGE_URL:
        for portion in cdn.portions(keys):
            tell_cdn.enqueue(portion)


@task
def tell_cdn(keys: list[str], attempt: int = 0) -> str:
    """keys: of the pages that it has to drop."""
    with repeated(tell_cdn, keys, attempt):
        cdn.tell(keys)
    return f"{len(keys)} keys"


def measure_soon() -> None:
    """Measure once the present change is committed, for all changes of a minute together.

    A large site is measured at night: see Measuring.is_nightly.
    """
    transaction.on_commit(_measure_soon)


def _measure_soon() -> None:
    if not waiting(measure_links).exists():
        last = Measuring.objects.only("pages").first()
        at = next_night() if last and last.is_nightly else timezone.now() + MEASURED_AFTER
        measure_links.using(run_after=at).enqueue()


def next_night() -> datetime:
    now = timezone.localtime()
    night = datetime.combine(now.date(), MEASURED_AT, now.tzinfo)
    later = datetime.combine(now.date() + timedelta(days=1), MEASURED_AT)
    return night if night > now else timezone.make_aware(later)


def measure_now() -> bool:
    """Queue the pass at once; return whether it was not under way or next already."""
    jobs = DBTaskResult.objects.filter(task_path=measure_links.module_path)
    if jobs.ready().exists() or jobs.running().exists():
        return False
    measure_links.enqueue()
    return True


def next_measuring() -> datetime | None:
    """Return when the next pass is due; now: any second; None if none waits."""
    jobs = DBTaskResult.objects.filter(task_path=measure_links.module_path)
    if jobs.ready().exists():
        return timezone.now()
    moments = waiting(measure_links).order_by("run_after").values_list("run_after", flat=True)
    return moments.first()


@task
def make_report(month: str, by: int | None = None) -> str:
    """The report of a month, and the next one at the next turn. month: its first day."""
    person = get_user_model().objects.filter(pk=by).first() if by else None
    report = reporting.make(date.fromisoformat(month), by=person)
    report_in_time()
    return str(report)


def report_now(month: date, by: int | None) -> None:
    make_report.enqueue(month.isoformat(), by)


def report_in_time(*, ahead: bool = True) -> int:
    """Have the reports made that are due: of last month if there is none, of this at its end.

    ahead: for a worker that is there at the end of the month.
    """
    this = timezone.localdate().replace(day=1)
    last = reporting.month_before(this)
    queued = {
        each["args"][0] for each in waiting(make_report).values_list("args_kwargs", flat=True)
    }
    known = Post.objects.once_public().filter(first_public__lt=reporting.start_of(this))
    made = ClientReport.objects.filter(month=last, whole=True).exists()
    count = 0
    if last.isoformat() not in queued and not made and known.exists():
        make_report.enqueue(last.isoformat())
        count += 1
    if ahead and this.isoformat() not in queued:
        turn = reporting.start_of(reporting.month_after(this))
        make_report.using(run_after=turn).enqueue(this.isoformat())
    return count


def catch_up() -> int:
    """Queue what was left undone, by a worker that was killed or before there was one.

    Returns how many jobs.
    """
    pictures = list(Image.objects.unfinished().values_list("pk", flat=True))
    drawings = list(publishing.outdated_drawings())
    texts = list(publishing.unrelated().values_list("pk", flat=True))
    scheduled = Post.objects.scheduled().defer("body", "body_html")
    return (
        enqueue_all(finish_picture, pictures)
        + enqueue_all(draw, drawings)
        + enqueue_all(relate_post, texts)
        + sum(announce_in_time(post) for post in scheduled)
        + send_by(pings.next_moment())
        + check_external_in_time()
    )
