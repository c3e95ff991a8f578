"""What stands around the text of an article: neighbours, topic, chapters, what changed."""

import gzip
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from blog import publishing
from blog.models import Offer, Post, PreviewLink

from ..build import LATER, NOON, make_author, make_category, make_image, make_post
from ..reading import get, page_at, parsed, text, texts, with_class

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SIBLINGS = f"//nav[{with_class('siblings')}]"
TOPIC = "//section[@aria-labelledby='_topic']"


def neighbours(page) -> dict[str, str]:
    """Return {"prev": address, "next": address} of the links below the text."""
    return {a.get("rel"): a.get("href") for a in page.xpath(f"{SIBLINGS}//a")}


def preview_of(post: Post):
    expires = timezone.now() + DAY
    address = PreviewLink.objects.create(post=post, expires=expires).get_absolute_url()
    return parsed(get(address).content.decode())


def make_day(number: int, **fields) -> Post:
    fields.setdefault("category", "seo")
    return make_post(f"day-{number}", date_published=NOON + number * DAY, **fields)


def make_chapter(slug: str, chapter: int | None = None, **fields) -> Post:
    return make_post(slug, kind="guide", category="seo", chapter=chapter, **fields)


# Posts: the older and the newer one of the same topic


def test_a_post_leads_to_the_older_and_the_newer_one_of_its_topic():
    for number in range(5):
        make_day(number)
    make_post("stranger", category="office", date_published=NOON + 2.5 * DAY)
    make_post("guide", kind="guide", category="seo", date_published=NOON + 2.5 * DAY)
    page = page_at("/blog/day-2")
    assert neighbours(page) == {"prev": "/blog/day-1", "next": "/blog/day-3"}
    assert text(page, "//link[@rel='prev']/@href") == "/blog/day-1"
    assert text(page, "//link[@rel='next']/@href") == "/blog/day-3"


def test_the_first_and_the_last_post_lead_one_way():
    make_day(1)
    make_day(2)
    assert neighbours(page_at("/blog/day-1")) == {"next": "/blog/day-2"}
    assert neighbours(page_at("/blog/day-2")) == {"prev": "/blog/day-1"}


def test_a_post_alone_in_its_topic_has_no_siblings():
    make_day(1)
    assert not page_at("/blog/day-1").xpath(SIBLINGS)


def test_posts_of_the_same_moment_are_all_passed_through():
    for slug in ("one", "two", "three"):
        make_post(slug, category="seo")
    assert neighbours(page_at("/blog/two")) == {"prev": "/blog/one", "next": "/blog/three"}


def test_siblings_that_readers_may_not_see_are_passed_over():
    make_day(1)
    make_day(2, status="draft")
    make_day(3)
    make_post("later", category="seo", date_published=LATER)
    assert neighbours(page_at("/blog/day-3")) == {"prev": "/blog/day-1"}
    with time_machine.travel(LATER, tick=False):
        assert neighbours(page_at("/blog/day-3"))["next"] == "/blog/later"


def test_the_preview_of_a_draft_shows_the_live_siblings_it_would_have():
    make_day(1)
    make_day(2, status="draft")
    draft = make_day(3, status="draft")
    make_day(4)
    assert neighbours(preview_of(draft)) == {"prev": "/blog/day-1", "next": "/blog/day-4"}


@pytest.mark.parametrize("kind", ["service", "page"])
def test_services_and_pages_have_no_siblings(kind):
    for slug in ("one", "two"):
        make_post(slug, kind=kind, category="seo")
    page = page_at(Post.objects.get(slug="two").path)
    assert not page.xpath(SIBLINGS)
    assert not page.xpath(TOPIC)


# Guides: chapters


def test_a_guide_leads_to_the_chapters_before_and_after_it():
    for slug, chapter in [("third", 3), ("first", 1), ("second", 2), ("unnumbered", None)]:
        make_chapter(slug, chapter)
    page = page_at("/guides/seo/second")
    assert neighbours(page) == {"prev": "/guides/seo/first", "next": "/guides/seo/third"}
    assert "Chapter 2 of 4" in text(page, f"//header//p[{with_class('kicker')}]")
    assert neighbours(page_at("/guides/seo/third"))["next"] == "/guides/seo/unnumbered"
    assert neighbours(page_at("/guides/seo/first")) == {"next": "/guides/seo/second"}


def test_chapters_stand_as_in_the_list_of_the_topic_whatever_their_numbers():
    for number, chapter in enumerate([2, None, 2, 1, None]):
        make_chapter(f"g-{number}", chapter, date_published=NOON - number * DAY)
    order = [guide.path for guide in Post.objects.in_chapter_order()]
    walked = [order[0]]
    while after := neighbours(page_at(walked[-1])).get("next"):
        walked.append(after)
    assert walked == order


def test_a_chapter_that_readers_may_not_see_is_neither_linked_nor_counted():
    make_chapter("first", 1)
    make_chapter("second", 2, status="draft")
    make_chapter("third", 3)
    make_chapter("fourth", 4, date_published=LATER)
    page = page_at("/guides/seo/third")
    assert neighbours(page) == {"prev": "/guides/seo/first"}
    assert "Chapter 2 of 2" in text(page, f"//header//p[{with_class('kicker')}]")


def test_the_preview_of_a_chapter_stands_where_it_would_be():
    make_chapter("first", 1)
    draft = make_chapter("second", 2, status="draft")
    make_chapter("hidden", 3, status="draft")
    make_chapter("fourth", 4)
    page = preview_of(draft)
    assert neighbours(page) == {"prev": "/guides/seo/first", "next": "/guides/seo/fourth"}
    assert "Chapter 2 of 3" in text(page, f"//header//p[{with_class('kicker')}]")


def test_a_guide_alone_is_no_chapter():
    make_chapter("alone", 1)
    assert "Chapter" not in text(page_at("/guides/seo/alone"), "//main")


# The topic


def test_an_article_says_where_to_start_in_its_topic_and_which_guides_there_are():
    seo = make_category("seo", name="SEO")
    seo.pillar = make_post("seo", category=seo, title="What the work is")
    seo.save()
    make_chapter("links", 1, title="All about links")
    make_post(category=seo)
    page = page_at("/blog/a-post")
    assert text(page, f"{TOPIC}/h2") == "More on SEO"
    assert text(page, f"{TOPIC}/h2/a/@href") == "/topics/seo"
    assert text(page, f"{TOPIC}/p/a") == "What the work is"
    assert texts(page, f"{TOPIC}//li") == ["All about links"]


def test_the_pillar_does_not_lead_to_itself():
    seo = make_category("seo")
    seo.pillar = make_post("seo", category=seo)
    seo.save()
    make_chapter("links")
    page = page_at("/blog/seo")
    assert not page.xpath(f"{TOPIC}/p")
    assert texts(page, f"{TOPIC}//li/a/@href") == ["/guides/seo/links"]


def test_a_guide_finds_itself_among_the_guides():
    make_chapter("one", 1)
    make_chapter("two", 2)
    page = page_at("/guides/seo/two")
    assert text(page, f"{TOPIC}//a[@aria-current='page']/@href") == "/guides/seo/two"


def test_a_topic_with_nothing_else_to_read_is_not_offered():
    make_chapter("alone")
    make_post("lonely", category="office")
    assert not page_at("/guides/seo/alone").xpath(TOPIC)
    assert not page_at("/blog/lonely").xpath(TOPIC)


def test_a_pillar_or_guide_that_readers_may_not_see_is_not_named():
    seo = make_category("seo")
    seo.pillar = make_post("seo", category=seo, status="draft")
    seo.save()
    make_chapter("links", status="draft")
    make_chapter("later", date_published=LATER)
    make_post(category=seo)
    assert not page_at("/blog/a-post").xpath(TOPIC)


def test_of_many_guides_the_first_are_named_and_the_others_counted():
    for number in range(11):
        make_chapter(f"g-{number}", number)
    make_post(category="seo")
    page = page_at("/blog/a-post")
    assert texts(page, f"{TOPIC}//li/a/@href") == [f"/guides/seo/g-{n}" for n in range(8)]
    assert "3 more guides" in text(page, TOPIC)


# The next step


def test_a_next_step_to_a_service_names_its_price():
    service = make_post("audit", kind="service")
    Offer.objects.create(post=service, price_from="990.00", scope_note="one site")
    make_post(next_step=service)
    step = text(page_at("/blog/a-post"), "//aside[@aria-label='Next step']")
    assert "from 990 USD a month" in step
    assert "one site" in step


@pytest.mark.parametrize(
    ("unit", "said"), [("month", "a month"), ("project", "a project"), ("hour", "an hour")]
)
def test_a_price_is_said_by_its_unit(unit, said):
    service = make_post("audit", kind="service")
    Offer.objects.create(post=service, price_from="75.50", currency="EUR", billing_unit=unit)
    assert f"from 75.50 EUR {said}" in text(
        page_at("/services/audit"), f"//p[{with_class('offer')}]"
    )


def test_a_next_step_without_a_price_names_none():
    make_post(next_step=make_post("audit", kind="service"))
    page = page_at("/blog/a-post")
    assert not page.xpath(f"//aside[@aria-label='Next step']//*[{with_class('offer')}]")


# Dates


UPDATED = f"//time[{with_class('dt-updated')}]"


def changes(page) -> list[str]:
    return texts(page, "//section[@aria-labelledby='_changes']//li")


def publish_again(post: Post, body: str, note: str, **options) -> None:
    snapshot = {**publishing.snapshot_of(post), "body": body}
    publishing.publish(post, snapshot, note=note, **options)


def test_a_real_update_on_a_later_day_is_dated_and_says_what_changed():
    post = make_post(body="Words.")
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        publish_again(post, "Words.\n\n## A new part\n\nMore.", "A new part", update_date=True)
        page = page_at("/blog/a-post")
    assert text(page, UPDATED) == "15 March 2026"
    assert changes(page) == ["15 March 2026 A new part"]


def test_an_edit_that_is_no_update_is_not_told():
    post = make_post(body="Words.")
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        publish_again(post, "Worsd.", "A letter")
        publish_again(post, "Worsd.\n\n## A new part\n\nMore.", "Not dated")
        page = page_at("/blog/a-post")
    assert not page.xpath(UPDATED)
    assert changes(page) == []


def test_a_small_edit_whose_date_the_editor_moved_is_a_real_update():
    post = make_post(body="It costs 990.")
    with time_machine.travel(NOON + 5 * DAY, tick=False):
        publish_again(post, "It costs 1,090.", "The new price", update_date=True)
        assert changes(page_at("/blog/a-post")) == ["15 March 2026 The new price"]


def test_what_changed_on_the_day_of_publication_is_not_told():
    post = make_post(body="Words.")
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        publish_again(post, "## New\n\nWords.", "Same day", update_date=True)
        page = page_at("/blog/a-post")
    assert not page.xpath(UPDATED)
    assert changes(page) == []


def test_notes_among_editors_are_not_told_to_readers():
    post = make_post(date_modified=NOON + DAY, tags=["one"])
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        publishing.amend([post], lambda said: said["tags"].append("two"), by=None, note="Zqnote")
        publishing.save_draft(post, publishing.snapshot_of(post), by=None, note="Zqdraft")
    page = page_at("/blog/a-post")
    assert page.xpath(UPDATED)
    assert changes(page) == []
    assert "Zq" not in text(page, "//body")


def test_a_day_is_one_at_the_place_of_the_site(settings):
    make_post(date_published=NOON.replace(hour=22), date_modified=NOON.replace(hour=23, minute=30))
    assert not page_at("/blog/a-post").xpath(UPDATED)
    settings.TIME_ZONE = "Europe/Berlin"
    assert text(page_at("/blog/a-post"), UPDATED) == "11 March 2026"


# Faces and lists


def test_authors_are_shown_with_their_faces():
    photo = make_image("ada.png")
    make_post(authors=[make_author(photo=photo), make_author("jonas-keel")])
    faces = page_at("/blog/a-post").xpath(f"//*[{with_class('byline')}]//img")
    assert len(faces) == 1


def test_a_list_of_three_hundred_headings_shows_the_first_level_alone():
    body = "".join(f"## Part {n}\n\nText.\n\n### Sub {n}\n\nText.\n\n" for n in range(150))
    make_post(body=body)
    page = page_at("/blog/a-post")
    shown = texts(page, "//nav[@aria-label='On this page']//a")
    assert shown == [f"Part {n}" for n in range(150)]


@pytest.mark.parametrize("body", ["Word.", "", "![](/nothing.png)"])
def test_an_article_of_almost_nothing_is_a_whole_page(body):
    make_post(body=body)
    page = page_at("/blog/a-post")
    assert text(page, "//h1") == "A post"
    assert "1 min read" in text(page, f"//*[{with_class('byline')}]")
    assert not page.xpath("//nav[@aria-label='On this page']")


def test_the_sample_article_comes_in_fourteen_kilobytes(sample_site):
    call_command("import_posts", str(sample_site), verbosity=0, stdout=StringIO())
    page = get("/blog/backlinks").body
    assert len(gzip.compress(page)) <= 14 * 1024


def test_a_date_for_machines_has_whole_seconds():
    post = make_post("now", date_published=NOON.replace(microsecond=123456))
    assert page_at(post.path).xpath("//time/@datetime")[0] == "2026-03-10T12:00:00+00:00"
