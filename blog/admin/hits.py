"""What crawlers read, and which answer engines sent readers, in the last thirty days."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from blog.models import Crawler, HitCount

from .keys import words_asked
from .pages import page
from .readonly import ReadOnly

DAYS = 30
MOST = 100  # lines of a table
READ = Sum("times", filter=Q(kind=HitCount.Kind.READ), default=0)
VISITS = Sum("times", filter=Q(kind=HitCount.Kind.VISIT), default=0)
HIGH = 60  # of the tallest bar, in the units of the picture


@admin.register(HitCount)
class HitCountAdmin(ReadOnly, admin.ModelAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Four queries, however much came. ?agent= shows the pages of one alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        since = today - timedelta(days=DAYS - 1)
        counts = HitCount.objects.filter(day__gte=since).order_by()
        agent = words_asked(request, "agent", 253)
        shown = counts.filter(agent=agent) if agent else counts
        agents = counts.values("kind", "agent").annotate(times_in_all=Sum("times"), last=Max("day"))
        pages = shown.values("path").annotate(read=READ, visits=VISITS, in_all=Sum("times"))
        purposes = {each.token: each.get_purpose_display() for each in Crawler.objects.all()}
        lines = list(agents.order_by("-times_in_all", "agent")[:MOST])
        return page(
            self,
            request,
            "hits.html",
            None,
            "What machines read",
            agent=agent,
            days=DAYS,
            most=MOST,
            bars=bars(shown.values("day").annotate(read=READ, visits=VISITS), since),
            crawlers=[
                {**line, "purpose": purposes.get(line["agent"], "no longer on the list")}
                for line in lines
                if line["kind"] == HitCount.Kind.READ
            ],
            engines=[line for line in lines if line["kind"] == HitCount.Kind.VISIT],
            pages=list(pages.order_by("-in_all", "path")[:MOST]),
        )


def bars(rows: Any, since: date) -> list[dict[str, Any]]:
    """Return a bar for each day: its place and height in a picture of 30 by HIGH units."""
    by_day = {row["day"]: row for row in rows}
    most = max((row["read"] + row["visits"] for row in by_day.values()), default=0)
    made = []
    for n in range(DAYS):
        day = since + timedelta(days=n)
        row = by_day.get(day, {"read": 0, "visits": 0})
        times = row["read"] + row["visits"]
        high = round(HIGH * times / most, 1) if most else 0
        made.append({"day": day, "x": n * 10, "y": HIGH - high, "high": high, **row})
    return made
