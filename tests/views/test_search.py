"""The page of search: what it says and shows. What is found is in tests/search."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine

from blog import afterwards, publishing
from tests.build import LATER, NOON, make_category, make_post
from tests.reading import get, page_at, parsed, text, texts

pytestmark = pytest.mark.django_db
STATUS = "//*[@role='status']"


def search(**query):
    return page_at(f"/search?{urlencode(query)}")


def titles(page) -> list[str]:
    return texts(page, "//ol[@class='search-results']//h2")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a word or two"),
        ("   ", "Type a word or two"),
        ("\x00\x1f\u202e", "Type a word or two"),
        ("🙂", "There is no word in that"),
        ("()*^", "There is no word in that"),
        ("-crucible", "only what to leave out"),
        ("x" * 10_000, "longer than 200 characters"),
        ("crucible " * 1_200, "longer than 200 characters"),
        ("xylophone", "Nothing was found for “xylophone”."),
        ("مرحبا", "Nothing was found for “مرحبا”."),
        ("a b c d e f g h j k l m n o p q r s t", "Only the first 12 words"),
        ("crucible", "1 page found."),
        ("crucibbel", "Showing results for crucible. Nothing was found for “crucibbel”."),
        ("' OR 1=1; --", "Nothing was found"),
        ('" " -"" "', "There is no word in that"),
        ("%(x)s %s {0} ${x} {{ x }}", "Nothing was found"),
    ],
)
def test_the_page_says_what_is_the_matter(typed, said):
    make_post("a-post", title="A crucible")
    assert said in text(search(q=typed), STATUS)


@pytest.mark.parametrize("number", ["0", "2", "99999", "x"])
def test_a_page_of_results_that_is_none_leads_to_the_first(number):
    make_post(kind="guide", title="Of crucibles", category=make_category())
    answer = get(f"/search?q=crucibles&kind=guide&page={number}")
    assert answer.status_code == 404
    page = parsed(answer.body.decode())
    assert text(page, "//h1") == "This list has no such page"
    assert "/search?q=crucibles&kind=guide" in texts(page, "//main//a/@href")


def test_without_a_query_the_page_is_the_form():
    page = page_at("/search")
    assert texts(page, "//meta[@name='description']/@content")
    assert text(page, "//main//h1") == "Search"
    assert page.xpath("//main//form[@role='search']//input[@name='q' and @type='search']")
    assert not page.xpath("//ol[@class='search-results']")


def test_a_hit_shows_title_kind_topic_and_the_words_in_context():
    filler = "Lorem ipsum dolor. " * 40
    body = f"{filler}\n\nHe lifts the crucibles with tongs.\n\n{filler}"
    make_post("a-post", title="Of crucibles", body=body, category="seo", kind="guide")
    page = search(q="crucible tongs")
    assert titles(page) == ["Of crucibles"]
    assert texts(page, "//article//p[@class='kicker']/span") == ["Guide", "SEO"]
    assert texts(page, "//ol[@class='search-results']//h2//mark") == ["crucibles"]
    assert texts(page, "//*[@class='search-snippet']//mark") == ["crucibles", "tongs"]
    assert text(page, "//*[@class='search-snippet']") == "He lifts the crucibles with tongs."
    assert page.xpath("//ol[@class='search-results']//h2/a/@href") == ["/guides/seo/a-post"]


def test_where_the_text_lacks_the_word_the_summary_stands():
    make_post("a-post", title="Crucibles", body="Nothing of it.", description="What it answers.")
    assert text(search(q="crucible"), "//*[@class='search-snippet']") == "What it answers."


def test_what_was_typed_stays_in_the_form():
    make_post("a-post", title="A crucible", category="seo")
    page = search(q='crucible "<b>"', kind="post", topic="seo")
    assert page.xpath("//input[@id='_q']/@value") == ['crucible "<b>"']
    assert page.xpath("//option[@selected]/@value") == ["post", "seo"]


def test_further_pages_keep_what_was_asked():
    with afterwards.once():
        for n in range(25):
            make_post(f"post-{n:02}", title=f"Crucible & tongs {n}", category="seo")
    page = search(q="crucible & tongs", topic="seo", kind="post")
    assert len(titles(page)) == 10
    (following,) = page.xpath("//nav/a[@rel='next']/@href")
    assert following == "/search?q=crucible+%26+tongs&kind=post&topic=seo&page=2"
    second, third = page_at(following), page_at(following.replace("page=2", "page=3"))
    assert len(titles(second)) == 10
    assert len(titles(third)) == 5
    assert third.xpath("//ol[@class='search-results']/@start") == ["21"]
    assert len({*titles(page), *titles(second), *titles(third)}) == 25


@pytest.mark.parametrize("number", ["0", "-1", "2", "99999", "x", "", "1.5", "9" * 5000, "01"])
def test_a_page_that_is_none_is_not_found(number):
    make_post("a-post", title="A crucible")
    assert get("/search", data={"q": "crucible", "page": number}).status_code == 404


def test_an_unknown_filter_is_none():
    make_post("a-post", title="A crucible")
    assert titles(search(q="crucible", kind="odd", topic="<b>")) == ["A crucible"]


def test_where_a_filter_leaves_nothing_the_way_out_is_offered():
    make_post("a-post", title="A crucible")
    make_category("news")
    make_post("other", category="news")
    page = search(q="crucible", topic="news")
    assert "Nothing was found" in text(page, STATUS)
    assert page.xpath("//a[@href='/search?q=crucible']")


def test_the_part_for_scripts_is_what_the_page_has():
    make_post("a-post", title="A crucible")
    whole = get("/search", data={"q": "crucible"}).content.decode()
    part = get("/search", data={"q": "crucible", "part": "results"}).content.decode()
    assert part.strip() in whole
    assert "<html" not in part


def test_the_page_is_kept_by_nobody_and_named_to_no_machine():
    answer = get("/search", data={"q": "crucible"})
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in answer.content


def test_nothing_but_reading_is_answered(client):
    assert client.post("/search", {"q": "crucible"}).status_code == 405


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> crucible & <b>"


def test_markup_in_a_hit_and_in_the_question_stays_text():
    make_post(
        "a-post", title=HOSTILE, description=HOSTILE, tags=["<i>x"], body=f"`{HOSTILE}` {HOSTILE}"
    )
    for query in ("crucible", HOSTILE, "alert", "<script>", '"><svg onload=alert(1)> crucible'):
        page = search(q=query)
        assert not page.xpath("//main//script | //main//img | //main//svg | //@onerror | //main//b")
    assert titles(search(q="crucible")) == [" ".join(HOSTILE.split())]


def test_a_scheduled_post_is_found_from_its_minute_on():
    make_post("soon", title="A crucible", date_published=LATER)
    with time_machine.travel(LATER - timedelta(seconds=1), tick=False):
        assert titles(search(q="crucible")) == []
        assert "Showing" not in text(search(q="crucibbel"), STATUS)
    with time_machine.travel(LATER, tick=False):
        assert titles(search(q="crucible")) == ["A crucible"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "gone", "date_published": NOON},
        {"status": "deleted"},
        {"noindex": True},
        {"canonical_url": "https://example.org/first"},
        {"date_published": LATER},
    ],
)
def test_what_machines_may_not_name_is_not_found_nor_meant_by_a_slip(fields):
    make_post("a-post", title="A crucible", **fields)
    for typed in ("crucible", "cruci", "crucibbel", '"a crucible"'):
        page = search(q=typed)
        assert titles(page) == []
        assert "Showing results" not in text(page, STATUS)


def test_the_draft_of_a_live_post_is_not_found(django_user_model):
    post = make_post("a-post", title="Pots", body="Live words.")
    snapshot = publishing.snapshot_of(post) | {"title": "Zqtitle", "body": "Zqdraft words."}
    publishing.save_draft(post, snapshot, by=None)
    for typed in ("zqdraft", "zqtitle", "zqdraf", "zqdraff"):
        assert "Nothing was found" in text(search(q=typed), STATUS)
    assert "Zq" not in get("/search", data={"q": "live words"}).content.decode()
