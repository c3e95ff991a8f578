from datetime import timedelta

import pytest
from django.utils import timezone

from tests.build import NOON, make_author, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/post/"


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200, response.url
    return sorted(post.slug for post in response.context["cl"].result_list)


@pytest.mark.parametrize(
    ("state", "slug"),
    [
        ("draft", "d"),
        ("in review", "r"),
        ("scheduled", "s"),
        ("published", "p"),
        ("changes waiting", "c"),
        ("taken down", "g"),
        ("deleted", "b"),
    ],
)
def test_the_list_filters_by_state(client, eve, state, slug):
    make_post("d", status="draft")
    make_post("r", status="draft", review_asked=NOON)
    make_post("s", date_published=timezone.now() + timedelta(days=9))
    make_post("p")
    make_post("g", status="gone", date_published=NOON)
    make_post("b", status="deleted")
    if state == "changes waiting":
        make_post("c", has_draft=True)
    assert listed(client, state=state) == [slug]


def test_the_bin_is_hidden_until_it_is_asked_for(client, eve):
    make_post("kept")
    make_post("thrown", status="deleted")
    assert listed(client) == ["kept"]
    assert "All but the bin" in client.get(LIST).text


@pytest.mark.parametrize(
    "query",
    [{"kind__exact": "guide"}, {"topic": "seo"}, {"tag": "Links"}, {"author": "ada brandt"}],
)
def test_the_list_filters_by_kind_topic_tag_and_author(client, eve, query):
    make_post(
        "wanted", kind="guide", category="seo", tags=["links"], authors=[make_author("ada-brandt")]
    )
    make_post("other", category="news", tags=["misc"], authors=[make_author("kim")])
    assert listed(client, **query) == ["wanted"]


def test_a_whole_name_is_preferred_to_its_parts(client, eve):
    make_post("one", tags=["link"])
    make_post("two", tags=["link building"])
    assert listed(client, tag="link") == ["one"]
    assert listed(client, tag="lin") == ["one", "two"]


@pytest.mark.parametrize("query", ["Molten", "words inside", "the-slug"])
def test_title_text_and_address_are_searched(client, eve, query):
    make_post("the-slug", title="Molten iron", body="Some words are inside of it.")
    make_post("other", title="Other", body="Nothing.")
    assert listed(client, q=query) == ["the-slug"]


@pytest.mark.parametrize("state", ["draft", "published", "gone"])
def test_a_text_is_found_in_any_state_by_words_and_their_beginnings(client, eve, state):
    make_post("wanted", title="Iron", body="Of crucibles.", status=state, date_published=NOON)
    for query in ("crucible", "cruci", "of crucibles", "crucible -tongs", '"of crucibles"'):
        assert listed(client, q=query) == ["wanted"], query
    assert listed(client, q="tongs") == []


@pytest.mark.parametrize("query", ["*", '"', "🙂", "x" * 10_000, "\x00", "a AND (", "-iron", "%"])
def test_an_odd_search_at_the_desk_breaks_nothing(client, eve, query):
    make_post("one", title="Iron")
    assert client.get(LIST, {"q": query}).status_code == 200


def test_an_author_finds_no_text_of_others(client):
    client.force_login(make_person("ana", "Author"))
    make_post("foreign", title="Iron", body="Of crucibles.", status="draft")
    assert listed(client, q="crucible") == []


@pytest.mark.parametrize(
    ("lacks", "slug"), [("update", "old"), ("picture", "bare"), ("description", "mute")]
)
def test_what_is_missing_can_be_listed(client, eve, lacks, slug):
    now = timezone.now() - timedelta(days=1)
    image = make_image()
    long_ago = now - timedelta(days=370)
    make_post("old", date_published=long_ago, image=image, description="Said.")
    make_post("bare", date_published=now, description="Said.")
    make_post("mute", date_published=now, image=image)
    assert listed(client, lacks=lacks) == [slug]


def test_mine_are_those_i_made_or_sign(client, eve):
    make_post("made", created_by=eve)
    make_post("signed", authors=[make_author("eve", user=eve)])
    make_post("foreign")
    assert listed(client, whose="mine") == ["made", "signed"]


def test_an_author_lists_nothing_of_others_whatever_the_filter(client):
    ana = make_person("ana", "Author")
    client.force_login(ana)
    make_post("own", created_by=ana, title="Own words")
    make_post("foreign", title="Foreign words", tags=["links"], has_draft=True)
    assert listed(client) == ["own"]
    for query in ({"q": "words"}, {"tag": "links"}, {"state": "changes waiting"}):
        assert "foreign" not in listed(client, **query)


def test_a_filter_offers_a_bounded_number_of_names(client, eve):
    for n in range(70):
        make_category(f"topic-{n}")
        make_author(f"author-{n}")
    make_post(tags=[f"tag {n}" for n in range(40)])
    make_post("more", tags=[f"more {n}" for n in range(40)])
    page = client.get(LIST).text
    assert page.count("<option value=") < 180


@pytest.mark.parametrize(
    "query",
    [{"tag": "%'\"<b>"}, {"day": "soon"}, {"day": "9999-12-31"}, {"state": "odd"}, {"lacks": "x"}],
)
def test_an_odd_filter_breaks_nothing(client, eve, query):
    make_post("one", tags=["links"])
    page = client.get(LIST, query)
    assert page.status_code == 200
    assert "<b>" not in page.text.partition("<main")[2]


def test_a_line_shows_picture_state_authors_and_words(client, eve):
    make_post(
        "one",
        title="A <title>",
        image=make_image(),
        has_draft=True,
        authors=[make_author("ada-brandt")],
        body="Three little words",
    )
    page = client.get(LIST).text
    for part in ('class="thumb"', "changes waiting", "Ada Brandt", "A &lt;title&gt;", ">3<"):
        assert part in page


def test_an_author_may_lead_on_to_what_readers_see_and_to_nothing_else(client):
    client.force_login(make_person("ana", "Author"))
    make_post("live", title="Foreign live")
    make_post("draft", title="Foreign draft", status="draft")
    make_post("thrown", title="Foreign bin", status="deleted")
    query = {"app_label": "blog", "model_name": "post", "field_name": "next_step", "term": "for"}
    results = client.get("/admin/autocomplete/", query).json()["results"]
    assert [row["text"] for row in results] == ["Foreign live"]
