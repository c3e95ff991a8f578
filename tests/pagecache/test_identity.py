"""Which requests get the same page; what is invented makes no new ones and enters no answer."""

import pytest

from blog.pagecache.accept import coding_of, form_of

from . import pages

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def stored(get):
    return len(get.application.library.memory.pages)


def test_a_parameter_that_the_view_reads_makes_a_page_of_its_own(get):
    assert get("/list?page=2").body.endswith(b"part 2")
    assert get("/list").body.endswith(b"part 1")
    assert get("/list?page=2").body.endswith(b"part 2")
    assert pages.asked["listed"] == 2


def test_thousands_of_invented_queries_are_one_page(get):
    get("/page")
    for number in range(3000):
        get(f"/page?utm_source={number}&{number}=x")
    assert pages.asked["page"] == 1
    assert stored(get) == 1


def test_the_order_of_parameters_makes_no_difference(get):
    get("/narrowed?kind=a&topic=b")
    assert get("/narrowed?utm=1&topic=b&kind=a").body == b"a/b"
    assert pages.asked["narrowed"] == 1


def test_a_parameter_that_is_read_only_beside_another_counts_there(get, new_worker):
    """Whatever a process has learnt of the view so far."""
    get("/narrowed?topic=x"), get("/narrowed?kind=a")
    for reader in (get, new_worker()):
        assert reader("/narrowed?kind=a&topic=x").body == b"a/x"
        assert reader("/narrowed?kind=a&topic=y").body == b"a/y"
        assert reader("/narrowed?kind=a").body == b"a/"
        assert reader("/narrowed?topic=y").body == b"/"


def test_a_parameter_given_twice_is_answered_but_not_stored(get):
    get("/list")
    assert get("/list?page=2&page=3").body.endswith(b"part 3")
    assert stored(get) == 1


def test_what_an_odd_address_asks_is_answered_by_django(get):
    assert get("/undeclared?q=" + "x" * 5000).status == 200
    assert get("/list?page=%ff%fe").status == 200
    assert get("/" + "x" * 5000).status == 404
    assert get("/list?" + "&".join(f"a{n}=1" for n in range(5000))).status == 400


def test_nothing_of_the_one_who_asks_enters_a_page(get):
    """The view puts all of its request's headers into the page."""
    headers = {
        "x_forwarded_host": "evil.example",
        "x_forwarded_for": "192.0.2.1",
        "x_original_url": "/evil",
        "cookie": "theme=evil",
        "accept_language": "evil",
        "accept": "evil/evil",
        "accept_encoding": "gzip",
        "if_none_match": "evil",
        "range": "bytes=0-1",
        "x_evil": "evil",
    }
    get("/echo", **headers)
    body = get("/echo").body
    assert b"evil" not in body and b"192.0.2.1" not in body
    assert b"https://www.example.com/echo" in body
    assert body == get("/echo", **(headers | {"accept_encoding": None})).body


def test_markdown_and_html_of_one_address_are_two_pages(get):
    for _ in range(2):
        assert get("/forms", accept="text/markdown").body.endswith(b"text/markdown")
        assert get("/forms", accept=BROWSER).body.endswith(b"text/html")
        assert get("/forms").body.endswith(b"text/html")
    assert stored(get) == 2


def test_thousands_of_invented_headers_make_no_pages(get):
    for number in range(2000):
        get("/page", accept=f"text/html;v={number}", accept_encoding=f"x{number}, gzip", evil="x")
    assert pages.asked["page"] == 1
    assert stored(get) == 1


@pytest.mark.parametrize(
    ("accept", "path", "form"),
    [
        (BROWSER, "/blog/a", "*/*"),
        ("text/markdown, text/html;q=0.5", "/blog/a", "text/markdown"),
        (BROWSER, "/rss.xml", "text/html"),
        ("application/rss+xml, */*;q=0.1", "/topics/a/rss.xml", "*/*"),
        ("application/rss+xml, text/html;q=0.1", "/rss.xml", "*/*"),
        ("application/atom+xml, text/html;q=0.1", "/atom.xml", "*/*"),
        (BROWSER, "/sitemap.xml", "*/*"),
        ("text/markdown", "/sitemap.xml", "*/*"),
        ("x" * 10_000, "/blog/a", "*/*"),
        ("", "/blog/a", "*/*"),
    ],
)
def test_forms_are_told_apart_where_views_do(accept, path, form):
    assert form_of(accept, path) == form


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity", ""),
        ("", ""),
        ("gzip;q=x", ""),
        ("gzip" * 5000, ""),
    ],
)
def test_the_encoding_that_is_asked_for_most_is_given(accepted, coding):
    assert coding_of(accepted) == coding
