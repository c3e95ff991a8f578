"""Whatever breaks while somebody writes, every word is found again."""

import re

import pytest

from blog.models import Post
from blog.publishing import autosave, base_of, document_of
from tests.build import make_post
from tests.e2e.desk import REFUSED, body, kept, log_in, open_form, say, wait_until_said, write

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = r"^Saved \d\d:\d\d$"


@pytest.fixture
def desk(watched, site, admin_user):
    log_in(watched, site, admin_user)
    watched.site = site
    return watched


def complaints(page):
    return [c for c in page.complaints if not c.startswith(REFUSED)]


def crash(page):
    """Take the page away as a crash does: no event tells it to save."""
    new = page.context.new_page()
    page.close(run_before_unload=False)
    return new


def draft(**fields):
    return make_post("a-draft", status=Post.Status.DRAFT, title="A draft", **fields)


def test_a_new_post_becomes_a_row_with_its_first_words_and_stays_one(desk):
    open_form(desk, desk.site)
    desk.fill("#id_title", "First words")
    wait_until_said(desk, SAVED)
    post = Post.objects.get()
    assert (post.title, post.status) == ("First words", "draft")
    assert desk.url.endswith(f"/{post.pk}/change/")
    write(desk, "And more.")
    desk.keyboard.press("Control+s")
    desk.wait_for_selector(".messagelist")
    assert Post.objects.get().body == "And more."
    assert desk.complaints == []


def test_an_empty_new_post_is_no_row(desk):
    open_form(desk, desk.site)
    desk.check("#id_faq")
    desk.wait_for_timeout(4000)
    assert not Post.objects.exists()
    desk.uncheck("#id_faq")
    assert desk.complaints == []


def test_an_autosave_of_a_live_page_leaves_the_page_as_it_is(desk):
    post = make_post("live", body="Live words.")
    open_form(desk, desk.site, post)
    write(desk, " Draft words.")
    wait_until_said(desk, SAVED)
    post.refresh_from_db()
    assert post.body == "Live words."
    assert document_of(post)["body"] == "Live words. Draft words."
    assert desk.complaints == []


def test_what_was_typed_before_a_crash_of_the_browser_is_offered_back(desk):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    desk.context.route("**/autosave/", lambda route: route.abort())
    write(desk, " Typed and not saved.")
    desk.click("[data-add]")
    desk.keyboard.type("Is it kept?")
    desk.fill("#id_description", "Its summary.")
    kept(desk, "Its summary.")
    page = crash(desk)
    page.context.unroute("**/autosave/")
    open_form(page, desk.site, post)
    page.get_by_text("that was never saved").wait_for()
    assert body(page) == "Old."
    page.click("[data-recover]")
    assert body(page) == "Old. Typed and not saved."
    question = page.locator("[data-row]:not([hidden]) [name$=-question]")
    assert question.input_value() == "Is it kept?"
    assert page.input_value("#id_description") == "Its summary."
    wait_until_said(page, SAVED)
    assert document_of(Post.objects.get())["body"] == "Old. Typed and not saved."
    page.reload()
    page.wait_for_selector("text-expander", state="attached")
    assert page.locator("[data-recovered]").is_hidden()


def test_a_new_post_that_never_reached_the_server_is_offered_at_the_next_new_post(desk):
    open_form(desk, desk.site)
    desk.context.route("**/autosave/", lambda route: route.abort())
    desk.fill("#id_title", "Never sent")
    kept(desk, "Never sent")
    page = crash(desk)
    page.context.unroute("**/autosave/")
    open_form(page, desk.site)
    page.click("[data-recover]")
    assert page.input_value("#id_title") == "Never sent"
    wait_until_said(page, SAVED)
    assert Post.objects.get().title == "Never sent"


def test_what_is_discarded_is_not_offered_again(desk):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    desk.context.route("**/autosave/", lambda route: route.abort())
    write(desk, " Typed.")
    kept(desk, "Old. Typed.")
    page = crash(desk)
    open_form(page, desk.site, post)
    page.click("[data-discard]")
    page.wait_for_timeout(300)
    page.reload()
    page.wait_for_selector("text-expander", state="attached")
    page.wait_for_timeout(300)
    assert page.locator("[data-recovered]").is_hidden()
    assert body(page) == "Old."


def test_a_saved_text_is_not_offered_back(desk):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    write(desk, " New.  ")
    desk.keyboard.press("Control+s")
    desk.wait_for_selector(".messagelist")
    desk.wait_for_timeout(500)
    assert desk.locator("[data-recovered]").is_hidden()
    assert desk.complaints == []


def test_a_lost_connection_is_said_and_ends_by_itself(desk):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    desk.context.set_offline(True)
    write(desk, " Typed in a tunnel.")
    wait_until_said(desk, r"^Not saved: no connection\. Kept in this browser\.$")
    desk.click("[name=_save]")
    desk.wait_for_timeout(300)
    assert body(desk) == "Old. Typed in a tunnel."
    desk.context.set_offline(False)
    wait_until_said(desk, SAVED)
    assert document_of(Post.objects.get())["body"] == "Old. Typed in a tunnel."
    assert complaints(desk) == []


def test_an_expired_login_loses_nothing_and_goes_on_after_the_next_login(desk, admin_user):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    desk.context.clear_cookies(name="sessionid")
    write(desk, " Typed logged out.")
    wait_until_said(desk, r"^You are logged out\. Log in in a new tab; nothing is lost\.$")
    link = desk.locator("[data-save-state] a")
    assert "/login/" in link.get_attribute("href")
    assert link.get_attribute("target") == "_blank"
    desk.click("[name=_save]")
    desk.wait_for_timeout(300)
    assert desk.url.endswith("/change/")
    log_in(desk, desk.site, admin_user)
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_until_said(desk, SAVED)
    desk.click("[name=_save]")
    desk.wait_for_selector(".messagelist")
    assert document_of(Post.objects.get())["body"] == "Old. Typed logged out."
    assert complaints(desk) == []


def test_of_two_who_write_at_once_the_later_one_is_told_and_both_texts_are_kept(
    desk, django_user_model
):
    ana = django_user_model.objects.create_superuser("ana", first_name="Ana")
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    theirs = document_of(post) | {"body": "Ana's words."}
    autosave(post, theirs, by=ana, base=base_of(post))
    write(desk, " My words.")
    desk.locator("[data-conflict]").wait_for()
    assert re.match(r"Ana saved at \d\d:\d\d\.", say(desk))
    desk.click("[name=_save]")
    desk.wait_for_timeout(300)
    assert body(desk) == "Old. My words."
    assert document_of(Post.objects.get())["body"] == "Ana's words."
    desk.click("[data-conflict] a")
    desk.wait_for_url("**/compare/**")
    text = desk.locator("#content, main").first.inner_text()
    assert "Ana's words." in text and "My words." in text
    assert complaints(desk) == []


def test_a_writer_sees_who_else_is_writing(desk, browser, django_user_model):
    ana = django_user_model.objects.create_superuser("ana", first_name="Ana")
    post = draft(body="Old.")
    context = browser.new_context()
    other = context.new_page()
    log_in(other, desk.site, ana)
    open_form(other, desk.site, post)
    open_form(desk, desk.site, post)
    desk.get_by_text("Ana is editing this").wait_for()
    context.close()
    assert desk.complaints == []


def test_leaving_with_unsaved_words_asks_first(desk):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    write(desk, " New.")
    desk.goto(f"{desk.site}/admin/")
    assert asked == ["beforeunload"]
    open_form(desk, desk.site, post)
    desk.click("[data-recover]")
    wait_until_said(desk, SAVED)
    desk.goto(f"{desk.site}/admin/")
    assert asked == ["beforeunload"]


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(desk):
    post = draft(body="Old.")
    open_form(desk, desk.site, post)
    write(desk, " One.")
    wait_until_said(desk, SAVED)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    desk.context.route("**/autosave/", lose_the_answer)
    write(desk, " Two.")
    wait_until_said(desk, "^Not saved")
    desk.context.unroute("**/autosave/")
    write(desk, " Three.")
    wait_until_said(desk, SAVED)
    desk.wait_for_timeout(500)
    assert desk.locator("[data-conflict]").is_hidden()
    assert document_of(Post.objects.get())["body"] == "Old. One. Two. Three."
    assert complaints(desk) == []
