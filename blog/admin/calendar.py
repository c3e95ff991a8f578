"""One month of scheduled and published posts, by day, in the site's time zone."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from blog.models import Post
from blog.models.post import YEARS

A_DAY_SHOWS = 5
FIRST_DAY = calendar.MONDAY


@dataclass
class Day:
    """posts: the first few of the day, in the order of their times; total: how many it has."""

    date: date
    inside: bool  # of the month that is shown, not of its neighbours
    posts: list[Post] = field(default_factory=list)
    total: int = 0

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()

    @property
    def rest(self) -> int:
        return self.total - len(self.posts)

    @property
    def list_address(self) -> str:
        return f"{reverse('admin:blog_post_changelist')}?day={self.date:%Y-%m-%d}"


@dataclass
class Month:
    first: date
    weeks: list[list[Day]]

    @property
    def previous(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def next(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def total(self) -> int:
        return sum(day.total for week in self.weeks for day in week)

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        return [(f"{day.date:%A}", f"{day.date:%a}") for day in self.weeks[0]]


def month_called(text: str) -> date:
    """Return the first day of `2026-11`; of this month, if the text names none."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007, a month has no zone
    except ValueError:
        first = date(1, 1, 1)
    return first if first.year in YEARS else timezone.localdate().replace(day=1)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def month_of(posts: Any, first: date) -> Month:
    """Sort the posts of one month into its days. One query, whatever the month holds.

    posts: a Post queryset.
    """
    dates = calendar.Calendar(FIRST_DAY).monthdatescalendar(first.year, first.month)
    days = {day: Day(day, day.month == first.month) for week in dates for day in week}
    after = (first + timedelta(days=31)).replace(day=1)
    found = posts.filter(
        status=Post.Status.PUBLISHED,
        date_published__gte=start_of(first),
        date_published__lt=start_of(after),
    ).only("title", "kind", "status", "date_published", "review_asked", "has_draft")
    for post in found.order_by("date_published", "pk"):
        day = days[timezone.localdate(post.date_published)]
        day.total += 1
        if len(day.posts) < A_DAY_SHOWS:
            day.posts.append(post)
    return Month(first, [[days[day] for day in week] for week in dates])


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    def show(request: HttpRequest) -> HttpResponse:
        if not model_admin.has_view_or_change_permission(request):
            raise PermissionDenied
        posts = Post.objects.editable_by(request.user)
        context = {
            **model_admin.admin_site.each_context(request),
            "title": "Calendar",
            "opts": model_admin.opts,
            "month": month_of(posts, month_called(request.GET.get("month", ""))),
            "zone": timezone.get_current_timezone_name(),
        }
        return TemplateResponse(request, "admin/blog/post/calendar.html", context)

    view = model_admin.admin_site.admin_view(show)
    return [path("calendar/", view, name="blog_post_calendar")]
