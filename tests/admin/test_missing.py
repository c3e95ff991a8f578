"""The desk's list of addresses that were not found, and the click that settles one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import MissingAddress, Redirect
from blog.models.redirect import MOST_RULES
from tests.build import make_person, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/missingaddress/"
SETTLE = f"{LIST}settle/"


@pytest.fixture
def editor(client):
    client.force_login(make_person("eve", "Editor"))
    return client


def miss(*paths: str, host: str = "news.example") -> None:
    MissingAddress.objects.add(date(2026, 3, 10), {(path, host): 1 for path in paths})


def key(path: str) -> int:
    return MissingAddress.objects.get(path=path).pk


def shown(client, which: str = "") -> list[str]:
    rows = client.get(LIST, {"which": which} if which else {}).context["cl"].result_list
    return [row.path for row in rows]


def test_one_click_leads_to_the_nearest_page(editor):
    make_post("honest-dates")
    miss("/blog/honest-date")
    page = editor.get(LIST).text
    act = f"{key('/blog/honest-date')}:redirect:/blog/honest-dates"
    assert f'value="{act}"' in page and "news.example (1)" in page
    answer = editor.post(SETTLE, {"act": act}, follow=True)
    assert "/blog/honest-date leads to /blog/honest-dates now" in answer.text
    assert get("/blog/honest-date").headers["Location"] == "/blog/honest-dates"
    assert shown(editor) == []
    assert shown(editor, "settled") == ["/blog/honest-date"]


def test_one_click_says_that_it_is_gone(editor):
    miss("/shop")
    editor.post(SETTLE, {"act": f"{key('/shop')}:gone"})
    assert get("/shop").status_code == 410


def test_what_is_ignored_is_not_lost(editor):
    miss("/shop")
    editor.post(SETTLE, {"act": f"{key('/shop')}:ignore"})
    assert (shown(editor), shown(editor, "ignored")) == ([], ["/shop"])
    editor.post(SETTLE, {"act": f"{key('/shop')}:heed"})
    assert shown(editor) == ["/shop"]


def test_what_programs_try_everywhere_is_folded_and_not_lost(editor):
    miss("/.env", "/shop")
    assert (shown(editor), shown(editor, "noise")) == (["/shop"], ["/.env"])


def test_an_address_that_a_rule_covers_is_settled(editor):
    miss("/old", "/old/x/y", "/Old/x", "/older", "/older/x")
    Redirect.objects.create(from_path="/old/*", to_url="/archive")
    assert sorted(shown(editor)) == ["/Old/x", "/older", "/older/x"]
    assert sorted(shown(editor, "settled")) == ["/old", "/old/x/y"]
    assert "settled: /old/* → /archive" in editor.get(f"{LIST}?which=settled").text


def test_an_address_where_a_page_stands_by_now_is_settled(editor):
    miss("/blog/a-post", "/blog/a-draft")
    make_post("a-post")
    make_post("a-draft", status="draft")
    assert shown(editor) == ["/blog/a-draft"]
    assert shown(editor, "settled") == ["/blog/a-post"]


def test_the_list_answers_with_as_many_rules_as_there_may_be(editor):
    miss("/section-7/x", "/shop")
    Redirect.objects.bulk_create(Redirect(from_path=f"/section-{n}/*") for n in range(MOST_RULES))
    assert shown(editor) == ["/shop"]


def test_no_draft_is_proposed(editor):
    make_post("honest-dates", status="draft")
    miss("/blog/honest-date")
    assert "redirect:/blog" not in editor.get(LIST).text


@pytest.mark.parametrize("act", ["gone", "redirect:/archive"])
def test_one_click_settles_one_address_and_no_section(editor, act):
    miss("/blog/*")
    answer = editor.post(SETTLE, {"act": f"{key('/blog/*')}:{act}"}, follow=True)
    assert "a whole section" in answer.text
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("act", ["", "1", "0:gone", "x:gone", "{}:burn", "{}:redirect:", "\0:gone"])
def test_a_button_that_is_not_there_changes_nothing(editor, act):
    miss("/shop")
    answer = editor.post(SETTLE, {"act": act.format(key("/shop"))}, follow=True)
    assert "Nothing was changed" in answer.text
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("target", ["//evil.example", "javascript:alert(1)", "/shop"])
def test_a_target_that_cannot_be_is_refused_with_its_reason(editor, target):
    miss("/shop")
    answer = editor.post(SETTLE, {"act": f"{key('/shop')}:redirect:{target}"}, follow=True)
    assert "/shop: " in answer.text
    assert not Redirect.objects.exists()


def test_an_author_reads_and_settles_nothing(client):
    client.force_login(make_person("ana", "Author"))
    miss("/shop")
    page = client.get(LIST)
    assert "/shop" in page.text and "formaction" not in page.text
    assert client.post(SETTLE, {"act": f"{key('/shop')}:gone"}).status_code == 403
    assert not Redirect.objects.exists()


def test_markup_in_an_address_is_shown_as_text(editor):
    miss("/<script>alert(1)<", host="x.example")
    assert "<script>alert" not in editor.get(LIST).text


def test_the_list_asks_as_often_with_50_rows_as_with_5(editor):
    asked = []
    for rows in (5, 50):
        make_post(f"post-{rows}")
        miss(*(f"/blog/pos-{n}" for n in range(rows)))
        editor.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(LIST).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
