"""The search, as a reader uses it: with scripts, without them, and by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.build import make_post

from .axe import violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def posts():
    make_post("one", title="All about backlinks", body="What a backlink is.", category="seo")
    make_post("two", title="Anchors", body="The anchor of backlinks.", kind="guide", category="seo")
    make_post("three", title="Dates", body="Honest dates.")


def titles(page) -> list[str]:
    return page.locator(".search-results h2").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_come_while_a_reader_types(site, watched, posts, scheme):
    page = watched
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/search")
    words = page.get_by_role("searchbox", name="Words to look for")
    words.press_sequentially("backlnks")
    said = page.get_by_role("status")
    expect(said).to_contain_text("Showing results for backlinks.")
    expect(said).to_contain_text("2 pages found.")
    assert titles(page) == ["All about backlinks", "Anchors"]
    assert page.url == f"{site}/search?q=backlnks"
    page.get_by_label("Kind").select_option("guide")
    expect(said).to_contain_text("1 page found.")
    assert page.url == f"{site}/search?q=backlnks&kind=guide"
    page.reload()
    assert titles(page) == ["Anchors"]
    assert page.complaints == []
    assert violations(page) == {}


def test_arrows_lead_through_the_results_and_escape_leads_back(site, watched, posts):
    page = watched
    page.goto(f"{site}/search?q=backlinks")
    words = page.get_by_role("searchbox", name="Words to look for")
    words.focus()
    links = page.locator(".search-results h2 a")
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.last).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(words).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(words).to_be_focused()
    page.keyboard.press("Escape")
    expect(words).to_have_value("")
    expect(page.get_by_role("status")).to_contain_text("Type a word or two")
    words.press_sequentially("dates")
    expect(page.get_by_role("status")).to_contain_text("1 page found.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/blog/three$"))


def test_an_answer_that_fails_leaves_what_is_there_and_enter_asks_for_the_page(
    site, watched, posts
):
    page = watched
    page.goto(f"{site}/search?q=dates")
    page.route("**/search?*part=results", lambda route: route.abort())
    words = page.get_by_role("searchbox", name="Words to look for")
    words.fill("anchors")
    page.wait_for_timeout(400)
    assert titles(page) == ["Dates"]
    page.keyboard.press("Enter")
    expect(page.locator(".search-results h2")).to_have_text("Anchors")


def test_all_of_it_works_without_scripts(site, browser, posts):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search")
    page.get_by_role("searchbox", name="Words to look for").fill("backlinks")
    page.get_by_label("Topic").select_option("seo")
    page.locator(".search-ask").get_by_role("button", name="Search").click()
    assert titles(page) == ["All about backlinks", "Anchors"]
    page.get_by_role("link", name="Anchors").click()
    assert page.url == f"{site}/guides/seo/two"
    context.close()
