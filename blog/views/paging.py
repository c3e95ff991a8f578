"""Lists of many pages, and what is said when there is no such page."""

from typing import NamedTuple

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from blog.discovery.shown import ON_A_PAGE
from blog.models.post_queryset import PostQuerySet
from blog.pagecache import shared
from blog.pagecache.parts import Parts


class NoSuchPage(Http404):
    """Of a list that is there. last: the number of its last page."""

    def __init__(self, path: str, last: int) -> None:
        super().__init__(f"{path} has {last} pages")
        self.path, self.last = path, last


class Counted(NamedTuple):
    """keys: what marks that a post entered the list or left it."""

    posts: int
    keys: tuple[str, ...]


COUNTS: Parts[tuple[str, ...], Counted] = Parts(1_000, lambda counted: counted.keys)


class ByKeys(Paginator):
    """Finds the keys of a page by an index, from the nearer end, and then its rows.

    A database that skips rows reads them first: the last of 4,500 pages took 500 ms. How many
    there are is kept until a post enters the list or leaves it.
    """

    object_list: PostQuerySet

    def __init__(self, posts: PostQuerySet, keys: tuple[str, ...], *, signed: bool) -> None:
        super().__init__(posts, ON_A_PAGE)
        self.keys, self.signed = keys, signed

    @cached_property
    def count(self) -> int:
        counted = COUNTS.get(self.keys, lambda _names: {self.keys: self.counted()})
        return counted.posts

    def counted(self) -> Counted:
        return Counted(self.object_list.count(), self.keys)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        keys = self.object_list.values_list("pk", flat=True)
        if start >= self.count:  # a page of nothing, or one that shows something else besides
            found = []
        elif start > self.count / 2:
            found = list(keys.reverse()[self.count - stop : self.count - start])[::-1]
        else:
            found = list(keys[start:stop])
        cards = shared.signed_cards if self.signed else shared.cards
        return Page(cards(found), number, self)


def paged(request: HttpRequest, posts: PostQuerySet, *keys: str, signed: bool = True) -> Page:
    """Return a page of the posts, for cards, the newest first.

    keys: what a change of these posts is marked with; see blog.pagecache.keys. signed: with who
    wrote each.
    """
    return page_asked(request, ByKeys(posts, keys, signed=signed), request.path)


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
