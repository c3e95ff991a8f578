"""The archive: one year a page, its titles by month, beside the years that there are."""

from datetime import datetime
from itertools import groupby

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from blog.discovery.head import Head, head_of_list
from blog.discovery.structured import describe_titles
from blog.models import Post, SiteSettings
from blog.models.archive import Year, path_of, start_of, years_of
from blog.pagecache import depends_on, shared
from blog.pagecache import shown as shows


@require_safe
def archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Six queries, however many posts; the page grows with the titles of its year alone.

    The newest year is the page without a number, so that no text has two addresses.
    """
    site = shared.site_settings()
    articles = Post.objects.published().articles()
    years = years_of(articles)
    newest = next(iter(years), None)
    shown = newest if year is None else year
    if year is not None and year not in years:
        raise Http404
    months = months_of(articles, shown) if shown else []
    depends_on(request, *shows.site(site), "articles", f"titles:{shown}")
    head = head_of_archive(site, shown, years, newest)
    describe_titles(head, site, (post for _month, posts in months for post in posts))
    context = {
        "site": site,
        "head": head,
        "years": [
            {"year": each, "count": found.texts, "path": path_of(each, newest)}
            for each, found in years.items()
        ],
        "year": shown,
        "months": months,
    }
    return render(request, "blog/archive.html", context)


def head_of_archive(
    site: SiteSettings, year: int | None, years: dict[int, Year], newest: int | None
) -> Head:
    if year is None:
        return head_of_list(_("Archive"), reverse("blog:archive"), site, noindex=True)
    said = ngettext(
        "{count} text published in {year}.", "{count} texts published in {year}.", years[year].texts
    ).format(count=years[year].texts, year=year)
    head = head_of_list(_("Archive"), path_of(year, newest), site, description=said)
    if year != newest:
        head = head_of_list(str(year), path_of(year, newest), site, description=said)
        name = _("Archive {year}").format(year=year)  # xgettext sees no word inside an f-string
        head.title = f"{name} | {site.name}"
        head.breadcrumb.append((_("Archive"), reverse("blog:archive")))
    return head


def months_of(articles, year: int) -> list[tuple[datetime, list[Post]]]:
    """Return [(a moment of the month, its articles)], the newest first. One query."""
    within = Q(date_published__gte=start_of(year), date_published__lt=start_of(year + 1))
    posts = articles.filter(within).only("title", "path", "kind", "date_published")
    by_month = groupby(posts, key=lambda post: timezone.localtime(post.date_published).month)
    found = [list(posts) for _month, posts in by_month]
    return [(posts[0].date_published, posts) for posts in found if posts[0].date_published]
