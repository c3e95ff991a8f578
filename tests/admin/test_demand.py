"""The list of addresses that links wait for, and the page that is begun from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Link
from tests.build import make_category, make_person, make_post
from tests.reading import parsed, texts

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/link/unwritten/"


@pytest.fixture
def eve(client):
    client.force_login(make_person("eve", "Editor"))
    return client


def rows(client) -> list[str]:
    return texts(parsed(client.get(LIST).text), "//table[@class='came']/tbody/tr")


def test_what_most_sentences_ask_for_comes_first(eve):
    make_post("one", body="[a](/blog/rare) [b](/blog/much)")
    make_post("two", body="[c](/blog/much)\n\n[d](/blog/much)")
    first, second = rows(eve)
    assert first == "/blog/much 3 2 Write this page"
    assert second.startswith("/blog/rare 1 1")


def test_each_row_leads_to_its_sentences(eve):
    make_post("one", body="We need [a map](/blog/map). And [more](/blog/other).")
    said = eve.get("/admin/blog/link/?path=/blog/map").text
    assert "<strong>a map</strong>" in said
    assert "<strong>more</strong>" not in said


@pytest.mark.parametrize(
    ("path", "kind", "slug"),
    [("/blog/a", "post", "a"), ("/services/b", "service", "b"), ("/c", "page", "c")],
)
def test_the_button_begins_a_page_of_that_kind_at_that_address(eve, path, kind, slug):
    make_post("one", body=f"[x]({path})")
    (button,) = texts(parsed(eve.get(LIST).text), "//a[@class='button']/@href")
    form = parsed(eve.get(button).text)
    assert texts(form, "//input[@name='slug']/@value") == [slug]
    assert texts(form, "//input[@name='kind'][@checked]/@value") == [kind]


def test_a_guide_is_begun_in_its_topic(eve):
    topic = make_category("seo")
    make_post("one", body="[x](/guides/seo/wiring)")
    (button,) = texts(parsed(eve.get(LIST).text), "//a[@class='button']/@href")
    assert button.endswith(f"?kind=guide&slug=wiring&category={topic.pk}")
    assert f'value="{topic.pk}" selected' in eve.get(button).text


def test_a_page_that_somebody_has_begun_is_opened(eve):
    make_post("map", status="draft", title="The map")
    make_post("one", body="[x](/blog/map)")
    assert rows(eve) == ["/blog/map 1 1 The map (draft)"]


def test_a_list_has_no_button_for_it_comes_with_its_posts(eve):
    make_post("one", body="[x](/topics/none)")
    assert rows(eve) == ["/topics/none 1 1 A list: it comes with its first post."]


def test_when_all_is_written_the_list_says_so(eve):
    assert "Every link inside leads" in eve.get(LIST).text


def test_odd_words_in_the_address_of_the_form_are_passed_over(eve):
    form = eve.get("/admin/blog/post/add/?kind=x&slug=%00&category=9999999999999999999999")
    assert form.status_code == 200


def test_authors_do_not_see_it_for_it_speaks_of_drafts_of_others(client):
    client.force_login(make_person("ana", "Author"))
    assert client.get(LIST).status_code == 403


def test_it_asks_as_often_however_much_is_wanted(eve):
    counts = []
    for n in (2, 30):
        body = " ".join(f"[x](/blog/w{n}-{each})" for each in range(n))
        make_post(f"p{n}", body=body)
        with CaptureQueriesContext(connection) as queries:
            eve.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Link.objects.unwritten().count() == 32
