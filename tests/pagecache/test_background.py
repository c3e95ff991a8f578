"""What happens to popular pages between requests."""

from pathlib import Path

import brotli
import pytest

from blog.pagecache import stamps
from blog.pagecache.background import POPULAR, Background

from . import pages


@pytest.fixture
def background(get, monkeypatch):
    monkeypatch.setattr("blog.pagecache.background.PAUSE", 0)
    return Background(get.application.library, get.application.troubles)


def ask_often(get, address):
    for _ in range(POPULAR + 1):
        get(address)


def test_a_popular_page_is_built_again_after_an_edit_before_somebody_asks(get, background):
    ask_often(get, "/page")
    get("/list")
    stamps.stamp(["post:1", "articles"])
    background.round()
    assert (pages.asked["page"], pages.asked["listed"]) == (2, 1)
    get("/page")
    assert pages.asked["page"] == 2


def test_a_page_that_did_not_change_is_not_built_again(get, background):
    ask_often(get, "/page")
    stamps.stamp(["articles"])
    background.round()
    assert pages.asked["page"] == 1


def test_a_page_with_parameters_is_built_again_as_it_was(get, background):
    ask_often(get, "/list?page=2")
    stamps.stamp(["articles"])
    background.round()
    assert get("/list?page=2").body.endswith(b"part 2")
    assert pages.asked["listed"] == 2


def test_what_nobody_asks_for_any_more_is_built_again_a_few_times_only(get, background):
    ask_often(get, "/page")
    for _ in range(10):
        stamps.stamp(["post:1"])
        background.round()
    assert 1 < pages.asked["page"] < 5


def test_a_page_that_is_gone_is_forgotten(get, background, settings):
    ask_often(get, "/page")
    get.application.library.application = lambda environ, start: start("410 Gone", []) or []
    stamps.stamp(["post:1"])
    background.round()
    assert not get.application.library.memory.pages


def test_a_popular_page_is_packed_tighter_for_all_workers(get, new_worker, background):
    pages.says["text"] = text = Path(pages.__file__).read_text()
    ask_often(get, "/page")
    before = get("/page", accept_encoding="br")
    background.round()
    for reader in (get, new_worker()):
        after = reader("/page", accept_encoding="br")
        assert brotli.decompress(after.body).decode() == f"<h1>Page</h1>{text}"
        assert len(after.body) < len(before.body)
        assert after.headers["Content-Length"] == str(len(after.body))
        assert after.headers["ETag"] != before.headers["ETag"]
    assert pages.asked["page"] == 1
