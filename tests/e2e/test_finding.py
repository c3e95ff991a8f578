"""Finding, acting on many, and Markdown in and out, as somebody does it in a browser."""

import pytest
from django.test import Client

from blog.models import Post
from tests.build import SUMMARY, make_person, make_post

from .axe import violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk(site, watched, context, settings, tmp_path):
    """A page at the desk, logged in as an editor."""
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(make_person("eve", "Editor"))
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return watched


def look(page):
    """Nothing to complain about: no console message, no failed request, and axe is silent."""
    page.wait_for_load_state("networkidle")
    assert page.complaints == []
    assert violations(page) == {}
    page.complaints.clear()


@pytest.mark.parametrize("width", [390, 1280])
def test_from_the_dashboard_to_a_draft_in_one_click(desk, site, width):
    desk.set_viewport_size({"width": width, "height": 900})
    make_post("asked", title="Asked for", status="draft", review_asked="2026-03-10T12:00Z")
    desk.goto(f"{site}/admin/")
    look(desk)
    desk.get_by_role("link", name="Asked for").first.click()
    assert desk.input_value("#id_title") == "Asked for"


@pytest.mark.parametrize("width", [390, 1280])
def test_two_drafts_are_published_from_the_list(desk, site, width):
    desk.set_viewport_size({"width": width, "height": 900})
    for slug in ("one", "two"):
        make_post(slug, status="draft", body="Words.", category="seo", description=SUMMARY)
    desk.goto(f"{site}/admin/blog/post/?state=draft")
    look(desk)
    for box in desk.locator("input.action-select").all():
        box.check()
    desk.locator("select[name=action]").first.select_option("publish")
    desk.locator("button[name=index]").first.click()
    look(desk)
    desk.get_by_role("button", name="Publish").click()
    desk.wait_for_selector("text=2 published")
    assert Post.objects.published().count() == 2


def test_a_folder_is_looked_at_and_taken_in(desk, site, tmp_path):
    folder = tmp_path / "site"
    (folder / "guides" / "seo").mkdir(parents=True)
    (folder / "guides" / "seo" / "linking.md").write_text(
        '---\ntitle: "Linking"\ndatePublished: 2026-03-10\n---\n\nWords.\n'
    )
    desk.goto(f"{site}/admin/blog/post/import/")
    desk.get_by_role("button", name="Show what it would do").click()
    assert desk.get_by_text("Choose a zip or a folder first.").is_visible()
    desk.set_input_files("#id_files", str(folder))
    desk.get_by_role("button", name="Show what it would do").click()
    desk.wait_for_selector("li:has-text('/guides/seo/linking')")
    look(desk)
    desk.get_by_role("button", name="Take it in").click()
    desk.wait_for_selector("h2:has-text('Done')")
    look(desk)
    assert Post.objects.get().path == "/guides/seo/linking"


def test_a_post_is_changed_as_markdown(desk, site):
    post = make_post("live", title="Live", body="Old words.\n")
    desk.goto(f"{site}/admin/blog/post/{post.pk}/markdown/")
    look(desk)
    text = desk.input_value("#id_text")
    desk.fill("#id_text", text.replace("Old words", "New words"))
    desk.get_by_role("button", name="Show what it changes").click()
    desk.wait_for_selector("text=This will change")
    look(desk)
    desk.get_by_role("button", name="Save as a draft").click()
    desk.wait_for_selector("#id_body")
    assert desk.input_value("#id_body") == "New words.\n"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_calendar_is_a_table_or_a_list(desk, site, width):
    desk.set_viewport_size({"width": width, "height": 900})
    make_post("one", title="In March")
    desk.goto(f"{site}/admin/blog/post/calendar/?month=2026-03")
    look(desk)
    assert desk.get_by_role("link", name="In March").is_visible()
    assert desk.locator("#day-11").is_visible() is (width == 1280)
