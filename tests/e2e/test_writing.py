"""Writing at the desk, in a real browser: what the keys, the clipboard and the frame do."""

import re

import pytest

from blog.models import Image, Post
from tests.build import make_post, picture_bytes
from tests.e2e.axe import violations
from tests.e2e.desk import body, drop, log_in, open_form, paste, say, wait_until_said, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(watched, site, admin_user):
    log_in(watched, site, admin_user)
    open_form(watched, site)
    yield watched
    assert watched.complaints == []


def type_lines(page, *keys):
    page.fill("#id_body", "")
    page.focus("#id_body")
    for key in keys:
        page.keyboard.press(key) if key in {"Enter", "Tab", "Shift+Tab"} else page.keyboard.type(
            key
        )


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["- one", "Enter", "two"], "- one\n- two"),
        (["* one", "Enter", "two"], "* one\n* two"),
        (["9. one", "Enter", "two"], "9. one\n10. two"),
        (["- [x] one", "Enter", "two"], "- [x] one\n- [ ] two"),
        (["> one", "Enter", "two"], "> one\n> two"),
        (["- one", "Enter", "Enter", "two"], "- one\ntwo"),
        (["- one", "Enter", "two", "Tab"], "- one\n    - two"),
        (["- one", "Enter", "two", "Tab", "Shift+Tab"], "- one\n- two"),
        (["```", "Enter", "- one", "Enter", "two"], "```\n- one\ntwo"),
    ],
)
def test_a_list_goes_on_with_enter_and_ends_with_an_empty_item(desk, keys, text):
    type_lines(desk, *keys)
    assert body(desk) == text
    for _ in range(40):
        desk.keyboard.press("Control+z")
    assert body(desk) == ""


def test_the_keyboard_leaves_the_text(desk):
    focused = "document.activeElement.id"
    type_lines(desk, "Words.", "Tab")
    assert desk.evaluate(focused) != "id_body"
    type_lines(desk, "- a list")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Tab")
    assert desk.evaluate(focused) != "id_body"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Control+b", "**word**"),
        ("Control+i", "_word_"),
        ("Control+k", "[word](url)"),
        ("Control+e", "`word`"),
        ("Control+Shift+Digit2", "## word"),
        ("Control+Shift+Digit8", "- word"),
    ],
)
def test_a_shortcut_formats_and_undo_takes_it_back(desk, keys, text):
    type_lines(desk, "word")
    desk.keyboard.press("Control+a")
    desk.keyboard.press(keys)
    assert body(desk) == text
    desk.keyboard.press("Control+z")
    assert body(desk) == "word"


def test_the_shortcuts_are_listed(desk):
    desk.keyboard.press("Control+/")
    dialog = desk.get_by_role("dialog", name="Keyboard shortcuts")
    assert "Save the draft" in dialog.inner_text()
    assert violations(desk) == {}
    desk.keyboard.press("Escape")
    assert dialog.is_hidden()


def test_formatted_text_is_pasted_as_markdown(desk):
    paste(
        desk,
        plain="Head Bold and it, a link.",
        html="""<h1>Head</h1><p style="color: red"><b>Bold</b> and <i>it</i>,
          <a href="https://example.org/a">a link</a>.</p><ul><li>a<ul><li>b</li></ul></li></ul>
          <table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>""",
    )
    assert body(desk) == (
        "## Head\n\n**Bold** and _it_, [a link](https://example.org/a).\n\n- a\n    - b\n\n"
        "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |"
    )
    desk.keyboard.press("Control+z")
    assert body(desk) == ""


def test_a_word_processors_bold_is_bold_and_its_wrapper_is_not(desk):
    paste(
        desk,
        plain="Bold plain",
        html='<b style="font-weight:normal"><p><span style="font-weight:700">Bold</span>'
        '<span style="font-weight:400"> plain</span></p></b>',
    )
    assert body(desk) == "**Bold** plain"


def test_an_address_pasted_over_words_becomes_their_link(desk):
    type_lines(desk, "these words")
    desk.keyboard.press("Control+a")
    paste(desk, plain="https://example.org/x")
    assert body(desk) == "[these words](https://example.org/x)"


def test_two_brackets_open_a_list_of_pages_and_a_hash_their_headings(watched, site, admin_user):
    make_post("anchor-text", title="Anchor text", body="## Why it matters\n\nIt does.")
    log_in(watched, site, admin_user)
    open_form(watched, site)
    write(watched, "See [[anch")
    option = watched.get_by_role("option", name="Anchor text")
    option.wait_for()
    assert watched.get_attribute("#id_body", "aria-expanded") == "true"
    assert watched.get_attribute("#id_body", "aria-activedescendant") == option.get_attribute("id")
    watched.keyboard.press("Enter")
    assert body(watched) == "See [Anchor text](/blog/anchor-text)"
    write(watched, " and [[anchor text#why")
    watched.get_by_role("option", name="Why it matters").wait_for()
    watched.keyboard.press("Enter")
    assert body(watched).endswith(" and [Why it matters](/blog/anchor-text#why-it-matters)")
    write(watched, " [[nothing")
    watched.get_by_text("Nothing by that name.").wait_for()
    watched.keyboard.press("Escape")
    watched.keyboard.press("Enter")
    assert body(watched).endswith("[[nothing\n")
    assert watched.complaints == []


def test_a_dropped_picture_is_uploaded_and_its_alt_text_asked_for(desk):
    write(desk, "Before ")
    drop(desk, picture_bytes(), "fox.png")
    dialog = desk.get_by_role("dialog", name="What does this picture show?")
    dialog.wait_for()
    assert violations(desk) == {}
    dialog.get_by_role("button", name="Save").click()
    assert "Say what it shows" in dialog.inner_text()
    desk.keyboard.type("A fox")
    desk.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    image = Image.objects.get()
    assert image.alt == "A fox"
    assert body(desk) == f"Before ![A fox]({image.source})"


def test_a_file_that_is_no_picture_is_refused_in_words(desk):
    write(desk, "Words.")
    drop(desk, b"just words", "notes.txt", "text/plain")
    desk.get_by_text("“notes.txt” was not added: this is not a picture.").wait_for()
    drop(desk, b"not a png at all", "false.png")
    desk.get_by_text(re.compile("“false.png” was not added: ")).wait_for()
    assert body(desk) == "Words."
    desk.complaints[:] = [c for c in desk.complaints if "400" not in c]


def test_the_preview_follows_the_last_key(desk, seed_post):
    desk.fill("#id_title", "Backlinks")
    paste_whole = seed_post.read_text().split("---", 2)[2]
    desk.fill("#id_body", paste_whole)
    frame = desk.frame_locator("[data-preview] iframe")
    frame.get_by_role("heading", name="Backlinks", exact=True).wait_for()
    frame.get_by_role("heading", name="What a backlink actually is").wait_for()
    desk.focus("#id_body")
    desk.keyboard.insert_text("Zebra. ")
    frame.get_by_text("Zebra.").wait_for()


def test_the_preview_scrolls_with_the_text_and_leads_nowhere(desk, seed_post):
    desk.fill("#id_title", "Backlinks")
    desk.fill("#id_body", "[A link](/blog)\n\n" + seed_post.read_text().split("---", 2)[2])
    frame = desk.frame_locator("[data-preview] iframe")
    heading = frame.get_by_role("heading", name="How small businesses earn them honestly")
    heading.wait_for()
    frame.get_by_role("link", name="A link", exact=True).click()
    assert frame.get_by_role("heading", name="Backlinks", exact=True).is_visible()
    desk.evaluate(
        "() => { const t = document.querySelector('#id_body'); t.scrollTop = t.scrollHeight }"
    )
    desk.wait_for_function(
        """() => {
          const page = document.querySelector("[data-preview] iframe").contentDocument;
          const { scrollTop, scrollHeight, clientHeight } = page.scrollingElement;
          return scrollTop > 0 && scrollTop + clientHeight > scrollHeight - 50;
        }"""
    )
    desk.click("[data-preview-width=phone]")
    assert desk.get_attribute("[data-preview-width=phone]", "aria-pressed") == "true"
    desk.reload()
    assert desk.get_attribute("[data-toggle=preview]", "aria-pressed") == "true"
    desk.click("[data-toggle=preview]")
    desk.reload()
    desk.wait_for_selector("text-expander", state="attached")
    assert desk.get_attribute("[data-toggle=preview]", "aria-pressed") == "false"


def test_questions_are_added_moved_and_removed_with_the_keyboard(desk):
    for words in ("One?", "Two?"):
        desk.click("[data-add]")
        desk.keyboard.type(words)
    desk.locator("[data-up]").nth(1).press("Enter")
    questions = "rows => rows.map((row) => row.value)"
    shown = "[data-row]:not([hidden]) [name$=-question]"
    assert desk.eval_on_selector_all(shown, questions) == ["Two?", "One?"]
    desk.get_by_text("Moved to place 1 of 2").wait_for()
    desk.locator("[data-remove]").nth(1).press("Enter")
    assert desk.eval_on_selector_all(shown, questions) == ["Two?"]
    assert desk.evaluate("document.activeElement.matches('[data-remove]')")
    desk.fill("#id_title", "With questions")
    desk.locator("[data-row]:not([hidden]) [name$=-answer]").fill("Yes.")
    desk.keyboard.press("Control+s")
    desk.wait_for_url("**/change/")
    desk.wait_for_selector(".messagelist")
    assert desk.eval_on_selector_all(shown, questions) == ["Two?"]


def test_a_question_is_dragged_to_another_place(desk):
    for words in ("One?", "Two?", "Three?"):
        desk.click("[data-add]")
        desk.keyboard.type(words)
    rows = desk.locator("[data-row]:not([hidden])")
    rows.nth(2).locator("[data-number]").drag_to(rows.nth(1), target_position={"x": 99, "y": 5})
    desk.get_by_text("Moved to place 2 of 3").wait_for()
    shown = "[data-row]:not([hidden]) [name$={}]"
    values = "rows => rows.map((row) => row.value)"
    questions = desk.eval_on_selector_all(shown.format("-question"), values)
    assert questions == ["One?", "Three?", "Two?"]
    assert desk.eval_on_selector_all(shown.format("-ORDER"), values) == ["1", "2", "3"]


def test_titles_are_counted_in_characters_and_pixels(desk):
    desk.fill("#id_title", "Hallo Wörld")
    assert desk.get_attribute("#id_slug", "placeholder") == "hallo-world"
    desk.fill("#id_seo_title", "W" * 60)
    counter = desk.locator("output[data-count-for=id_seo_title]")
    assert re.match(r"60 characters · 1,\d{3} of 580 pixels", counter.inner_text())
    assert desk.locator("[data-search-preview]").inner_text().count("W") < 40
    desk.fill("#id_seo_title", "")
    assert "Hallo Wörld | Iron Goo" in desk.locator("[data-search-preview]").inner_text()


def test_the_button_says_schedule_as_soon_as_the_date_lies_ahead(desk):
    publish = desk.locator("[name=_publish]")
    assert publish.inner_text() == "Publish"
    desk.fill("#id_date_published_0", "2099-01-01")
    assert publish.inner_text() == "Schedule"
    desk.fill("#id_date_published_0", "2020-01-01")
    assert publish.inner_text() == "Publish"


def test_what_is_too_long_is_said_at_the_field_and_not_cut_off(desk):
    desk.fill("#id_title", "x" * 10_000)
    said = desk.locator("#id_title-too-long")
    assert said.inner_text() == "Title has 10,000 characters; the limit is 200."
    assert len(desk.input_value("#id_title")) == 10_000
    desk.fill("#id_title", "Short")
    assert said.is_hidden()
    desk.evaluate(
        """() => {
          const text = document.querySelector("#id_body");
          text.value = "word ".repeat(1024 * 1024);
          text.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    desk.get_by_text("The text has 5,120 KB; the limit is 512 KB.").wait_for()
    desk.click("[name=_save]")
    wait_until_said(desk, "^Not saved: the text has 5120 KB")
    assert not Post.objects.exists()
    desk.fill("#id_body", "")


def test_a_paste_beyond_the_limit_is_refused_before_it_reaches_the_field(desk):
    write(desk, "What was typed.")
    paste(desk, plain="word " * 1024 * 1024)
    said = desk.get_by_text("with it the text would have 5,121 KB; the limit is 512 KB.")
    said.wait_for()
    assert body(desk) == "What was typed."
    write(desk, " And more.")
    assert said.is_hidden()


def test_handlers_in_what_is_pasted_are_neither_kept_nor_reported(desk):
    image = '<img src="x.png" alt="a > b" onerror="alert(1)">'
    paste(
        desk,
        plain="Bold",
        html=f'<p onclick="alert(1)" style="color:red"><b onmouseover=alert(2)>Bold</b>{image}</p>',
    )
    assert body(desk) == "**Bold**"


@pytest.mark.parametrize(("mode", "name"), [("focus", "desk-focus"), ("wide", "desk-wide")])
def test_escape_leaves_a_mode_unless_a_list_of_pages_is_open(desk, mode, name):
    make_post("one", title="One page")
    desk.click(f"[data-toggle={mode}]")
    write(desk, "[[One")
    desk.wait_for_selector("[role=listbox]")
    desk.keyboard.press("Escape")
    assert desk.locator(f"html.{name}").count() == 1
    desk.keyboard.press("Escape")
    assert desk.locator(f"html.{name}").count() == 0


def test_the_help_of_the_form_is_silent_for_axe_in_every_mode(desk):
    for mode in ("preview", "wide", "focus"):
        desk.click(f"[data-toggle={mode}]")
        assert violations(desk) == {}
        desk.click(f"[data-toggle={mode}]")
    assert say(desk)
