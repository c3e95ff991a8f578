"""Links to other sites: each address is asked now and then whether readers still get there.

In the background, a few at a time and each host once a run. Only what stands in a live text is
asked; a site whose own address is loopback asks nobody.
"""

import time
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit, urlunsplit

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from blog.fetching import Answer, FetchError, Forbidden, safe_fetch
from blog.models import ExternalAddress, Link, SiteSettings
from blog.models.external import MAX_URL, State
from ironegoo.environment import LOOPBACK

GATHERED = 1000  # links at once
BATCH = 10  # addresses of one run, each of another host
LOOKED_AT = 200  # to find so many hosts
TIME = 20.0  # seconds after which a run begins with no further address; other jobs wait meanwhile
NEXT_RUN = timedelta(minutes=1)
OURS_FOR = timedelta(minutes=30)  # longer than a run takes
GONE = {404, 410}
ODD = "Longer than an address may be, or none at all."


def is_on() -> bool:
    return settings.SITE_HOST not in LOOPBACK and SiteSettings.plain().check_external


def check() -> int:
    """Ask some of those that are due; return how many were asked."""
    if not is_on():
        return 0
    gather()
    count, until = 0, time.monotonic() + TIME
    for row in due_now():
        if time.monotonic() > until:
            break
        if take(row):
            ask(row)
            row.save()
            count += 1
    return count


def next_check() -> datetime | None:
    """Return when check() has something to do; None: not as things stand."""
    if not is_on():
        return None
    soon = timezone.now() + NEXT_RUN
    if Link.objects.not_gathered().exists():
        return soon
    first = ExternalAddress.objects.shown().exclude(host="").order_by("due").only("due").first()
    return max(first.due, soon) if first else None


def gather() -> None:
    """Let links know the row of their address, made where there is none."""
    rows = list(Link.objects.not_gathered().order_by("pk").only("pk", "url")[:GATHERED])
    addresses = {row.pk: address_of(row.url) for row in rows}
    wanted = dict(sorted(addresses.values()))
    new = [made(url, host) for url, host in wanted.items()]
    ExternalAddress.objects.bulk_create(new, ignore_conflicts=True, batch_size=200)
    known = dict(ExternalAddress.objects.filter(url__in=wanted).values_list("url", "pk"))
    for row in rows:
        row.external_id = known[addresses[row.pk][0]]
    Link.objects.bulk_update(rows, ["external"], batch_size=200)


def address_of(url: str) -> tuple[str, str]:
    """Return what is asked of the host, in ASCII, and the host; "" where it cannot be asked."""
    try:
        parts = urlsplit(url)
        host, netloc = (parts.hostname or "").lower(), parts.netloc
        if "%" in host or not host.isascii():  # browsers read both
            host = unquote(host, errors="strict")
            host = host.encode("idna").decode()
            netloc = host if parts.port is None else f"{host}:{parts.port}"
    except ValueError:  # UnicodeError is one
        return iri_to_uri(url)[:MAX_URL], ""
    asked = iri_to_uri(urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")))
    return (asked, host) if len(asked) <= MAX_URL and len(host) < 254 else (asked[:MAX_URL], "")


def made(url: str, host: str) -> ExternalAddress:
    row = ExternalAddress(url=url, host=host)
    if not host:
        row.take(State.REFUSED, message=ODD)
    return row


def due_now() -> list[ExternalAddress]:
    rows = ExternalAddress.objects.shown().filter(due__lte=timezone.now()).exclude(host="")
    by_host: dict[str, ExternalAddress] = {}
    for row in rows.order_by("due", "pk")[:LOOKED_AT]:
        by_host.setdefault(row.host, row)
    return list(by_host.values())[:BATCH]


def take(row: ExternalAddress) -> bool:
    """Whether it is this worker's to ask: another may be at it."""
    mine = ExternalAddress.objects.filter(pk=row.pk, due=row.due)
    return mine.update(due=timezone.now() + OURS_FOR) == 1


def ask(row: ExternalAddress) -> None:
    """HEAD; and GET where that says nothing good, for some servers know no HEAD."""
    try:
        try:
            answer = safe_fetch(row.url, method="HEAD")
        except Forbidden:
            raise
        except FetchError:
            answer = None
        if answer is None or answer.status >= 400:
            answer = safe_fetch(row.url, types=())
    except Forbidden as error:
        row.take(State.REFUSED, message=str(error))
    except FetchError as error:
        row.take(State.FAILING, message=str(error))
    else:
        row.take(state_of(answer), answer.status, leads_to=answer.moved)


def state_of(answer: Answer) -> State:
    if answer.status in GONE:
        return State.GONE
    if answer.status >= 500:
        return State.FAILING
    if answer.status >= 400:
        return State.UNSURE
    return State.MOVED if answer.moved else State.FINE
