"""What is answered from the store, and when a page is built again."""

import gzip

import brotli
import pytest

from blog.pagecache import stamps

from . import pages

BODY = f"<h1>Page</h1>{pages.TEXT}".encode()


def test_a_page_is_built_once(get):
    first, second = get("/page"), get("/page")
    assert first == second
    assert (first.status, first.body) == (200, BODY)
    assert pages.asked["page"] == 1


def test_an_edit_is_seen_by_the_next_reader(get):
    get("/page")
    pages.says["text"] = "new"
    stamps.stamp(["post:1"])
    assert get("/page").body == b"<h1>Page</h1>new"


def test_an_edit_of_something_else_builds_nothing(get):
    get("/page")
    stamps.stamp(["post:2"])
    get("/page")
    assert pages.asked["page"] == 1


def test_what_one_worker_built_the_others_serve(get, new_worker):
    first = get("/page")
    assert new_worker()("/page") == first
    assert pages.asked["page"] == 1


def test_an_edit_is_seen_through_every_worker(get, new_worker):
    other = new_worker()
    get("/page"), other("/page")
    pages.says["text"] = "new"
    stamps.stamp(["post:1"])
    assert get("/page").body == other("/page").body == b"<h1>Page</h1>new"
    assert pages.asked["page"] == 2


def test_a_view_that_declares_nothing_is_asked_each_time(get):
    get("/undeclared"), get("/undeclared")
    assert pages.asked["undeclared"] == 2


def test_what_is_not_stored_is_answered_as_django_does(get):
    first = get("/undeclared", accept_encoding="gzip")
    assert gzip.decompress(first.body).decode() == pages.TEXT
    assert get("/undeclared", if_none_match=first.headers["ETag"]).status == 304


@pytest.mark.parametrize(
    "address", ["/no-store", "/private", "/by-cookie", "/by-language", "/cookie", "/missing"]
)
def test_what_is_for_one_alone_is_not_stored(get, address):
    assert get(address).body == get(address).body == pages.TEXT.encode()
    assert pages.asked["special"] == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "www.example.com:443"},
        {"host": "127.0.0.1:8000"},
        {"host": None},
        {"x_forwarded_proto": "http"},
        {"x_forwarded_proto": None},
        {"cookie": "a=b; sessionid=xyz"},
        {"authorization": "Basic eA=="},
    ],
)
def test_who_is_no_plain_reader_is_answered_by_django_and_leaves_nothing(get, headers):
    get("/page", **headers)
    get("/page", **headers)
    assert pages.asked["page"] == 2
    get("/page")
    assert pages.asked["page"] == 3


def test_another_method_than_get_is_not_stored(get):
    get("/page", method="OPTIONS")
    get("/page")
    assert pages.asked["page"] == 2


def test_a_page_is_packed_as_the_reader_can_unpack_it(get):
    assert brotli.decompress(get("/page", accept_encoding="gzip, br").body) == BODY
    assert gzip.decompress(get("/page", accept_encoding="gzip").body) == BODY
    assert get("/page", accept_encoding="").body == BODY
    assert get("/page", accept_encoding="br;q=0, gzip;q=0").body == BODY
    assert pages.asked["page"] == 1


def test_a_short_page_is_not_packed(get):
    given = get("/short", accept_encoding="gzip, br")
    assert given.body == b"short"
    assert "Content-Encoding" not in given.headers


def test_visits_of_stored_pages_are_counted_once(get, seen):
    get("/page", user_agent="GPTBot", referer="https://chatgpt.com/")
    assert seen == []  # by Django
    get("/page", user_agent="GPTBot", referer="https://chatgpt.com/")
    assert seen == [("/page", "GPTBot", "https://chatgpt.com/")]
