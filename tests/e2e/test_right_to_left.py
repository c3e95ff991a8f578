"""A site in a language that is written from the right: the pages turn, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from blog.models import SiteSettings
from tests.build import make_category, make_post

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "פסקה.\n\n> ציטוט מן המקור.\n\n```\ndef f(x): ...\n```\n"


@pytest.fixture
def hebrew(site, settings):
    settings.LANGUAGES = [("he", "Hebrew")]
    settings.LANGUAGE_CODE = "he"
    make_post("one", title="איך מחשלים דף?", body=BODY)
    make_post("two", title="Why now?")
    return site


def side(page, selector: str) -> str:
    """At which side of the window the middle of an element lies."""
    box = page.locator(selector).first.bounding_box()
    return "left" if box["x"] + box["width"] / 2 < page.viewport_size["width"] / 2 else "right"


@pytest.mark.parametrize("width", [360, 1440])
def test_a_page_is_mirrored_and_no_wider_than_its_window(hebrew, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/blog", "/blog/one", "/blog/two", "/archive", "/search?q=now", "/blog/onee"):
        page.goto(hebrew + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert side(page, ".brand") == "right"
        assert side(page, ".masthead-search") == "left"


def test_the_mark_of_a_quotation_stands_at_its_beginning(hebrew, page):
    page.goto(hebrew + "/blog/one")
    mark = page.locator("blockquote").evaluate(
        "e => { const s = getComputedStyle(e, '::before'); return [s.left, s.right, s.content] }"
    )
    left, right = (float(length.removesuffix("px")) for length in mark[:2])
    assert right < left
    assert mark[2].startswith('"”"')


def test_code_runs_from_the_left(hebrew, page):
    page.goto(hebrew + "/blog/one")
    assert page.locator(".prose pre").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_dates_in_the_margin_of_a_list_are_not_cut(hebrew, page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(hebrew + "/blog")
    meta = page.locator(".entry-text > .meta").first
    assert meta.evaluate("e => getComputedStyle(e).clipPath") == "none"


def test_what_the_site_says_of_itself_runs_as_its_language_does(hebrew, page):
    SiteSettings(pk=1, name="Iron Goo", description="Notes on links.").save()
    make_post("three", category=make_category(description="How pages are found."))
    page.goto(hebrew)
    for words in (".opening .standfirst", ".hub-about", ".footer-about p + p"):
        expect(page.locator(words)).to_have_css("direction", "ltr")
        expect(page.locator(words)).to_have_css("text-align", "right")


def test_a_topic_of_one_long_word_stands_in_one_line(hebrew, page):
    make_post("three", category=make_category(name="Measurement"))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(hebrew)
    lines = "e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)"
    assert round(page.locator(".hub h3").evaluate(lines)) == 1


def test_a_title_of_the_other_direction_stands_at_its_day_in_the_archive(site, page):
    make_post(title="איך מחשלים דף?")
    page.goto(f"{site}/archive")
    expect(page.locator(".month a")).to_have_css("text-align", "left")
