"""Lists of many pages, and what is said when there is no such page."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

from blog.discovery.shown import ON_A_PAGE
from blog.models import Post
from blog.models.post_queryset import PostQuerySet


class NoSuchPage(Http404):
    """Of a list that is there. last: the number of its last page."""

    def __init__(self, path: str, last: int) -> None:
        super().__init__(f"{path} has {last} pages")
        self.path, self.last = path, last


class ByKeys(Paginator):
    """Finds the keys of a page by an index, from the nearer end, and then its rows.

    A database that skips rows reads them first: the last of 4,500 pages took 500 ms.
    """

    object_list: PostQuerySet

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        keys = self.object_list.values_list("pk", flat=True)
        if start > self.count / 2:
            found = keys.reverse()[self.count - stop : self.count - start]
        else:
            found = keys[start:stop]
        # Nothing else is asked of them: SQLite would go through all posts again.
        return Page(Post.objects.filter(pk__in=found).for_cards(), number, self)


def paged(request: HttpRequest, posts: PostQuerySet) -> Page:
    """Return a page of the posts, for cards, the newest first."""
    return page_asked(request, ByKeys(posts, ON_A_PAGE), request.path)


def page_asked(request: HttpRequest, pages: Paginator, first: str) -> Page:
    """Return the page that `?page=` names. first: the address of the first one.

    Raises NoSuchPage for a page that is none, also for `01`: one text, one address.
    """
    asked = request.GET.get("page", "1")
    try:
        page = pages.page(asked)
    except InvalidPage as error:
        raise NoSuchPage(first, pages.num_pages) from error
    if str(page.number) != asked:
        raise NoSuchPage(first, pages.num_pages)
    return page
