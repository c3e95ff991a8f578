import pytest
import time_machine

from blog.models import Offer, SiteSettings

from ..build import LATER, NOON, make_author, make_category, make_image, make_post
from ..reading import get, page_at, text, texts

pytestmark = pytest.mark.django_db

LEAD = "//section[@aria-labelledby='_lead']"
NEWEST = "//section[@aria-labelledby='_newest']"
TOPICS = "//section[@aria-labelledby='_topics']"


def settings(**fields) -> SiteSettings:
    site = SiteSettings(pk=1, **fields)
    site.save()
    return site


def make_days(count: int) -> list:
    return [make_post(f"day-{n}", date_published=NOON.replace(day=n)) for n in range(1, count + 1)]


def test_the_headline_stands_on_top_and_the_name_without_one():
    site = settings(name="Rust & Co")
    assert text(page_at("/"), "//h1") == "Rust & Co"
    site.headline = "We pour <iron>"
    site.save()
    assert text(page_at("/"), "//h1") == "We pour <iron>"
    assert text(page_at("/"), "//title") == "Rust & Co"


def test_the_picked_page_leads_and_the_newest_stand_beside_it():
    first, *_rest = make_days(3)
    settings(lead=first)
    page = page_at("/")
    assert texts(page, f"{LEAD}//h2 | {LEAD}//h3") == ["Read this first", "Day 1"]
    assert texts(page, f"{NEWEST}//h2 | {NEWEST}//h3") == ["Newest", "Day 3", "Day 2"]


def test_without_a_pick_the_newest_leads():
    make_days(3)
    page = page_at("/")
    assert texts(page, f"{LEAD}//h3") == ["Day 3"]
    assert texts(page, f"{NEWEST}//h3") == ["Day 2", "Day 1"]


def test_a_lead_among_the_newest_is_shown_once():
    posts = make_days(9)
    settings(lead=posts[-1])
    shown = texts(page_at("/"), f"{LEAD}//h3 | {NEWEST}//h3")
    assert shown == [f"Day {n}" for n in (9, 8, 7, 6, 5, 4, 3)]


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "gone"}, {"date_published": LATER}]
)
def test_a_lead_that_is_not_live_gives_way_to_the_newest(fields):
    make_post("shown")
    settings(lead=make_post("hidden-lead", **{"date_published": NOON, **fields}))
    page = page_at("/")
    assert texts(page, f"{LEAD}//h3") == ["Shown"]
    assert "Hidden lead" not in text(page, "//main")


def test_a_lead_that_is_scheduled_leads_from_its_minute():
    make_post("shown")
    settings(lead=make_post("planned", date_published=LATER))
    with time_machine.travel(LATER, tick=False):
        assert texts(page_at("/"), f"{LEAD}//h3") == ["Planned"]


@pytest.mark.parametrize("kind", ["guide", "service", "page"])
def test_any_kind_of_page_may_lead(kind):
    settings(lead=make_post("chosen", kind=kind, category="seo", title="The chosen one"))
    assert texts(page_at("/"), f"{LEAD}//h3") == ["The chosen one"]


def test_only_topics_that_are_meant_to_stand_on_the_home_page_do_in_their_order():
    for slug, order, on_home in (("c", 1, True), ("a", 3, True), ("b", 2, False)):
        make_post(f"in-{slug}", category=make_category(slug, order=order, on_home=on_home))
    assert texts(page_at("/"), f"{TOPICS}//h3") == ["C", "A"]


def test_a_topic_says_what_to_start_with_and_names_its_first_guides_in_order():
    topic = make_category("seo")
    topic.pillar = make_post("pillar", kind="guide", category=topic, chapter=1)
    topic.save()
    for chapter in (5, 3, 2, 4):
        make_post(f"chapter-{chapter}", kind="guide", category=topic, chapter=chapter)
    page = page_at("/")
    links = [f"{TOPICS}//p[contains(@class, 'hub-start')]/a", f"{TOPICS}//ol/li"]
    assert texts(page, links[0]) == ["Pillar"]
    assert texts(page, links[1]) == ["Chapter 2", "Chapter 3", "Chapter 4"]


def test_a_topic_without_a_pillar_names_its_newest_post():
    for n in range(1, 4):
        make_post(f"day-{n}", category="seo", date_published=NOON.replace(day=n))
    make_post("later", category="seo", date_published=LATER)
    start = f"{TOPICS}//p[contains(@class, 'hub-start')]"
    assert texts(page_at("/"), start) == ["The newest Day 3"]


def test_guides_that_are_not_live_are_not_named():
    topic = make_category("seo")
    make_post(category=topic)
    make_post("draft-guide", kind="guide", category=topic, status="draft")
    assert not page_at("/").xpath(f"{TOPICS}//ol")


def test_a_site_without_a_post_has_a_whole_home_page():
    settings(name="Rust", description="What we do.", headline="New here")
    page = page_at("/")
    assert text(page, "//h1") == "New here"
    assert not page.xpath("//main//section")
    assert "Nothing is published here" in text(page, "//main")


def test_the_picture_of_the_lead_is_loaded_first_and_the_others_when_they_are_seen():
    image = make_image()
    for n in range(3):
        make_post(f"post-{n}", image=image)
    page = page_at("/")
    assert texts(page, f"{LEAD}//img/@fetchpriority") == ["high"]
    assert not page.xpath(f"{LEAD}//img/@loading")


def test_services_are_listed_with_their_price_and_what_it_covers():
    for name, price in (("cut", 20), ("bend", 10)):
        service = make_post(name, kind="service", description=f"We {name}.")
        Offer.objects.create(post=service, price_from=price, scope_note=f"for one {name}")
    make_post("draft-service", kind="service", status="draft")
    page = page_at("/services")
    assert texts(page, "//main//article//h2") == ["Bend", "Cut"]
    assert "10" in texts(page, "//main//article")[0]
    assert "for one bend" in texts(page, "//main//article")[0]


def test_a_service_is_listed_with_its_picture_on_the_front_page_as_well():
    make_post("cut", kind="service", image=make_image())
    make_post("bare", kind="service")
    for path in ("/services", "/"):
        services = "//article[contains(@class, 'service')]"
        assert len(page_at(path).xpath(services)) == 2
        assert len(page_at(path).xpath(f"{services}//img[@alt='']")) == 1


def test_a_site_without_services_says_so_to_people_and_not_to_search_engines():
    page = page_at("/services")
    assert "Nothing is offered" in text(page, "//main")
    assert texts(page, "//meta[@name='robots']/@content") == ["noindex"]


def test_the_breadcrumb_of_a_service_leads_over_the_services():
    make_post("audit", kind="service")
    assert texts(page_at("/services/audit"), "//nav[@aria-label='Breadcrumb']//a/@href") == [
        "/",
        "/services",
    ]


def test_guides_stand_in_the_order_of_their_chapters_with_their_numbers():
    seo = make_category("seo")
    for slug, chapter in (("last", None), ("second", 7), ("first", 2)):
        make_post(slug, kind="guide", category=seo, chapter=chapter)
    for address in ("/guides", "/topics/seo"):
        page = page_at(address)
        assert texts(page, "//li[@value]//h3") == ["First", "Second", "Last"], address
        assert texts(page, "//li/@value") == ["1", "2", "3"], address


def test_a_pillar_among_the_guides_keeps_its_number_to_itself():
    seo = make_category("seo")
    seo.pillar = make_post("first", kind="guide", category=seo, chapter=1)
    seo.save()
    make_post("second", kind="guide", category=seo, chapter=2)
    assert texts(page_at("/topics/seo"), "//li/@value") == ["2"]
    assert texts(page_at("/guides"), "//li/@value") == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Brandt", "AB"),
        ("kim", "K"),
        ("Ada de la Cruz", "AC"),
        ("“Zoë” (Q)", "ZQ"),
        ("18F", "18F"),
        ("—", ""),
    ],
)
def test_an_author_without_a_photo_is_drawn_by_their_initials(name, initials):
    make_post(authors=[make_author("somebody", name=name)])
    page = page_at("/authors/somebody")
    assert text(page, "//header[contains(@class, 'author')]//*[@aria-hidden='true']") == initials


def test_the_page_about_feeds_names_those_that_there_are():
    make_post(category="seo", tags=["links"], authors=[make_author()])
    make_post("draft", status="draft", category="hidden", authors=[make_author("nobody")])
    page = page_at("/feeds")
    addresses = texts(page, "//ul[@class='feeds']//a/@href")
    below = ("", "/topics/seo", "/authors/ada-brandt")
    files = ("rss.xml", "atom.xml", "feed.json")
    assert addresses == [f"https://www.example.com{row}/{file}" for row in below for file in files]
    for address in addresses:
        assert get(address.removeprefix("https://www.example.com")).status_code == 200


@pytest.mark.parametrize(("authors", "folded"), [(12, 0), (13, 13)])
def test_the_page_about_feeds_folds_those_of_many_authors(authors, folded):
    make_post(authors=[make_author(f"author-{number}") for number in range(authors)])
    page = page_at("/feeds")
    assert len(page.xpath("//section[@aria-labelledby='_authors']//li")) == authors
    assert len(page.xpath("//details[not(@open)]//li")) == folded


def test_the_page_about_feeds_says_what_a_feed_holds():
    assert "full texts" in text(page_at("/feeds"), "//main//div[h2]")
    SiteSettings(pk=1, feed_summaries=True).save()
    assert "full texts" not in text(page_at("/feeds"), "//main//div[h2]")


def test_the_address_of_a_feed_breaks_between_its_words():
    make_post("a-post", category="seo")
    address = page_at("/feeds").xpath("(//code)[2]")[0]
    parts = list(address.itertext())
    assert "".join(parts) == "https://www.example.com/topics/seo/rss.xml"
    assert parts == ["https://www", ".example", ".com/", "topics/", "seo/", "rss", ".xml"]
