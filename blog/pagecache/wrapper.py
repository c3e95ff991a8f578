"""The WSGI application around Django: answers what is stored before Django is entered."""

from collections.abc import Callable, Iterable
from typing import Any

from .accept import coding_of
from .background import Background
from .build import Built
from .conditional import unchanged
from .identity import Door, Environ
from .library import Application, Library
from .page import Page
from .stamps import StampsAreGone
from .troubles import Troubles

Seen = Callable[[str, str, str], None]


class Wrapper:
    """seen: is told path, User-Agent and Referer of each page that Django does not see."""

    def __init__(self, application: Application, seen: Seen, *, background: bool = False) -> None:
        self.application, self.seen = application, seen
        self.door, self.troubles = Door(), Troubles()
        self.library = Library(application, self.door, self.troubles)
        self.background = Background(self.library, self.troubles) if background else None

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        if not self.door.admits(environ):
            return self.application(environ, start)
        try:
            page = self.library.at_hand(environ)
            if page is None and not self.door.builds(environ):
                return self.application(environ, start)
            page = page or self.library.find(environ)
            if page is not None:
                get = environ.get
                page.hits += 1
                if environ["REQUEST_METHOD"] == "GET":
                    self.seen(page.path, get("HTTP_USER_AGENT", ""), get("HTTP_REFERER", ""))
                return answer(page, environ, start)
            built = self.library.build(environ)
            if self.background:
                self.background.start()
        except StampsAreGone as error:
            self.troubles.say("read its stamps", error)
            return self.application(environ, start)
        return (
            passed_on(built, environ, start)
            if isinstance(built, Built)
            else answer(built, environ, start)
        )


def answer(page: Page, environ: Environ, start: Any) -> Iterable[bytes]:
    given = page.answer(coding_of(environ.get("HTTP_ACCEPT_ENCODING", "")))
    if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and unchanged(
        environ, page, given
    ):
        start("304 Not Modified", given.not_modified[:])
        return ()
    start("200 OK", given.headers[:])
    return (given.body,) if environ["REQUEST_METHOD"] == "GET" else ()


def passed_on(built: Built, environ: Environ, start: Any) -> Iterable[bytes]:
    start(built.status, built.headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        built.close()
        return ()
    return built.body
