import pytest

from blog import afterwards
from blog.measuring.templates import Row, Templates
from blog.models import Post
from blog.pagecache import DEPENDS
from blog.pagecache.keys import key_in

from ..build import LATER, make_author, make_category, make_post
from ..reading import get, page_at, text, texts

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"


def make_posts(count: int, **fields) -> None:
    with afterwards.once():
        for n in range(count):
            make_post(f"post-{n:02}", **fields)


def titles(page) -> list[str]:
    return texts(page, "//main//article//*[self::h2 or self::h3]")


INDEXED = ["max-image-preview:large"]


def robots(page) -> list[str]:
    return texts(page, "//meta[@name='robots']/@content")


def canonical(page) -> str:
    return text(page, "//link[@rel='canonical']/@href")


def lists_with(count: int) -> list[str]:
    """Make so many posts; return the addresses of the lists that page through them."""
    ada = make_author()
    make_posts(count, category="seo", tags=["links"], authors=[ada])
    return ["/blog", "/topics/seo", "/tags/links", "/authors/ada-brandt"]


def test_lists_show_twenty_a_page_and_the_rest_on_the_next():
    for address in lists_with(21):
        assert len(titles(page_at(address))) == 20, address
        assert titles(page_at(f"{address}?page=2")) == ["Post 00"], address


def test_twenty_posts_are_one_page():
    for address in lists_with(20):
        assert get(f"{address}?page=2").status_code == 404, address
        assert not page_at(address).xpath("//nav[@aria-label='Pages']"), address


ODD = ["0", "-1", "3", "99999", "x", "", "1.5", "1e1", "9" * 5000]
SPELT_OTHERWISE = ["01", "002", "+2", " 1", "2 ", "0_2", "\u0662"]  # int() takes them all


@pytest.mark.parametrize("number", [*ODD, *SPELT_OTHERWISE])
def test_a_page_that_is_none_is_not_found(number):
    for address in lists_with(21):
        assert get(address, data={"page": number}).status_code == 404, address


def test_the_first_page_has_one_address():
    for address in lists_with(21):
        assert canonical(page_at(address)) == SITE + address
        assert canonical(page_at(f"{address}?page=1")) == SITE + address


def test_a_further_page_is_its_own_canonical_and_says_which_it_is():
    for address in lists_with(21):
        page = page_at(f"{address}?page=2&utm_source=letter")
        assert canonical(page) == f"{SITE}{address}?page=2"
        assert "page 2" in text(page, "//title")


def test_pages_lead_to_their_neighbours():
    for address in lists_with(41):
        middle = page_at(f"{address}?page=2")
        pager = "//nav[@aria-label='Pages']//a"
        assert texts(middle, f"{pager}/@href") == [address, f"{address}?page=3"]
        assert text(middle, "//head/link[@rel='prev']/@href") == SITE + address
        assert text(middle, "//head/link[@rel='next']/@href") == f"{SITE}{address}?page=3"


def test_the_newest_post_comes_first():
    make_post("old", date_published=LATER.replace(year=2020))
    make_post("new", date_published=LATER.replace(year=2024))
    make_post("middle", date_published=LATER.replace(year=2022))
    assert titles(page_at("/blog")) == ["New", "Middle", "Old"]


def test_the_blog_lists_posts_and_the_guides_guides():
    for kind in Post.Kind:
        make_post(f"a-{kind}", kind=kind, category="seo", title=f"The {kind}")
    assert titles(page_at("/blog")) == ["The post"]
    assert titles(page_at("/guides")) == ["The guide"]


def test_the_guides_stand_under_their_topics():
    make_post("one", kind="guide", category=make_category("seo", name="SEO", order=2))
    make_post("two", kind="guide", category=make_category("words", name="Words", order=1))
    make_category("empty", name="Empty")
    assert texts(page_at("/guides"), "//section/h2") == ["Words", "SEO"]


def test_of_many_guides_the_list_shows_the_first_of_each_topic_and_the_way_to_the_rest(monkeypatch):
    monkeypatch.setattr("blog.views.topics.GUIDES_LISTED", 2)
    for slug, count in (("few", 2), ("many", 5)):
        topic = make_category(slug)
        for n in range(count):
            make_post(f"{slug}-{n}", kind="guide", category=topic, chapter=n + 1)
    page = page_at("/guides")
    assert titles(page)[-4:] == ["Few 0", "Few 1", "Many 0", "Many 1"]
    assert texts(page, "//main//p[@class='more']/a/@href") == ["/topics/many"]
    assert text(page, "//main//p[@class='more']") == "3 more guides"


def test_the_list_of_guides_changes_with_the_guides_of_any_topic():
    make_post("shown", kind="guide", category="seo")
    topics = [make_category("seo"), make_category("without-any")]
    keys = get("/guides").wsgi_request.META[DEPENDS]
    assert {key_in(topic, "guides") for topic in topics} <= keys


def test_a_pillar_that_is_a_guide_opens_its_topic_and_takes_no_place_among_the_others(monkeypatch):
    monkeypatch.setattr("blog.views.topics.GUIDES_ON_A_PAGE", 2)
    topic = make_category("seo")
    for n in range(3):
        topic.pillar = make_post(f"guide-{n}", kind="guide", category=topic, chapter=n + 1)
    topic.save()
    assert titles(page_at("/topics/seo")) == ["Guide 2", "Guide 0", "Guide 1"]
    assert get("/topics/seo?page=2").status_code == 404


def test_the_links_of_a_topic_are_measured_as_its_page_shows_them(monkeypatch):
    for module in ("blog.views.topics", "blog.measuring.templates"):
        monkeypatch.setattr(f"{module}.GUIDES_ON_A_PAGE", 2)
    topic = make_category("seo")
    guides = [
        make_post(f"guide-{n}", kind="guide", category=topic, chapter=n + 1) for n in range(4)
    ]
    topic.pillar = guides[0]
    topic.save()
    rows = [Row(p.pk, p.kind, p.category_id, p.chapter, p.date_published) for p in guides]
    measured = [to for _page, to, *_ in Templates(rows).topic_pages()]
    assert [Post.objects.get(pk=to).title for to in measured] == titles(page_at("/topics/seo"))


def test_a_topic_of_many_guides_shows_them_on_as_many_pages_as_they_need(monkeypatch):
    monkeypatch.setattr("blog.views.topics.GUIDES_ON_A_PAGE", 2)
    topic = make_category("seo")
    make_post("the-post", category=topic)
    for n in range(5):
        make_post(f"guide-{n}", kind="guide", category=topic, chapter=n + 1)
    assert titles(page_at("/topics/seo")) == ["Guide 0", "Guide 1", "The post"]
    last = page_at("/topics/seo?page=3")
    assert titles(last) == ["Guide 4"]
    assert texts(last, "//ol[@class='chapters']/li/@value") == ["5"]
    assert texts(last, "//nav[@aria-label='Pages']//a/@href") == ["/topics/seo?page=2"]
    assert get("/topics/seo?page=4").status_code == 404


def test_a_topic_opens_with_its_pillar_and_shows_it_once():
    topic = make_category("seo", description="What it **is**.")
    topic.pillar = make_post("pillar", category=topic)
    topic.save()
    make_post("a-guide", kind="guide", category=topic)
    make_post("another", category=topic)
    page = page_at("/topics/seo")
    assert text(page, "//section[@aria-labelledby='_start']//h3") == "Pillar"
    assert titles(page) == ["Pillar", "A guide", "Another"]
    assert text(page, "//main//strong") == "is"


def test_a_guide_that_is_the_pillar_is_shown_once():
    topic = make_category("seo")
    topic.pillar = make_post("pillar", kind="guide", category=topic)
    topic.save()
    assert titles(page_at("/topics/seo")) == ["Pillar"]


def test_a_pillar_that_is_not_live_is_not_shown():
    topic = make_category("seo")
    topic.pillar = make_post("pillar", category=topic, date_published=LATER)
    topic.save()
    make_post("other", category=topic)
    assert titles(page_at("/topics/seo")) == ["Other"]


def test_the_description_of_a_topic_stands_on_its_first_page_alone():
    make_posts(21, category=make_category("seo", description="What it is about."))
    assert "What it is about." in text(page_at("/topics/seo"), "//main")
    assert "What it is about." not in text(page_at("/topics/seo?page=2"), "//main")


def test_a_topic_of_guides_alone_may_be_indexed():
    make_post("a-guide", kind="guide", category="seo")
    assert robots(page_at("/topics/seo")) == INDEXED


def test_a_tag_that_is_also_a_topic_leads_to_the_topic():
    make_post(category="seo", tags=["SEO"])
    answer = get("/tags/seo")
    assert (answer.status_code, answer["Location"]) == (301, "/topics/seo")


def test_a_tag_that_is_also_a_topic_of_drafts_stays_a_tag():
    make_post(tags=["SEO"])
    make_post("a-draft", status="draft", category="seo")
    assert titles(page_at("/tags/seo")) == ["A post"]


@pytest.mark.parametrize(("count", "expected"), [(1, ["noindex"]), (2, ["noindex"]), (3, INDEXED)])
def test_a_thin_tag_is_hidden_from_search_engines(count, expected):
    make_posts(count, tags=["links"])
    make_post("a-draft", status="draft", tags=["links"])
    assert robots(page_at("/tags/links")) == expected


def test_posts_that_are_not_live_do_not_thicken_a_tag():
    make_posts(2, tags=["links"])
    make_post("later", tags=["links"], date_published=LATER)
    assert robots(page_at("/tags/links")) == ["noindex"]


@pytest.mark.parametrize(
    "address", ["/topics/none", "/tags/none", "/authors/none", "/guides/seo/none", "/guides/seo"]
)
def test_a_list_that_does_not_exist_is_not_found(address):
    assert get(address).status_code == 404


def test_the_empty_site_has_a_home_page_and_lists():
    for address in ("/", "/blog", "/guides", "/rss.xml", "/sitemap.xml", "/robots.txt"):
        assert get(address).status_code == 200, address


def test_a_guide_answers_under_its_own_topic_alone():
    make_category("words")
    make_post("a-guide", kind="guide", category="seo")
    assert get("/guides/seo/a-guide").status_code == 200
    assert get("/guides/words/a-guide").status_code == 404
    assert get("/blog/a-guide").status_code == 404


def test_posts_without_live_topic_do_not_show_it_on_the_home_page():
    make_post(category="seo")
    make_post("a-draft", status="draft", category="secret")
    shown = texts(page_at("/"), "//section[@aria-labelledby='_topics']//h3")
    assert shown == ["SEO"]


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("A summary.", "A summary."),
        ("word, " * 40, "word, " * 32 + "word …"),
        ("字" * 300, "字" * 200 + " …"),
    ],
)
def test_a_long_summary_ends_after_a_word(summary, shown):
    make_post(description=summary, tags=["links"])
    assert text(page_at("/tags/links"), "//p[@class='entry-summary']") == shown
