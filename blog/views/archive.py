"""The archive: one year a page, its titles by month, beside the years that there are."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from blog.discovery.head import Head, head_of_list
from blog.discovery.shown import TITLES_ON_A_PAGE
from blog.discovery.structured import describe_titles
from blog.models import Post, SiteSettings
from blog.models.archive import path_of, start_of, years_of
from blog.models.post_queryset import PostQuerySet
from blog.pagecache import depends_on, shared
from blog.pagecache import shown as shows
from blog.pagecache.parts import Parts

from .paging import page_asked

Years = dict[int, int]  # how many articles each has, the newest first
YEARS: Parts[str, Years] = Parts(
    1,
    lambda _years: ["articles"],
    lambda _names: {"": years_of(Post.objects.published().articles())},
)


@require_safe
def archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One query, and three for the years if something entered the archive or left it.

    The newest year is the page without a number, so that no text has two addresses.
    """
    site = shared.site_settings()
    years = YEARS.get("")
    newest = next(iter(years), None)
    shown = newest if year is None else year
    if year is not None and year not in years:
        raise Http404
    pages = Paginator(titles_of(shown) if shown else Post.objects.none(), TITLES_ON_A_PAGE)
    pages.count = years[shown] if shown else 0
    page = page_asked(request, pages, request.path)
    depends_on(request, *shows.site(site), "articles", f"titles:{shown}")
    head = head_of_archive(site, shown, years, newest, page.number)
    describe_titles(head, site, page, first=page.start_index())
    context = {
        "site": site,
        "head": head,
        "years": [
            {"year": each, "count": texts, "path": path_of(each, newest)}
            for each, texts in years.items()
        ],
        "year": shown,
        "months": months_of(page),
        "page": page,
    }
    return render(request, "blog/archive.html", context)


def head_of_archive(
    site: SiteSettings, year: int | None, years: Years, newest: int | None, page: int
) -> Head:
    if year is None:
        return head_of_list(_("Archive"), reverse("blog:archive"), site, noindex=True)
    said = ngettext(
        "{count} text published in {year}.", "{count} texts published in {year}.", years[year]
    ).format(count=years[year], year=year)
    name = _("Archive") if year == newest else _("Archive {year}").format(year=year)
    head = head_of_list(name, path_of(year, newest), site, description=said, page=page)
    if year != newest:
        head.headline = str(year)
        head.breadcrumb.append((_("Archive"), reverse("blog:archive")))
    return head


def titles_of(year: int) -> PostQuerySet:
    """The live articles of a year, with as much of each as its line says."""
    within = Q(date_published__gte=start_of(year), date_published__lt=start_of(year + 1))
    articles = Post.objects.published().articles().filter(within)
    return articles.only("title", "path", "kind", "date_published")


def months_of(posts: Iterable[Post]) -> list[tuple[datetime, list[Post]]]:
    """Return [(a moment of the month, those of its articles)], in their order."""
    by_month = groupby(posts, key=lambda post: shows.published(post).month)
    found = [list(posts) for _month, posts in by_month]
    return [(shows.published(posts[0]), posts) for posts in found]
