"""From an empty desk to readers, through review, drafts and history, in a real browser."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from blog.models import Author, Image, Post
from blog.transfer import front_matter
from tests.build import SUMMARY, make_person, make_post, picture_bytes

from .axe import violations
from .desk import fit_for_readers, pages_of_the_sample

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page, site: str, name: str) -> None:
    person = User.objects.get(username=name)
    person.set_password("x")
    person.save()
    page.goto(f"{site}/admin/")
    page.fill("#id_login", name)
    page.fill("#id_password", "x")
    page.click("input[type=submit]")
    page.wait_for_selector("#user-tools")


class Hand:
    """Clicks, and counts them."""

    def __init__(self, page) -> None:
        self.page, self.clicks = page, []

    def click(self, selector: str, why: str) -> None:
        self.page.click(selector)
        self.clicks.append(why)


def paste(page, selector: str, text: str) -> None:
    """What Ctrl+V does with plain text."""
    page.focus(selector)
    page.evaluate(
        """([selector, text]) => {
            const data = new DataTransfer(); data.setData('text/plain', text);
            const field = document.querySelector(selector);
            const event = new ClipboardEvent('paste',
                {clipboardData: data, bubbles: true, cancelable: true});
            if (field.dispatchEvent(event)) {
                field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
                field.dispatchEvent(new InputEvent('input', {bubbles: true}));
            }
        }""",
        [selector, text],
    )


def drop_picture(page, selector: str, name: str = "molten.png") -> None:
    page.wait_for_selector(selector)
    page.evaluate(
        """([selector, name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, {type: 'image/png'}));
            const target = document.querySelector(selector);
            for (const kind of ['dragenter', 'dragover', 'drop'])
                target.dispatchEvent(new DragEvent(kind,
                    {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [selector, name, list(picture_bytes(size=(1200, 630)))],
    )


def choose(hand: Hand, field: str, words: str) -> None:
    """In one of the admin's select2 fields: click, type, Enter."""
    page = hand.page
    hand.click(f".field-{field} .select2-selection", f"the field {field}")
    page.locator(".select2-search__field:visible").last.fill(words)
    option = page.locator(".select2-results__option--highlighted", has_text=words)
    option.wait_for()
    page.keyboard.press("Enter")


def test_the_sample_article_goes_from_an_empty_desk_to_readers_in_at_most_twelve_clicks(
    watched, site, seed_post
):
    page, hand = watched, Hand(watched)
    ana = make_person("ana", "Editor")
    Author.objects.create(name="Ana Roth", slug="ana-roth", user=ana)
    pages_of_the_sample()
    sample = front_matter.load(seed_post.read_bytes())
    log_in(page, site, "ana")
    hand.click("a:has-text('New post')", "New post")
    page.fill("#id_title", sample.data["title"])
    paste(page, "#id_body", sample.body)
    drop_picture(page, "[data-picture][data-wired]")
    alt = page.locator("[data-picture] [aria-label^='Alt text of']")
    alt.fill("Molten iron in a ladle.")
    alt.press("Enter")
    alt.wait_for(state="detached")
    page.fill("#id_description", sample.data["description"])
    choose(hand, "category", "SEO")
    hand.click(".field-tag_names .select2-selection", "the field of tags")
    for tag in ("backlinks", "links"):
        page.locator(".field-tag_names .select2-search__field").press_sequentially(tag)
        page.locator(
            ".select2-results__option--highlighted", has_text=re.compile(f"^{tag}$")
        ).wait_for()
        page.keyboard.press("Enter")
    hand.click("#id_faq", "Has questions")
    hand.click("[name=_publish]", "Publish")
    page.wait_for_selector(".success")

    post = Post.objects.get(title=sample.data["title"])
    assert post.is_live()
    assert post.body.strip() == sample.body.strip()
    assert post.image is not None and post.image.alt == "Molten iron in a ladle."
    assert [row.tag.name for row in post.tagged.all()] == ["backlinks", "links"]
    assert [line.author.name for line in post.bylines.all()] == ["Ana Roth"]
    assert post.faq_entries.exists()
    assert len(hand.clicks) <= 12, hand.clicks
    assert violations(page) == {}
    page.goto(f"{site}{post.path}")
    assert page.locator("h1").inner_text() == sample.data["title"]
    assert page.complaints == []


def test_an_author_writes_and_asks_an_editor_reads_on_a_phone_and_publishes(browser, watched, site):
    page = watched
    make_person("bo", "Author")
    make_person("ana", "Editor")
    make_post("secret", status="draft", title="Not for Bo", category="seo")
    log_in(page, site, "bo")
    assert "Not for Bo" not in page.content()
    page.goto(f"{site}/admin/blog/post/add/")
    assert page.locator("[name=_publish]").count() == 0
    page.fill("#id_title", "How iron is cast")
    page.fill("#id_body", "It is **poured**.")
    page.wait_for_selector("[data-save-state]:has-text('Saved')")
    page.click("summary:has-text('Ask for review')")
    page.fill("#id_review_note", "Is the temperature right?")
    page.click("[name=_review]")
    page.wait_for_selector(".success")
    assert violations(page) == {}
    post = Post.objects.get(title="How iron is cast")
    assert post.state == "in review"
    others = Post.objects.get(slug="secret")
    assert page.request.get(f"{site}/admin/blog/post/{others.pk}/history/").status in {403, 404}

    editor = browser.new_context().new_page()
    log_in(editor, site, "ana")
    assert "Is the temperature right?" in editor.content()
    editor.click("a:has-text('How iron is cast')")
    editor.click("[data-preview-width=phone]")
    frame = editor.frame_locator("[data-preview] iframe")
    frame.locator(".e-content strong:has-text('poured')").wait_for()
    assert violations(editor) == {}
    fit_for_readers(editor)
    editor.click("[name=_publish]")
    editor.wait_for_selector(".success")
    editor.context.close()
    answer = page.request.get(f"{site}/blog/how-iron-is-cast")
    assert "<strong>poured</strong>" in answer.text()
    assert page.complaints == []


def test_an_edit_is_a_draft_that_can_be_compared_and_an_older_state_restored(watched, site):
    page = watched
    make_person("ana", "Editor")
    post = make_post(
        "iron", title="Iron", body="Iron is grey.", category="seo", description=SUMMARY
    )
    log_in(page, site, "ana")
    page.goto(f"{site}/admin/blog/post/{post.pk}/change/")
    page.fill("#id_body", "Iron is red when it is hot.")
    page.wait_for_selector("[data-save-state]:has-text('Saved')")
    assert "Iron is grey." in page.request.get(f"{site}/blog/iron").text()
    page.click("[name=_publish]")
    page.wait_for_selector(".success")
    page.goto(f"{site}/admin/blog/post/{post.pk}/history/")
    assert violations(page) == {}
    revisions = page.locator("a[href*='/history/']")
    next(a for a in revisions.all() if "/history/1/" in a.get_attribute("href")).click()
    assert violations(page) == {}
    page.click("button:has-text('Make it the newest draft')")
    page.wait_for_selector(".success")
    page.goto(f"{site}/admin/blog/post/{post.pk}/change/")
    assert page.input_value("#id_body") == "Iron is grey."
    assert "red when it is hot" in page.request.get(f"{site}/blog/iron").text()
    assert page.complaints == []


def test_a_dropped_picture_in_the_text_is_uploaded_and_asked_what_it_shows(watched, site):
    page = watched
    make_person("bo", "Author")
    log_in(page, site, "bo")
    page.goto(f"{site}/admin/blog/post/add/")
    page.fill("#id_body", "Before.\n\n")
    drop_picture(page, "#id_body")
    alt = page.locator("dialog[open] input[type=text], dialog[open] textarea").first
    alt.fill("A drop of iron.")
    alt.press("Enter")
    expect(page.locator("#id_body")).to_have_value(re.compile(r"!\[A drop of iron\.\]\(/media/"))
    assert Image.objects.get().alt == "A drop of iron."
    assert page.complaints == []
