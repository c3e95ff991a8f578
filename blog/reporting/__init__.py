"""The monthly report for a client: counted when it is made, and kept with its rows."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from blog import measuring
from blog.models import ClientReport

from .figures import figures
from .months import month_after, month_before, start_of
from .parts import left_out, parts_of

__all__ = ["left_out", "make", "month_after", "month_before", "start_of"]


def make(month: date, *, by: Any = None) -> ClientReport:
    """Measure, count and keep; of a month that is over, once: then the kept one is returned.

    The figures that the next report is held against stand in the newest whole one alone.
    """
    whole = start_of(month_after(month)) <= timezone.now()
    if whole and (kept := ClientReport.objects.filter(month=month, whole=True).first()):
        return kept
    measuring.measure()
    with transaction.atomic():
        wholes = ClientReport.objects.filter(whole=True)
        earlier, now = wholes.filter(month__lt=month).first(), figures()
        newest = whole and not wholes.filter(month__gt=month).exists()
        report = ClientReport.objects.create(
            month=month,
            whole=whole,
            made_at=timezone.now(),
            by=by,
            parts=parts_of(month, earlier, now),
            figures=now if newest else None,
        )
        if newest:
            wholes.exclude(pk=report.pk).update(figures=None)
        return report
