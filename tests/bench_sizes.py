"""What must cost the same on a site of 1,000 posts and on one of 100,000; and what may not.

Part of `make bench`, in a process and a database of its own. `python tests/bench_sizes.py` is this
part alone and takes some ten minutes; with other sizes as arguments, less. Milliseconds are the
processor time of this process for the whole request, which no page cache answers. A new kind of
address gets its line in ADDRESSES.
"""

import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000)
EXPORTED = 10_000  # posts of the site that is exported
ROUNDS = 9
BARE = "/healthz"
ADDRESSES = {
    "home": "/",
    "article": "{article}",
    "list": "/blog",
    "  its last page": "/blog?page={last}",
    "topic": "/topics/links",
    "guides": "/guides",
    "archive, a year": "/archive/2016",
    "feed, RSS": "/rss.xml",
    "  JSON Feed": "/feed.json",
    "  a page of its archive": "/rss.xml?page=2016-3",
    "  of a topic": "/topics/links/atom.xml",
    "  of a tag": "/tags/captions/atom.xml",
    "  of an author": "/authors/ada-brandt/atom.xml",
    "sitemap, the index": "/sitemap.xml",
    "  a part of posts": "/sitemap-posts-1.xml",
    "  the lists": "/sitemap-lists-1.xml",
    "llms.txt": "/llms.txt",
    "the API, posts": "/api/posts",
    "llms-full.txt": "/llms-full.txt",
}


class Cost(NamedTuple):
    """bare_views: how many requests for BARE the time is worth. Hours may lie between two sizes,
    and the speed of a shared machine: these are what to compare."""

    milliseconds: float
    bare_views: float
    queries: int
    memory: int  # bytes
    length: int  # of the answer


def measure_sizes(sizes: tuple[int, ...]) -> None:
    from django.core.management import call_command

    costs: dict[str, list[Cost]] = {name: [] for name in ADDRESSES}
    for size in sizes:
        start = time.perf_counter()
        call_command("seed_posts", size, force=True, stdout=StringIO())
        print(f"seed_posts {size:,}: {time.perf_counter() - start:.0f} s")
        places = known()
        for name, address in ADDRESSES.items():
            costs[name].append(cost(address.format(**places)))
        measure_publishing()
        if size == EXPORTED:
            measure_export()
    print(f"\nAt {', '.join(f'{size:,}' for size in sizes)} posts")
    print("  milliseconds at each; the last by the first, both counted in bare views asked for in")
    print("  between; queries, KB held, KB sent at both")
    for name, (few, *others) in costs.items():
        many = others[-1] if others else few
        times = "".join(f"{each.milliseconds:>8.1f}" for each in (few, *others))
        print(
            f"{name:<25}{times}{many.bare_views / few.bare_views:>7.2f}"
            f"{few.queries:>5}{many.queries:>4}"
            f"{few.memory // 1024:>8,}{many.memory // 1024:>8,}"
            f"{few.length // 1024:>8,}{many.length // 1024:>8,}"
        )


def known() -> dict[str, object]:
    from blog.models import Post
    from blog.views.paging import ON_A_PAGE

    posts = Post.objects.published().filter(kind=Post.Kind.POST)
    return {
        "article": posts.order_by("-date_published", "-pk")[7].path,
        "last": -(-posts.count() // ON_A_PAGE),
    }


def measure_publishing() -> None:
    """One post after the other becomes public; and how many keys of pages each stamps."""
    from blog import publishing
    from blog.models import Category, Post
    from blog.pagecache.stamps import stamped

    stamps: list[int] = []

    def count(sender: None, *, keys: set[str], **_: object) -> None:
        stamps.append(len(keys))

    stamped.connect(count)
    times = []
    for _ in range(ROUNDS):
        text = "A text of some words. [Links](/topics/links) and more.\n\n" * 20
        title = f"Published for the bench {time.time_ns()}"
        post = Post.objects.create(
            title=title,
            slug=f"bench-{time.time_ns()}",
            body=text,
            description="What a page is for that the bench publishes, and why.",
            category=Category.objects.get(slug="links"),
        )
        start = time.process_time()
        publishing.publish(post)
        times.append((time.process_time() - start) * 1000)
    print(f"  publish a post: {statistics.median(times):.0f} ms, {statistics.median(stamps)} keys")


def measure_export() -> None:
    from blog import publishing
    from blog.exporting import export_site
    from blog.models import Post

    with tempfile.TemporaryDirectory() as folder:
        for what in ("all", "again, one post changed", "again, nothing changed"):
            start = time.perf_counter()
            result = export_site(Path(folder))
            took = time.perf_counter() - start
            print(f"  export, {what}: {took:.1f} s, {result.written} of {result.pages} pages")
            if what == "all":
                post = Post.objects.published().order_by("-date_published", "-pk")[500]
                publishing.publish(post, publishing.snapshot_of(post) | {"body": "New words."})


def cost(address: str) -> Cost:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": settings.SITE_HOST})

    def ask(one: str) -> int:
        response: Any = client.get(one)
        assert response.status_code == 200, f"{one}: {response.status_code}"
        return sum(map(len, response))

    def timed(one: str) -> float:
        start = time.process_time()
        ask(one)
        return (time.process_time() - start) * 1000

    ask(address)
    with CaptureQueriesContext(connection) as queries:
        length = ask(address)
    asked = len(queries)
    tracemalloc.start()
    ask(address)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rounds = [(timed(address), timed(BARE)) for _ in range(ROUNDS)]
    time_of_it, of_bare = (statistics.median(times) for times in zip(*rounds, strict=True))
    return Cost(time_of_it, time_of_it / of_bare, asked, held, length)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        measure_sizes(tuple(map(int, sys.argv[1:])) or SIZES)


if __name__ == "__main__":
    main()
