"""From an empty desk to readers: counted in clicks, shared by two people, and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import Category, LinkTodo, Post
from tests.build import SUMMARY, make_author, make_category, make_person, make_post, picture_bytes
from tests.e2e.axe import violations
from tests.e2e.desk import (
    fit_for_readers,
    log_in,
    open_form,
    pages_of_the_sample,
    wait_until_said,
)

pytestmark = pytest.mark.django_db(transaction=True)


class Clicks:
    """Clicks on the page, and counts them."""

    def __init__(self, page):
        self.page, self.made = page, []

    def __call__(self, selector, said):
        self.page.locator(selector).first.click()
        self.made.append(said)


def test_an_empty_desk_is_at_most_twelve_clicks_from_the_sample_article_with_its_picture(
    watched, site, admin_user, seed_post, client
):
    page, click = watched, Clicks(watched)
    pages_of_the_sample()
    text = seed_post.read_text().split("---", 2)[2].strip()
    page.goto(f"{site}/admin/")
    page.fill("#id_login", "admin")
    page.fill("#id_password", "password")
    page.press("#id_password", "Enter")

    click("text=New post", "New post")
    page.fill("#id_title", "What Backlinks Actually Are")
    click("#id_body", "into the text, to paste it")
    page.fill("#id_body", text)
    with page.expect_file_chooser() as chosen:
        click("[data-picture][data-wired] [data-upload-picture]", "Upload…, to choose the picture")
    picture = {"name": "links.png", "mimeType": "image/png"}
    chosen.value.set_files([{**picture, "buffer": picture_bytes(size=(640, 360))}])
    page.wait_for_selector("[data-picture-view] img")
    click("#id_image_alt", "into its alt text")
    page.fill("#id_image_alt", "A drop of iron")
    page.press("#id_image_alt", "Tab")
    page.fill("#id_description", "A backlink is a link from another site pointing to yours.")
    click(".field-tag_names .select2-search__field", "into the tags")
    for tag in ("seo", "backlinks"):
        page.keyboard.type(tag)
        page.locator(".select2-results__option", has_text=tag).wait_for()
        page.keyboard.press("Enter")
    click(".field-category .select2-selection", "into the topic")
    page.locator(".select2-search__field:visible").last.fill("SEO")
    click(".select2-results__option--highlighted:has-text('SEO')", "its topic")
    click("#id_faq", "Has questions")
    click("[name=_publish]", "Publish")
    page.wait_for_selector(".success a")

    post = Post.objects.published().get(slug="what-backlinks-actually-are")
    assert post.image and post.image_alt == "A drop of iron"
    assert [row.tag.name for row in post.tagged.all()] == ["seo", "backlinks"]
    assert post.faq_entries.count() == 1
    assert len(click.made) <= 12, click.made
    assert "Do backlinks still matter" in client.get(post.path).text
    assert page.complaints == []


def test_an_author_asks_for_review_and_an_editor_publishes(browser, site):
    ana, eve = make_person("ana", "Author"), make_person("eve", "Editor")
    make_author("ana", user=ana)
    make_category("seo")
    complaints = []

    def desk_of(user):
        page = browser.new_context().new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        log_in(page, site, user)
        return page

    author, editor = desk_of(ana), desk_of(eve)
    open_form(author, site)
    assert author.locator("[name=_publish]").count() == 0
    author.fill("#id_title", "Cold iron")
    author.fill("#id_body", "It is **cold**.")
    author.click(".desk-review summary")
    author.fill("#id_review_note", "Is it cold enough?")
    assert violations(author) == {}
    author.click("[name=_review]")
    author.wait_for_selector("text=In review")
    assert violations(author) == {}

    post = Post.objects.get()
    assert author.request.get(f"{site}{post.path}").status == 404
    open_form(editor, site, post)
    assert "Is it cold enough?" in editor.locator(".desk-notice.review").inner_text()
    assert "editing this" in editor.locator("[data-presence]").inner_text()
    fit_for_readers(editor)
    editor.click("[name=_publish]")
    editor.wait_for_selector(".success a")
    assert "<strong>cold</strong>" in author.request.get(f"{site}{post.path}").text()
    assert Post.objects.get().review_asked is None
    assert complaints == []
    for page in (author, editor):
        page.context.close()


def test_who_saves_second_sees_both_texts(browser, site):
    ana, eve = make_person("ana", "Editor"), make_person("eve", "Editor")
    post = make_post("shared", title="Shared", body="Before.")
    pages = []
    for user in (ana, eve):
        page = browser.new_context().new_page()
        log_in(page, site, user)
        open_form(page, site, post)
        pages.append(page)
    first, second = pages
    first.fill("#id_body", "Ana's words.")
    wait_until_said(first, r"^Saved \d\d:\d\d$")
    second.fill("#id_body", "Eve's words.")
    compare = second.locator("[data-conflict] a", has_text="Compare both")
    compare.wait_for()
    assert violations(second) == {}
    compare.click()
    second.wait_for_url("**/compare/**")
    both = second.locator("#content").inner_text()
    assert "Ana's words." in both and "Eve's words." in both
    for page in pages:
        page.context.close()


def test_the_form_works_without_a_script(browser, site):
    eve = make_person("eve", "Editor")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, site, eve)
    page.goto(f"{site}/admin/blog/post/add/")
    page.click(".desk-kind label:has-text('Page')")
    page.fill("#id_title", "Plain iron")
    page.fill("#id_description", SUMMARY)
    page.fill("#id_body", "It is *plain*.")
    page.check("#id_faq")
    page.fill("[name=questions-0-question]", "Second?")
    page.fill("[name=questions-0-answer]", "Yes.")
    page.fill("[name=questions-0-ORDER]", "2")
    page.fill("[name=questions-1-question]", "First?")
    page.fill("[name=questions-1-answer]", "Yes.")
    page.fill("[name=questions-1-ORDER]", "1")
    page.click("[name=_publish]")
    post = Post.objects.published().get()
    assert list(post.faq_entries.values_list("question", flat=True)) == ["First?", "Second?"]
    page.check("[name=questions-0-DELETE]")
    page.fill("#id_title", "")
    page.click("[name=_save]")
    assert "Write a title." in page.locator(".errornote").inner_text()
    page.fill("#id_title", "Plainer iron")
    page.click("[name=_publish]")
    post = Post.objects.published().get()
    assert post.title == "Plainer iron"
    assert list(post.faq_entries.values_list("question", flat=True)) == ["Second?"]
    context.close()


def test_the_form_is_usable_on_a_phone_in_every_state(watched, site, admin_user):
    page = watched
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    log_in(page, site, admin_user)
    ahead = timezone.now() + timedelta(days=3)
    Category.objects.create(name="SEO", slug="seo")
    states = [
        make_post("live", body="Words."),
        make_post("ahead", date_published=ahead),
        make_post("gone", status="gone", date_published=timezone.now()),
        make_post("draft", status="draft", kind="service"),
    ]
    other = make_post("a-page-with-an-address-that-is-long-for-a-phone")
    LinkTodo.objects.create(source=other, target=states[0], phrase="iron")
    for post in [None, *states]:
        open_form(page, site, post)
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, post
        assert violations(page) == {}, post
        box = page.locator("[name=_publish]").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.complaints == []
