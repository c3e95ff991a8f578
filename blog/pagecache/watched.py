"""Inside Django: which parameters a view reads, and what it is asked when nothing is stored."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict

from . import DEPENDS

ASKED = "irongoo.asked"  # headers that the wrapper kept from the view
READ = "irongoo.read"
ALL = "*"  # the view took the parameters as a whole
Handler = Callable[[HttpRequest], HttpResponseBase]


class Watched(QueryDict):
    """The parameters of a request, which notes the names that are looked at."""

    def __init__(self, query: bytes, names: set[str]) -> None:
        self.names: set[str] = set()
        super().__init__(query)
        self.names = names

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().getlist(key, default)

    def __iter__(self) -> Any:
        self.names.add(ALL)
        return super().__iter__()

    def __len__(self) -> int:
        self.names.add(ALL)
        return super().__len__()

    def keys(self) -> Any:
        self.names.add(ALL)
        return super().keys()

    def lists(self) -> Any:
        self.names.add(ALL)
        return super().lists()


def watched(get_response: Handler) -> Handler:
    """A page that is stored is built for everybody. Where it turns out that it is for one alone,
    the middleware around us (gzip, 304) sees what this one asked."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = request.META.get(ASKED)
        if asked is None:
            return get_response(request)
        names = request.META[READ] = set()
        query = request.META.get("QUERY_STRING", "").encode("latin-1")
        request.GET = Watched(query, names)  # type: ignore[assignment]
        response = get_response(request)
        if response.status_code != 200 or DEPENDS not in request.META:
            request.META.update(asked)
        return response

    return middleware
