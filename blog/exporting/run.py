"""An export from start to end: what is known, what has changed, what is found, what is gone."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connections
from django.urls import reverse

from blog.discovery.feeds import FORMS
from blog.discovery.twins import SUFFIX as TWIN
from blog.models import Author, Category, Post, Tag
from blog.models.post_queryset import ARTICLES
from blog.pagecache import parts, schedule, shared, stamps
from blog.views.cite import SUFFIX as CITATION
from blog.views.gone import gone

from .build import TWINS, Built, answer, asked, build, put, remove, write
from .manifest import Kept, Manifest
from .rules import write_rules

FIXED = (
    "home post-list guide-list service-list archive feeds llms llms-full sitemap robots favicon"
    " api-contract api-posts"
).split()
AT_ONCE = 80  # addresses a process is given: of 20 articles, for which shared.wholes() has room
ROOM = 10  # times what a process of the server keeps of the parts that pages share
NOWHERE = "/this-address-is-nobody-s"


@dataclass
class Result:
    """pages: how many files there are in all. written, removed: of this run. failed: addresses
    that answered neither 200 nor that they are nobody's, with their status."""

    pages: int
    written: int
    removed: int
    redirects: int
    failed: dict[str, int]


def export_site(
    folder: Path,
    *,
    whole: bool = False,
    since: datetime | None = None,
    processes: int | None = None,
    progress: Callable[[int], object] = lambda count: None,
) -> Result:
    """Write the public site below the folder: `public/` to be served, `servers/` the rules.

    What is up to date by the same keys and stamps as in the page cache is left as it is; whole:
    everything is built anew. since: changed.txt, as the command's help says. processes: 0 builds
    in this one. Raises OSError.
    """
    public = folder / "public"
    public.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(folder / "manifest.sqlite3")
    try:
        known = manifest.read()
        schedule.catch_up()  # what went live since, where no server runs that did it
        fresh = set() if whole else {a for a, kept in known.items() if is_fresh(kept, public)}
        first = dict.fromkeys([*addresses(), *known])
        work = Work(public, known, [a for a in first if a not in fresh], fresh, progress)
        work.run(os.cpu_count() or 1 if processes is None else processes)
        manifest.write(work.kept.values(), work.gone & known.keys())
        kept = {a: k for a, k in (known | work.kept).items() if a not in work.gone}
        removed = drop(public, known, kept)
        put_files_in_place(public, kept.values())
        redirects = write_rules(folder, public, put_errors_in_place(public))
        if since:
            changed = sorted(k.file for k in kept.values() if k.written >= since.timestamp())
            files = [file + ending for file in changed for ending in ("", *TWINS.values())]
            lines = [f"{file}\n" for file in files if (public / file).exists()]
            put(folder / "changed.txt", "".join(lines).encode())
    finally:
        manifest.close()
    written = sum(known.get(a) is None or known[a].sha256 != k.sha256 for a, k in work.kept.items())
    return Result(len(kept), written, removed, redirects, work.failed)


def is_fresh(kept: Kept, public: Path) -> bool:
    """A page that names nothing that it depends on is built every time."""
    good = bool(kept.slots) and stamps.newest(kept.slots) <= kept.tick
    return good and (public / kept.file).exists()


def addresses() -> list[str]:
    """Return those that a visitor may begin with; the others are named by their answers."""
    names = [*FIXED, *(form.key for form in FORMS)]
    fixed = [reverse(f"blog:{name}") for name in names]
    rows = [row for model in (Category, Tag, Author) for row in model.objects.all()]
    lists = [row.get_absolute_url() for row in rows]
    posts = Post.objects.published().values_list("path", "kind")
    return fixed + lists + [address for path, kind in posts for address in forms_of(path, kind)]


def forms_of(path: str, kind: str) -> Iterator[str]:
    """The addresses of one post, together: three of them say what is in memory then."""
    yield from (path, path + TWIN)
    if kind in ARTICLES:
        yield path + CITATION
    yield reverse("blog:api-post", args=[path[1:]])


class Work:
    """The addresses that are still to be asked for, and what became of the others."""

    def __init__(
        self,
        public: Path,
        known: dict[str, Kept],
        todo: Iterable[str],
        fresh: set[str],
        progress: Callable[[int], object],
    ) -> None:
        self.public, self.known, self.progress = str(public), known, progress
        self.todo = list(dict.fromkeys(todo))
        self.seen = fresh | set(self.todo)
        self.kept: dict[str, Kept] = {}
        self.gone: set[str] = set()
        self.failed: dict[str, int] = {}

    def run(self, processes: int) -> None:
        while self.todo and not processes:
            self.take(build_all(self.public, self.given(1)))
        if not self.todo:
            return
        connections.close_all()  # no process may inherit one
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes, context, parts.hold, (ROOM,)) as pool:
            running: set[Future[list[Built]]] = set()
            while self.todo or running:
                while self.todo and len(running) < processes * 2:
                    running.add(pool.submit(build_all, self.public, self.given(processes)))
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    self.take(future.result())

    def given(self, processes: int) -> list[tuple[str, Kept | None]]:
        """Return what one of them is to build: few have something to do for all."""
        most = min(AT_ONCE, -(-len(self.todo) // processes))
        some, self.todo = self.todo[:most], self.todo[most:]
        return [(address, self.known.get(address)) for address in some]

    def take(self, several: list[Built]) -> None:
        further: set[str] = set()
        for built in several:
            if built.kept:
                self.kept[built.address] = built.kept
            else:
                self.gone.add(built.address)
                if built.status not in {301, 302, 404, 410}:
                    self.failed[built.address] = built.status
            further |= built.found - self.seen
        self.seen |= further
        # First: what is found may lead on, page by page.
        self.todo[:0] = sorted(further, key=beside)
        self.progress(len(several))


def beside(address: str) -> tuple[str, str, str]:
    """Sorts the forms of one page of a feed beside each other: they show the same posts."""
    path, _, page = address.partition("?")
    return path.rpartition("/")[0], page, path


def build_all(public: str, several: list[tuple[str, Kept | None]]) -> list[Built]:
    posts = [address.removesuffix(TWIN) for address, _known in several if address.endswith(TWIN)]
    with suppress(DatabaseError):  # each address will say it again
        shared.wholes(posts)  # at once, what their Markdown and data would ask for one by one
    return [build(address, public, known) for address, known in several]


def drop(public: Path, known: dict[str, Kept], kept: dict[str, Kept]) -> int:
    """Remove the files that no address has any more; return how many pages that were."""
    used = {each.file for each in kept.values()}
    old = {each.file for each in known.values()} - used
    for file in old:
        remove(public, file)
    return len(old)


def put_files_in_place(public: Path, kept: Iterable[Kept]) -> None:
    """The files of the design, and the pictures that a page shows: no others."""
    root = settings.STATIC_ROOT
    static = {f"static/{p.relative_to(root)}": p for p in root.rglob("*") if p.is_file()}
    wanted = {f"static/{name}" for name in static if not Path(name).name.startswith(".")}
    for name, path in static.items():
        link(path, public / name)
    media = {name for each in kept for name in each.media}
    for name in media:
        wanted.add(f"media/{name}")
        if isinstance(default_storage, FileSystemStorage):
            if (path := Path(default_storage.path(name))).is_file():
                link(path, public / "media" / name)
        elif not (public / "media" / name).exists() and default_storage.exists(name):
            (public / "media" / name).parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as stored:
                put(public / "media" / name, stored.read())
    for path in (*public.glob("media/**/*"), *public.glob("static/**/*")):
        name = str(path.relative_to(public))
        if path.is_file() and name not in wanted and name not in static:
            path.unlink()


def link(path: Path, place: Path) -> None:
    """The same file under another name where the disk can, else a copy."""
    old, new = path.stat(), place.stat() if place.exists() else None
    if new and (new.st_size, new.st_mtime_ns) == (old.st_size, old.st_mtime_ns):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    try:
        os.link(path, place)
    except OSError:
        shutil.copy2(path, place)


def put_errors_in_place(public: Path) -> dict[str, str]:
    """Write the pages for what is not found and what is gone; return the headers of a page.

    Asked for by HEAD: nobody looked for that address, so it is not to be counted as missing.
    """
    missing = answer(NOWHERE, method="HEAD")
    for name, response in ("404.html", missing), ("410.html", gone(asked(NOWHERE))):
        body = b"".join(response)
        if not (public / name).exists() or (public / name).read_bytes() != body:
            write(public / name, body)
    return dict(missing.headers)
