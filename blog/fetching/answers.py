"""What came back, or why nothing did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone

LONGEST_WAIT = timedelta(days=1)


class FetchError(Exception):
    """No answer came, in words for people. It may come at another time."""


class Forbidden(FetchError):
    """We do not ask there, now or later."""


@dataclass(frozen=True)
class Answer:
    """url: where it came from in the end. cut: the body is longer than we read.

    moved: the address that redirects for good (301, 308) lead to, before any other redirect;
    "" if the first is none of these.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool
    moved: str = ""

    @property
    def retry_after(self) -> timedelta:
        """What the header asks for, in seconds or as a date; a day at most."""
        value = self.headers.get("Retry-After", "").strip()
        try:
            if value.isdigit():
                wait = timedelta(seconds=min(int(value[:9]), LONGEST_WAIT.total_seconds()))
            else:
                wait = _in_utc(parsedate_to_datetime(value)) - timezone.now()
        except ValueError:
            return timedelta(0)
        return max(timedelta(0), min(wait, LONGEST_WAIT))


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
