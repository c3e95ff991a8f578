"""Lists of many pages, and what is said when there is no such page."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

from blog.discovery.shown import ON_A_PAGE


class NoSuchPage(Http404):
    """Of a list that is there. last: the number of its last page."""

    def __init__(self, path: str, last: int) -> None:
        super().__init__(f"{path} has {last} pages")
        self.path, self.last = path, last


def paged(request: HttpRequest, posts) -> Page:
    """Raises NoSuchPage for a page that is none: one text, one address."""
    pages = Paginator(posts, ON_A_PAGE)
    try:
        return pages.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise NoSuchPage(request.path, pages.num_pages) from error
