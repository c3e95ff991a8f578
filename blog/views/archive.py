"""The archive: one year a page, its titles by month, beside the years that there are."""

from datetime import datetime
from itertools import groupby

from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from blog.models import Post, SiteSettings

from .head import Head, head_of_list


@require_safe
def archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Four queries, however many posts; the page grows with the titles of its year alone.

    The newest year is the page without a number, so that no text has two addresses.
    """
    site = SiteSettings.load()
    articles = Post.objects.published().articles()
    counts = counts_by_year(articles)
    newest = max(counts, default=None)
    shown = newest if year is None else year
    if year is not None and year not in counts:
        raise Http404
    context = {
        "site": site,
        "head": head_of_archive(site, shown, counts, newest),
        "years": [
            {"year": each, "count": counts[each], "path": path_of(each, newest)}
            for each in sorted(counts, reverse=True)
        ],
        "year": shown,
        "months": months_of(articles, shown) if shown else [],
    }
    return render(request, "blog/archive.html", context)


def path_of(year: int | None, newest: int | None) -> str:
    if year is None or year == newest:
        return reverse("blog:archive")
    return reverse("blog:archive-year", args=[year])


def head_of_archive(
    site: SiteSettings, year: int | None, counts: dict[int, int], newest: int | None
) -> Head:
    if year is None:
        return head_of_list(_("Archive"), reverse("blog:archive"), site, noindex=True)
    said = ngettext(
        "{count} text published in {year}.", "{count} texts published in {year}.", counts[year]
    ).format(count=counts[year], year=year)
    head = head_of_list(_("Archive"), path_of(year, newest), site, description=said)
    if year != newest:
        head = head_of_list(str(year), path_of(year, newest), site, description=said)
        head.title = f"{_('Archive {year}').format(year=year)} | {site.name}"
        head.breadcrumb.append((_("Archive"), reverse("blog:archive")))
    return head


def counts_by_year(articles) -> dict[int, int]:
    """Return {year: how many articles}, without the years that have none. Two queries.

    Years are those of the site's time zone. Ranges of dates, and no function of them: an index
    can answer that, and SQLite would call Python for each row.
    """
    ends = articles.aggregate(first=Min("date_published"), last=Max("date_published"))
    if ends["first"] is None:
        return {}
    first, last = (timezone.localtime(ends[end]).year for end in ("first", "last"))
    wanted = {f"y{year}": Count("pk", filter=within(year)) for year in range(first, last + 1)}
    found = articles.aggregate(**wanted)
    return {int(name[1:]): count for name, count in found.items() if count}


def within(year: int) -> Q:
    return Q(date_published__gte=start_of(year), date_published__lt=start_of(year + 1))


def start_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())


def months_of(articles, year: int) -> list[tuple[datetime, list[Post]]]:
    """Return [(a moment of the month, its articles)], the newest first. One query."""
    posts = articles.filter(within(year)).only("title", "path", "kind", "date_published")
    by_month = groupby(posts, key=lambda post: timezone.localtime(post.date_published).month)
    found = [list(posts) for _month, posts in by_month]
    return [(posts[0].date_published, posts) for posts in found if posts[0].date_published]
