"""What machines read, on a site of 1,000 posts and on one of 100,000: it must cost the same.

Part of `make bench`, in a process and a database of its own; `python tests/bench_machines.py` is
this part alone, and takes some minutes. Milliseconds are of this process, for the whole request.
A new kind of address for machines gets its line in ADDRESSES.
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
SIZES = (1_000, 100_000)
ROUNDS = 9
ADDRESSES = {
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
    milliseconds: float
    queries: int
    memory: int  # bytes
    length: int  # of the answer


def measure_machines(sizes: tuple[int, ...] = SIZES) -> None:
    from django.core.management import call_command

    costs: dict[str, list[Cost]] = {name: [] for name in ADDRESSES}
    for size in sizes:
        start = time.perf_counter()
        call_command("seed_posts", size, stdout=StringIO())
        print(f"seed_posts {size:,}: {time.perf_counter() - start:.0f} s")
        for name, address in ADDRESSES.items():
            costs[name].append(cost(address))
    print(f"For machines: {' and '.join(f'{size:,}' for size in sizes)} posts")
    print(
        "  milliseconds, share, queries, KB held, KB sent; aim: at most 1.5 times, the same queries"
    )
    for name, (few, *_, many) in costs.items():
        share = many.milliseconds / few.milliseconds
        print(
            f"{name:<28}{few.milliseconds:>7.1f}{many.milliseconds:>7.1f}{share:>7.2f}"
            f"{few.queries:>5}{many.queries:>4}"
            f"{few.memory // 1024:>8,}{many.memory // 1024:>8,}"
            f"{few.length // 1024:>8,}{many.length // 1024:>8,}"
        )


def cost(address: str) -> Cost:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": settings.SITE_HOST})

    def ask() -> int:
        response: Any = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        return sum(map(len, response))

    ask()
    with CaptureQueriesContext(connection) as queries:
        length = ask()
    asked = len(queries)
    tracemalloc.start()
    ask()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        ask()
        times.append((time.process_time() - start) * 1000)
    return Cost(statistics.median(times), asked, held, length)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django
        from django.conf import settings
        from django.core.management import call_command
        from django.test.utils import override_settings

        django.setup()
        call_command("migrate", verbosity=0)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            measure_machines()


if __name__ == "__main__":
    main()
