"""What the stack of `manage.py serve` costs: to start, to hold, to answer anew, to show an edit.

Part of `make bench`, in processes and a database of its own; `python tests/bench_serving.py` is
this part alone. Answers built anew need wrk (`apt-get install wrk`). Processor time is that of the
server's processes for an answer, the median of some rounds.
"""

import contextlib
import io
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.bench_pagecache import BROWSER, free_port, loaded, running  # noqa: E402

PAGES, ROUNDS = 1_000, 3
SERVE = [sys.executable, "manage.py", "serve"]
BARE = """
from django.conf import settings
from django.contrib.admin import site
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

apps = "admin auth contenttypes sessions messages staticfiles".split()
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="bare",
    INSTALLED_APPS=[f"django.contrib.{app}" for app in apps],
)
application = get_wsgi_application()
urlpatterns = [path("admin/", site.urls), path("healthz", lambda _request: HttpResponse("ok"))]
"""


def measure(port: int) -> None:
    from django.core.management import call_command
    from django_tasks_db.models import DBTaskResult

    from blog.models import Post
    from tests.bench import row, sample_article
    from tests.build import make_author, make_image, make_post

    call_command("prepare", stdout=io.StringIO())
    call_command("seed_posts", PAGES, stdout=io.StringIO())
    post = make_post(
        "weighed",
        body=sample_article(),
        category="seo",
        authors=[make_author(role="Smith")],
        image=make_image(alt="A drop"),
    )
    print(f"`manage.py serve`, two workers and one for the background, {PAGES:,} posts")
    site = f"http://127.0.0.1:{port}"
    row("cold start to the first 200", f"{cold_start(SERVE, port):.2f} s", "aim: 1.0 s")
    row("  of a bare Django with its admin", f"{cold_start_of_bare(port):.2f} s")
    with running(SERVE, port) as server:
        asked(f"{site}/healthz")
        paths = Post.objects.published().values_list("path", flat=True)
        for path in [*paths, post.path] * 2:
            asked(site + path)
        row("memory of all (PSS), a job under way", f"{memory(server.pid):.0f} MB")
        DBTaskResult.objects.ready().delete()  # the rest would take some ten minutes
        time.sleep(5)
        row("memory of all, no job under way", f"{memory(server.pid):.0f} MB", "aim: 150 MB")
        seen(site, post, row)
    os.environ["PAGE_CACHE"] = "0"
    with running(SERVE, port) as server:
        asked(f"{site}/healthz")
        measure_misses(server, site, post.path, row)


def cold_start(command: list[str], port: int) -> float:
    """Return the seconds, the least of some rounds: what else the machine does adds to them."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with running(command, port):
            asked(f"http://127.0.0.1:{port}/healthz")
            seconds.append(time.perf_counter() - started)
            time.sleep(1)  # granian does not end while a worker of it begins
    return min(seconds)


def cold_start_of_bare(port: int) -> float:
    """Return the same for as little of Django as a site with an admin can have, with granian."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        granian = str(Path(sys.executable).with_name("granian"))
        command = [granian, "--interface=wsgi", "--workers=1", f"--port={port}"]
        return cold_start([*command, f"--working-dir={folder}", "bare:application"], port)


def seen(site: str, post: Any, row: Any) -> None:
    """From the end of a save in this process to its words in an answer of another."""
    times = []
    for number in range(10):
        post.title = f"What a page weighs, {number}"
        post.save()
        saved = time.perf_counter()
        if post.title.encode() not in asked(site + post.path, "identity"):
            sys.exit("old words were served after a save")
        times.append((time.perf_counter() - saved) * 1000)
    row("saved, to new bytes", f"{statistics.median(times):.0f} ms", "aim: 50 ms")


def measure_misses(server: Any, site: str, article: str, row: Any) -> None:
    """The same without a store: every answer is built."""
    if not shutil.which("wrk"):
        print("No figures of answers built anew without wrk:\n  apt-get install wrk")
        return
    for name, (path, aim) in {
        "article": (article, "aim: 4 ms"),
        "front page": ("/", ""),
        "list": ("/blog", "aim: 5 ms"),
        "its last page": ("/blog?page=45", ""),
        "feed": ("/rss.xml", "aim: 10 ms"),
        "part of the sitemap": ("/sitemap-posts-1.xml", "aim: 20 ms"),
        "search": ("/search?q=link", ""),
        "a bare view, all middleware": ("/healthz", ""),
    }.items():
        asked(site + path)
        costs = [loaded(server, site + path, ["Accept-Encoding: gzip"])[1] for _ in range(ROUNDS)]
        row(f"built anew: {name}", f"{statistics.median(costs):.1f} ms", aim)


def memory(pid: int) -> float:
    """Return the megabytes that a process and those that it started hold, each its share."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    assert found
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(found[1]) / 1024 + sum(map(memory, map(int, children)))


def asked(address: str, coding: str = "gzip") -> bytes:
    for _ in range(200):
        with contextlib.suppress(ConnectionError):
            headers = BROWSER | {"Accept-Encoding": coding}
            with urlopen(Request(address, headers=headers)) as answer:
                return answer.read()
        time.sleep(0.02)
    sys.exit(f"{address} does not answer")


def main() -> None:
    # What the background still writes is no reason to fail.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        port = free_port()
        os.environ |= {"DATA_DIR": folder, "PORT": str(port), "DEMO": "0"}
        os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django

        django.setup()
        measure(port)


if __name__ == "__main__":
    main()
