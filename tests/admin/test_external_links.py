"""The list of links to other sites."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import ExternalAddress
from blog.models.external import State
from blog.publishing.links import external
from tests.build import make_person, make_post
from tests.reading import parsed, texts

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/externaladdress/"


@pytest.fixture
def eve(client):
    client.force_login(make_person("eve", "Editor"))
    return client


def said(url, state, day=1, **fields):
    since = None if state == State.NEW else datetime(2026, 3, day, tzinfo=UTC)
    ExternalAddress.objects.filter(url=url).update(
        state=state, since=since, checked_at=since, **fields
    )


def link_to(*names: str, slug: str = "source", **fields):
    body = " ".join(f"We read [{name}](http://{name}.example/)." for name in names)
    make_post(slug, body=body, **fields)
    external.gather()


def rows(client, query="") -> list[str]:
    page = parsed(client.get(LIST + query).text)
    return texts(page, "//td[contains(@class, 'field-address')]/a")


def test_the_worst_comes_first_and_of_these_what_is_longest_so(eve):
    link_to("fine", "gone", "dead", "old", "new")
    said("http://fine.example/", State.FINE)
    said("http://gone.example/", State.GONE, day=9)
    said("http://dead.example/", State.GONE, day=2)
    said("http://old.example/", State.MOVED)
    assert [row[7:-9] for row in rows(eve)] == ["dead", "gone", "old", "new", "fine"]


def test_a_row_says_the_answer_since_when_and_in_which_sentence(eve):
    link_to("gone")
    said("http://gone.example/", State.GONE, day=9, status=404, failures=3)
    page = eve.get(LIST).text
    assert "Not found (404)" in page
    assert "9 Mar 2026" in page and "3 times" in page
    assert "We read <strong>gone</strong>." in page
    assert "#words=gone" in page


def test_what_has_moved_is_shown_with_its_new_address(eve):
    link_to("old")
    said("http://old.example/", State.MOVED, status=200, leads_to="https://new.example/<b>")
    assert "→ https://new.example/&lt;b&gt;" in eve.get(LIST).text


def test_the_list_is_filtered_by_state_and_searched(eve):
    link_to("fine", "gone")
    said("http://gone.example/", State.GONE)
    assert rows(eve, f"?state__exact={State.GONE}") == ["http://gone.example/"]
    assert rows(eve, "?q=fine") == ["http://fine.example/"]


def test_of_many_sentences_some_are_shown_and_the_others_are_a_click_away(eve):
    for n in range(5):
        link_to("there", slug=f"p{n}")
    page = parsed(eve.get(LIST).text)
    (more,) = texts(page, "//ul[@class='sentences']//a[contains(., 'more')]/@href")
    listed = eve.get(more, follow=True).text
    assert all(f"/blog/p{n}" in listed for n in range(5))


def test_the_table_has_a_line_for_each_link(eve):
    link_to("a", "b")
    link_to("a", slug="other")
    said("http://b.example/", State.GONE, status=404)
    table = b"".join(eve.get(f"{LIST}table.csv").streaming_content).decode().splitlines()
    assert table[0].startswith("url,state,status,message,leads_to,since,checked_at,page,anchor")
    assert table[1].startswith("http://b.example/,not found,404,")
    assert len(table) == 4
    filtered = b"".join(eve.get(f"{LIST}table.csv?state__exact=1").streaming_content).decode()
    assert len(filtered.splitlines()) == 2


def test_an_address_that_no_text_names_any_more_is_not_listed(eve):
    ExternalAddress.objects.create(url="http://old.example/", host="old.example")
    assert rows(eve) == []


def test_the_list_says_whether_anybody_is_asked(eve, settings):
    assert "They are not asked" not in eve.get(LIST).text
    settings.SITE_HOST = "localhost"
    assert "They are not asked" in eve.get(LIST).text


def test_authors_do_not_see_it_for_drafts_of_others_are_named(client):
    link_to("a")
    client.force_login(make_person("ana", "Author"))
    for address in (LIST, f"{LIST}table.csv"):
        assert client.get(address).status_code == 403


def test_nobody_changes_what_was_answered(eve):
    link_to("a")
    pk = ExternalAddress.objects.get().pk
    assert eve.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert eve.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("key", ["x", "9" * 30, "%00"])
def test_an_odd_key_leads_to_no_error(eve, key):
    assert eve.get(f"{LIST}{key}/change/", follow=True).status_code in {200, 404}


def test_it_asks_as_often_however_many_there_are(eve):
    counts = []
    for n in (2, 24):
        for each in range(n):
            link_to(f"h{each}", "shared", slug=f"p{n}-{each}")
        with CaptureQueriesContext(connection) as queries:
            eve.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10
