"""What is said at an address that holds nothing."""

import pytest
from django.test import Client

from blog import afterwards, publishing
from blog.discovery.nearest import read
from blog.models import PageTerm, Redirect

from ..build import LATER, NOON, make_author, make_category, make_post
from ..reading import get, parsed, text, texts

pytestmark = pytest.mark.django_db


def page_of(path: str, status: int = 404):
    response = get(path)
    assert response.status_code == status
    return parsed(response.content.decode())


def near(path: str, status: int = 404) -> list[str]:
    return texts(page_of(path, status), "//ul[@class='nearest']//a/@href")


def make_filler(count: int) -> None:
    """So many posts, all newer than what the test is about, and nothing like it."""
    with afterwards.once():
        for n in range(count):
            make_post(f"zebra-{n:03}", date_published=NOON.replace(month=9))


@pytest.mark.parametrize(
    "asked",
    [
        "/blog/honest-date",
        "/blog/honest_dates",
        "/blog/Honest-Dates",
        "/blog/honets-dates",
        "/blog/dates-honest",
        "/2014/03/10/honest-dates.html",
        "/2014/honest-dates/index.html",
        "/honest-dates",
        "/guides/seo/honest-dates",
        "/blog/how-honest-are-dates",
    ],
)
def test_an_address_that_is_nearly_right_leads_to_the_page(asked):
    make_post("honest-dates")
    make_post("orphan-pages")
    assert near(asked)[:1] == ["/blog/honest-dates"]


def test_words_of_the_title_are_looked_at_too():
    make_post("p-123", title="The Care of Wooden Oars")
    assert near("/blog/wooden-oars") == ["/blog/p-123"]


@pytest.mark.parametrize("asked", ["/blog/qqqq-xxxx", "/zzz", "/.env", "/wp-login.php", "/a.js"])
def test_an_address_like_none_of_ours_gets_no_guesses(asked):
    make_post("honest-dates")
    assert near(asked) == []


def test_the_nearest_of_many_is_found_by_the_beginning_of_its_address():
    make_post("honest-dates", date_published=NOON.replace(year=2015))
    make_filler(110)
    assert near("/blog/honest-daets") == ["/blog/honest-dates"]


def test_the_nearest_of_many_is_found_by_a_word_that_it_is_about():
    old = make_post("keeping-honest-dates", date_published=NOON.replace(year=2015))
    PageTerm.objects.create(post=old, term="date", weight=0.5)
    make_filler(110)
    assert near("/blog/dates-honest") == ["/blog/keeping-honest-dates"]


def test_what_is_like_an_old_address_leads_to_where_that_leads():
    post = make_post("new-name")
    Redirect.objects.create(from_path="/2014/03/a-fine-old-name", to_post=post)
    assert near("/2014/03/a-fine-old-nam") == ["/blog/new-name"]


def test_lists_are_near_as_well():
    ada = make_author("ada-brandt")
    make_post(category=make_category("measurement"), tags=["citation"], authors=[ada])
    assert near("/topics/mesurement") == ["/topics/measurement"]
    assert near("/tags/citations") == ["/tags/citation"]
    assert near("/authors/ada-brand") == ["/authors/ada-brandt"]
    assert near("/archives") == ["/archive"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"date_published": LATER},
        {"noindex": True},
        {"canonical_url": "https://elsewhere.example/"},
    ],
)
def test_what_search_engines_may_not_name_is_not_guessed(fields):
    hidden = make_post("honest-dates", category="secret", tags=["secret-tag"], **fields)
    Redirect.objects.create(from_path="/blog/honest-data", to_post=hidden)
    PageTerm.objects.create(post=hidden, term="honest", weight=1)
    for asked in ("/blog/honest-date", "/blog/honest-dat"):
        assert "/blog/honest-dates" not in near(asked)


def test_lists_of_drafts_are_not_guessed():
    make_post(status="draft", category="secret", tags=["secret"], authors=[make_author("secret")])
    for asked in ("/topics/secrets", "/tags/secrets", "/authors/secrets"):
        assert near(asked) == []


def test_at_most_five_are_named():
    for n in range(9):
        make_post(f"honest-dates-{n}")
    assert len(near("/blog/honest-dates")) == 5


def test_nothing_of_the_address_is_printed():
    assert "evilword" not in get("/blog/evilword-evilword?q=evilword").content.decode()


def test_an_endless_address_is_cut():
    asked = read("/blog/" + "a-" * 5000 + "b")
    assert asked is not None
    assert len(asked.slug) <= 150


@pytest.mark.parametrize("asked", ["/", "//", "/-", "/blog/é", "/blog/ß/", "/2014/03/", "/a"])
def test_an_address_without_words_asks_for_nothing(asked):
    assert read(asked) is None


def test_a_page_of_a_list_that_is_none_leads_to_the_first():
    with afterwards.once():
        for n in range(41):
            make_post(f"post-{n}")
    for number in ("0", "4", "99999", "x", "-1", "1.5"):
        page = page_of(f"/blog?page={number}")
        assert text(page, "//h1") == "This list has no such page"
        assert "It has 3 pages" in text(page, "//main")
        assert "/blog" in texts(page, "//main//a/@href")


def test_a_page_of_a_short_list_says_that_there_is_one():
    make_post()
    assert "It has one page." in text(page_of("/blog?page=2"), "//main")


def test_the_first_page_by_its_number_is_the_first_page():
    make_post()
    assert get("/blog?page=1").status_code == 200


def test_a_page_that_was_taken_down_names_those_of_its_topic():
    topic = make_category("seo")
    topic.pillar = make_post("pillar", category=topic, date_published=NOON.replace(year=2010))
    topic.save()
    for n in range(1, 5):
        make_post(f"post-{n}", category=topic, date_published=NOON.replace(month=n))
    make_post("noindexed", category=topic, noindex=True)
    make_post("stranger")
    publishing.take_down(make_post("down", category=topic))
    page = page_of("/blog/down", 410)
    assert near("/blog/down", 410) == [
        "/blog/pillar",
        "/blog/post-4",
        "/blog/post-3",
        "/blog/post-2",
    ]
    assert "More on SEO" in text(page, "//main")
    assert "/topics/seo" in texts(page, "//main//a/@href")


def test_a_page_that_was_the_last_of_its_topic_does_not_name_the_topic():
    publishing.take_down(make_post("down", category=make_category("lonely", name="Lonely")))
    assert "Lonely" not in text(page_of("/blog/down", 410), "//main")


def test_a_deleted_address_names_what_is_like_it():
    make_post("honest-dates")
    Redirect.objects.create(from_path="/blog/honest-date")
    assert near("/blog/honest-date", 410) == ["/blog/honest-dates"]


def test_an_old_address_leads_on_before_anything_is_guessed(django_assert_num_queries):
    Redirect.objects.create(from_path="/2014/old", to_post=make_post())
    with django_assert_num_queries(1):
        assert Client().get("/2014/old").status_code == 301


def test_old_addresses_lead_on_while_debugging(settings):
    settings.DEBUG = True
    Redirect.objects.create(from_path="/old", to_post=make_post())
    assert get("/old").status_code == 301
    assert get("/blog/a-post/").status_code == 301
