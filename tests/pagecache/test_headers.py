"""The headers of a stored page, and who is told that nothing changed."""

import pytest

from blog.pagecache import stamps

from . import pages

OLD = "Thu, 01 Jan 1998 00:00:00 GMT"


def test_headers_of_the_view_stay(get):
    get("/named")
    given = get("/named").headers
    assert given["X-Robots-Tag"] == "noindex"
    assert given["Cache-Control"] == "max-age=60"
    assert given["Content-Type"] == "text/html; charset=utf-8"
    assert "camera=()" in given["Permissions-Policy"]
    assert "default-src 'none'" in given["Content-Security-Policy"]


def test_a_browser_asks_again_each_time_where_the_view_says_nothing(get):
    assert get("/page").headers["Cache-Control"] == "max-age=0, must-revalidate"


def test_a_stored_page_varies_by_encoding_and_by_form_where_the_view_has_two(get):
    assert get("/page").headers["Vary"] == "Accept-Encoding"
    assert get("/forms").headers["Vary"] == "Accept, Accept-Encoding"


def test_each_encoding_has_a_strong_tag_of_its_own(get):
    tags = {get("/page", accept_encoding=coding).headers["ETag"] for coding in ("", "br", "gzip")}
    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_the_length_is_that_of_the_bytes_and_head_says_the_same(get, coding):
    given = get("/page", accept_encoding=coding)
    assert given.headers["Content-Length"] == str(len(given.body))
    head = get("/page", method="HEAD", accept_encoding=coding)
    assert (head.status, head.headers, head.body) == (200, given.headers, b"")


def test_head_builds_the_page_for_all(get):
    head = get("/page", method="HEAD")
    assert head.body == b""
    assert get("/page").headers == head.headers
    assert pages.asked["page"] == 1


def test_head_of_what_is_not_stored_has_no_body(get):
    assert get("/undeclared", method="HEAD").body == b""


TAG = "{}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": TAG}, 304),
        ({"if_none_match": f"W/{TAG}"}, 304),
        ({"if_none_match": f'"a", W/"b", {TAG}'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"a"'}, 200),
        ({"if_none_match": "nonsense"}, 200),
        ({"if_none_match": '"a",' * 1000 + TAG}, 200),
        ({"if_none_match": '"a"', "if_modified_since": "{date}"}, 200),
        ({"if_modified_since": "{date}"}, 304),
        ({"if_modified_since": OLD}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "x" * 5000}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_told_so_without_it(get, headers, status, method):
    told = get("/page", accept_encoding="br").headers
    headers = {
        name: value.replace(TAG, told["ETag"]).replace("{date}", told["Last-Modified"])
        for name, value in headers.items()
    }
    given = get("/page", method, accept_encoding="br", **headers)
    assert given.status == status
    if status == 304:
        assert given.body == b""
        assert given.headers["ETag"] == told["ETag"]
        assert given.headers["Vary"] == "Accept-Encoding"
        assert not {"Content-Length", "Content-Encoding"} & set(given.headers)


def test_a_tag_of_another_encoding_is_none_of_this_one(get):
    tag = get("/page", accept_encoding="br").headers["ETag"]
    assert get("/page", accept_encoding="gzip", if_none_match=tag).status == 200


def test_an_edit_changes_tag_and_date_and_none_is_told_that_nothing_changed(get):
    old = get("/page").headers
    pages.says["text"] = "new"
    stamps.stamp(["post:1"])
    assert get("/page", if_none_match=old["ETag"]).status == 200
    assert get("/page", if_modified_since=old["Last-Modified"]).status == 200


def test_the_same_page_built_again_keeps_tag_and_date(get):
    old = get("/page").headers
    stamps.stamp(["post:1"])
    new = get("/page").headers
    assert [new[name] for name in ("ETag", "Last-Modified")] == [
        old[name] for name in ("ETag", "Last-Modified")
    ]
    assert pages.asked["page"] == 2


def test_the_date_of_the_view_is_the_one_that_is_told(get):
    assert get("/dated").headers["Last-Modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
