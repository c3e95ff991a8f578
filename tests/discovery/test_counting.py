"""What came is counted by name and page, without a query in a request, and in bounded room."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.discovery import counting
from blog.discovery.counting import Hits, Known
from blog.models import HitCount, PreviewLink
from blog.models.hit import HitQuerySet

from ..build import make_image, make_post
from ..reading import get

pytestmark = pytest.mark.django_db
GPT = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://x)"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.fixture
def hits(monkeypatch):
    fresh = Hits()
    fresh.learn()
    monkeypatch.setattr("blog.middleware.hits", fresh)
    return fresh


def counts() -> set[tuple]:
    return set(HitCount.objects.values_list("kind", "agent", "path", "times"))


def ask(path: str, agent: str = "", referer: str = "") -> int:
    return get(path, headers={"User-Agent": agent, "Referer": referer}).status_code


def test_a_crawler_is_counted_by_page_and_day(hits):
    make_post()
    for _ in range(3):
        ask("/blog/a-post", GPT)
    ask("/?utm_source=x", GPT)
    hits.write()
    assert counts() == {("read", "GPTBot", "/blog/a-post", 3), ("read", "GPTBot", "/", 1)}
    assert HitCount.objects.first().day == timezone.localdate()


def test_later_sums_are_added_to_those_that_are_there(hits):
    for _ in range(2):
        ask("/", GPT)
        ask("/blog", GPT)
        ask("/blog", GPT)
        hits.write()
    assert counts() == {("read", "GPTBot", "/", 2), ("read", "GPTBot", "/blog", 4)}


def test_a_reader_from_an_answer_engine_is_counted_by_its_domain_alone(hits):
    ask("/", CHROME, "https://chatgpt.com/c/6f1-private?q=secret")
    ask("/", CHROME, "https://www.perplexity.ai/")
    ask("/", CHROME, "https://notchatgpt.com/")
    ask("/", CHROME)
    hits.write()
    assert counts() == {("visit", "chatgpt.com", "/", 1), ("visit", "perplexity.ai", "/", 1)}


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        ("Applebot-Extended/0.1", "Applebot-Extended"),
        ("Mozilla/5.0 (Applebot/0.1)", "Applebot"),
        ("mozilla/5.0 (compatible; bingbot/2.0)", "Bingbot"),
        ("Googlebot-Image/1.0", ""),
        ("notGPTBot", ""),
        ("meta-externalagent/1.1", "meta-externalagent"),
        ("", ""),
        ("\x00\ud800 GPTBot", "GPTBot"),
    ],
)
def test_an_agent_is_known_by_its_whole_name(hits, agent, token):
    assert hits.known.crawler(agent) == token


@pytest.mark.parametrize("referer", ["https://[", "https://chatgpt.com:x/", "//", "x" * 100_000])
def test_a_referer_of_any_shape_does_no_harm(hits, referer):
    hits.seen("/", CHROME, referer)
    hits.write()
    assert len(counts()) <= 1


def test_nothing_that_did_not_answer_is_stored(hits):
    make_post("draft", status="draft")
    ask("/blog/draft", GPT)
    ask("/no-such-page", GPT)
    ask("/blog?page=99", GPT)
    hits.write()
    assert counts() == set()


def test_files_previews_and_the_desk_are_not_counted(hits):
    link = PreviewLink.objects.create(
        post=make_post(), expires=timezone.now() + timezone.timedelta(days=1)
    )
    asked = [link.get_absolute_url(), make_image().url, "/healthz"]
    assert [ask(path, GPT) for path in asked] == [200, 200, 200]
    assert ask("/admin/login/", GPT) in {200, 302}
    hits.write()
    assert counts() == set()


def test_a_request_pays_no_query_for_it(hits):
    hits.known = Known(["GPTBot"], ["chatgpt.com"])
    with CaptureQueriesContext(connection) as queries:
        hits.seen("/", GPT, "")
        hits.seen("/", CHROME, "https://chatgpt.com/")
    assert len(queries) == 0


def test_writing_asks_as_often_for_a_hundred_pages_as_for_one(hits):
    asked = []
    for pages in (1, 100):
        HitCount.objects.all().delete()
        for n in range(pages):
            hits.seen(f"/blog/{n}", GPT, "")
        with CaptureQueriesContext(connection) as queries:
            hits.write()
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_memory_is_bounded_and_no_visit_is_lost(hits, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    for n in range(10):
        hits.seen(f"/blog/{n}", GPT, "")
    assert len(hits.pages.counts) == 4
    hits.write()
    assert ("read", "GPTBot", "", 7) in counts()


def test_a_day_is_bounded_and_no_visit_is_lost(hits, monkeypatch):
    monkeypatch.setattr("blog.models.hit.MOST_A_DAY", 3)
    for _ in range(2):
        for n in range(10):
            hits.seen(f"/blog/{n}", GPT, "")
        hits.write()
    assert HitCount.objects.count() == 4
    assert sum(times for *_, times in counts()) == 20


def test_a_path_that_no_row_can_hold_is_counted_with_the_further_pages(hits):
    hits.seen("/" + "x" * 300, GPT, "")
    hits.seen("/" + "x" * 254, GPT, "")
    hits.write()
    assert counts() == {("read", "GPTBot", "", 1), ("read", "GPTBot", "/" + "x" * 254, 1)}


def test_sums_of_many_sizes_each_come_to_their_row(hits):
    for n in range(1, 7):
        for _ in range(n):
            hits.seen(f"/blog/{n}", GPT, "")
            hits.seen(f"/blog/{n}", CHROME, "https://claude.ai/")
    hits.write()
    assert counts() == {
        row
        for n in range(1, 7)
        for row in (
            ("read", "GPTBot", f"/blog/{n}", n),
            ("visit", "claude.ai", f"/blog/{n}", n),
        )
    }


def test_what_cannot_be_written_is_kept_for_later(hits, monkeypatch):
    def fail(*args):
        raise OperationalError("database is locked")

    hits.seen("/", GPT, "")
    with monkeypatch.context() as broken:
        broken.setattr(HitQuerySet, "add", fail)
        hits.write()
    assert counts() == set()
    hits.write()
    assert counts() == {("read", "GPTBot", "/", 1)}


def test_headers_that_never_repeat_fill_no_memory(hits):
    for n in range(3000):
        hits.seen("/", f"{CHROME} {n}", f"https://{n}.example/")
    assert hits.known.crawler.cache_info().currsize <= 2048
    assert hits.known.engine.cache_info().currsize <= 2048
    assert not hits.pages.counts


def test_without_a_thread_nothing_is_counted(settings):
    assert settings.COUNT_EVERY == 0
    quiet = Hits()
    quiet.seen("/", GPT, "")
    assert not quiet.pages.counts and quiet.thread is None


def test_the_thread_writes_and_its_start_costs_no_query(hits, settings, monkeypatch):
    settings.COUNT_EVERY = 3600
    written = threading.Event()
    monkeypatch.setattr(hits, "write", written.set)
    with CaptureQueriesContext(connection) as queries:
        hits.seen("/", GPT, "")
    assert written.wait(10)
    assert len(queries) == 0
    assert hits.thread.daemon


CHILD = """
import multiprocessing, sys
import django
django.setup()
from blog.discovery.counting import Hits

def serve():
    hits = Hits()
    hits.write = lambda: print("written", flush=True)
    hits.work = lambda: None
    hits.start()

worker = multiprocessing.get_context("fork").Process(target=serve)
worker.start()
worker.join()
"""


def test_the_worker_of_a_server_writes_its_last_sums_when_it_ends(tmp_path):
    told = {"DJANGO_SETTINGS_MODULE": "ironegoo.settings", "DATA_DIR": str(tmp_path)}
    asked = [sys.executable, "-c", CHILD]
    done = subprocess.run(asked, env=os.environ | told, capture_output=True, check=True, text=True)
    assert done.stdout == "written\n"
