"""Redirects from a CSV: each row is new, changed, the same, or refused with its reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Redirect
from blog.transfer import redirects
from blog.transfer.redirects import CsvError, decoded, plan, take_in, written_out
from tests.build import make_post

pytestmark = pytest.mark.django_db


def states(text: str) -> list[tuple[int, str, str]]:
    return [(line.number, line.state, line.field) for line in plan(text).lines]


def stored() -> dict[str, str]:
    return {row.from_path: row.target for row in Redirect.objects.all()}


def taken(text: str) -> dict[str, str]:
    take_in(plan(text))
    return stored()


def reason(row: str) -> str:
    (line,) = plan(f"from,to,kind\n{row}\n").lines
    assert line.state == "refused"
    return f"{line.field}: {line.reason}"


def test_rows_are_new_changed_the_same_or_refused():
    Redirect.objects.create(from_path="/same", to_url="/blog")
    Redirect.objects.create(from_path="/changed", to_url="/blog")
    text = "from,to\n/new,/archive\n/same,/blog\n/changed,/archive\n/blog,/archive\n"
    assert states(text) == [
        (2, "new", ""),
        (3, "same", ""),
        (4, "changed", ""),
        (5, "refused", "from"),
    ]
    assert stored() == {"/same": "/blog", "/changed": "/blog"}
    assert taken(text) == {"/new": "/archive", "/same": "/blog", "/changed": "/archive"}


@pytest.mark.parametrize(
    "header", ["source,target", "Old;New", "id,from,to,note", "From\tTo", "\ufeffto,from"]
)
def test_a_header_may_use_other_words_and_orders(header):
    names = header.lstrip("\ufeff").lower().replace(";", ",").replace("\t", ",").split(",")
    cells = {
        "source": "/a",
        "old": "/a",
        "from": "/a",
        "target": "/blog",
        "new": "/blog",
        "to": "/blog",
    }
    mark = next(mark for mark in (";", "\t", ",") if mark in header)
    row = mark.join(cells.get(name, "x") for name in names)
    assert taken(decoded(f"{header}\n{row}\n".encode())) == {"/a": "/blog"}


def test_without_a_header_it_is_from_and_to():
    assert taken("/a,/blog\n/b,/archive\n") == {"/a": "/blog", "/b": "/archive"}


def test_whole_addresses_of_this_site_are_paths():
    assert taken("from,to\nhttps://www.example.com/a/,https://www.example.com/blog\n") == {
        "/a": "/blog"
    }


def test_the_address_of_a_page_is_the_page():
    post = make_post()
    taken("from,to\n/a,/blog/a-post\n")
    assert Redirect.objects.get().to_post == post


def test_a_rule_and_what_is_gone_are_taken_in():
    text = "from,to,kind\n/old/*,/blog/*,301\n/gone,,410\n"
    assert taken(text) == {"/old/*": "/blog/*", "/gone": ""}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("=cmd(),/blog", "from: This is a formula"),
        ("/a,@SUM(1)", "to: This is a formula"),
        ("+1,/blog", "from: This is a formula"),
        ("-1,/blog", "from: This is a formula"),
        ("/a,javascript:alert(1)", "to: Write a path"),
        ("/a,//evil.example", "to: Write https://"),
        ("/a,", "to: There is no new address"),
        (",/blog", "from: There is no old address"),
        ("/a,/blog,302", "kind: Only what moves for good"),
        ("/a,/blog,teapot", "kind: “teapot” is not known"),
        ("/a,/blog,410", "to: What is gone"),
        ("https://elsewhere.example/a,/blog", "from: This address is on another site"),
        ("/a,/a", "to: This would lead back"),
        ("/a/*,/a/b/*", "to: This would lead back"),
        ("/admin/x,/blog", "from: The site itself"),
        ("/a\0b,/blog", "from: Write a path"),
        ("/a,https://elsewhere.example/\0", "to: Line 1 holds the control character"),
        ('/a,"/blog?x\ny"', "to: Write this on one line"),
        ("/media/%2A,/blog", "from: A star stands"),
        (f"/{'a' * 3000},/blog", "from: Write a path"),
    ],
)
def test_a_row_that_cannot_work_says_why(row, why):
    assert reason(row).startswith(why)


def test_a_row_may_not_start_at_a_live_page():
    make_post()
    assert reason("/blog/a-post,/archive") == "from: A live page has this address."


def test_the_first_of_two_rows_for_one_address_counts():
    text = "from,to\n/a,/blog\n/a/,/archive\n"
    assert states(text) == [(2, "new", ""), (3, "refused", "from")]
    assert "Line 2" in plan(text).lines[1].reason


def test_a_chain_through_the_file_leads_to_its_end():
    text = "from,to\n/a,/b\n/b,/c\n/c,/archive\n"
    assert "Line 3" in plan(text).lines[0].reason
    assert taken(text) == {"/a": "/archive", "/b": "/archive", "/c": "/archive"}


def test_a_chain_through_what_there_is_leads_to_its_end():
    post = make_post()
    Redirect.objects.create(from_path="/b", to_post=post)
    taken("from,to\n/a,/b\n")
    assert Redirect.objects.get(from_path="/a").to_post == post


def test_what_led_to_an_address_of_the_file_leads_on():
    Redirect.objects.create(from_path="/older", to_url="/old")
    assert taken("from,to\n/old,/archive\n") == {"/older": "/archive", "/old": "/archive"}


def test_a_circle_within_the_file_is_refused_and_the_rest_is_not():
    text = "from,to\n/a,/b\n/b,/c\n/c,/a\n/d,/archive\n"
    assert [state for _, state, _ in states(text)] == ["refused"] * 3 + ["new"]


def test_a_circle_through_what_there_is_is_refused():
    Redirect.objects.create(from_path="/b", to_url="/a")
    assert "lead back" in reason("/a,/b")


def test_rules_of_the_file_that_lead_to_each_other_are_refused():
    assert "refused" in {state for _, state, _ in states("from,to\n/a/*,/b/*\n/b/*,/a/*\n")}


def test_a_long_chain_is_walked_once():
    rows = "".join(f"/{n},/{n + 1}\n" for n in range(5000))
    made = plan("from,to\n" + rows)
    assert {line.new for line in made.lines} == {"/5000"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no row"),
        ("from,to\n", "no row"),
        ("a,b\n/x,/y\n", "must name the columns"),
        ("from,to\n/a,/blog\n/b,/blog\n/c,/blog\n", "more than 2 rows"),
    ],
)
def test_a_file_that_cannot_be_looked_at_says_why(monkeypatch, text, why):
    monkeypatch.setattr(redirects, "MOST_ROWS", 2)
    with pytest.raises(CsvError, match=why):
        plan(text)


@pytest.mark.parametrize(("raw", "why"), [(b"\xff\xfe/", "UTF-8"), (b"x" * 11, "larger")])
def test_a_file_that_is_no_text_or_too_large_is_refused(monkeypatch, raw, why):
    monkeypatch.setattr(redirects, "MOST_BYTES", 10)
    with pytest.raises(CsvError, match=why):
        decoded(raw)


def test_what_goes_out_comes_in_again():
    Redirect.objects.create(from_path="/a", to_url="https://elsewhere.example/x?y=1,2")
    Redirect.objects.create(from_path="/gone")
    Redirect.objects.create(from_path="/old/*", to_url="/blog/*")
    out = "".join(written_out(Redirect.objects.all()))
    assert {line.state for line in plan(out).lines} == {"same"}


def test_no_cell_that_goes_out_is_a_formula():
    odd = Redirect(from_path="/a", to_url="=cmd()")
    assert "/a,'=cmd()" in "".join(written_out([odd]))


def test_a_batch_asks_as_often_however_many_rows_it_has():
    asked = []
    for count in (5, 90):  # SQLite takes a hundred rows or so at once
        text = "from,to\n" + "".join(f"/{count}-{n},/blog/{n}\n" for n in range(count))
        with CaptureQueriesContext(connection) as queries:
            take_in(plan(text))
        asked.append(len(queries))
    assert asked[0] == asked[1]
