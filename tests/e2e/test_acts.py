"""Acts, history and preview links, as somebody uses them in a browser."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog import publishing
from blog.models import Post, PreviewLink, Redirect, Tag
from tests.build import make_person, make_post

from .axe import faults_in_every_look, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def ana():
    return make_person("ana", is_superuser=True)


@pytest.fixture
def desk(site, watched, context, ana):
    client = Client()
    client.force_login(ana)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return watched


def make_refused(post: Post, by) -> int:
    """Somebody saved first; what `by` wrote from the same start was set aside: its number."""
    mine = {
        **publishing.snapshot_of(post),
        "title": "Mine",
        "body": "One.\n\nTwo.\n\nThree of mine.",
    }
    theirs = {**publishing.snapshot_of(post), "body": "One of theirs.\n\nTwo.\n\nThree."}
    publishing.save_draft(post, theirs, by=make_person("kim", is_superuser=True))
    with pytest.raises(publishing.Stale) as stale:
        publishing.save_draft(post, mine, by=by, base="1.0")
    return stale.value.aside.number


def make_all(ana) -> tuple[Post, int]:
    post = make_post("one", body="One.\n\nTwo.\n\nThree.", category="seo", tags=["a", "b"])
    make_post("two", body="See [one](/blog/one).")
    Redirect.objects.create(from_path="/old", to_post=post)
    Tag.objects.create(name="lonely", slug="lonely")
    soon = timezone.now() + timedelta(days=1)
    PreviewLink.objects.create(post=post, expires=soon, label="Kim")
    PreviewLink.objects.create(post=post, expires=soon, revoked=True)
    return post, make_refused(post, ana)


def test_every_page_is_fit_for_everybody(desk, site, ana):
    post, aside = make_all(ana)
    tag, other = Tag.objects.order_by("name")[:2]
    acts = f"history/ history/2/ compare/{aside}/ take-down/ delete/ review/ discard/ previews/"
    pages = [f"post/{post.pk}/{act}" for act in [*acts.split(), "address/?slug=new"]]
    pages += [f"tag/{act}" for act in (f"{tag.pk}/rename/", f"{tag.pk}/change/", "prune/")]
    pages += [
        f"tag/merge/?tag={tag.pk}&tag={other.pk}",
        "tag/",
        f"category/{post.category_id}/change/",
    ]
    found = []
    for address in pages:
        desk.goto(f"{site}/admin/blog/{address}")
        desk.wait_for_load_state("networkidle")
        found += faults_in_every_look(desk)
    assert found + desk.complaints == []


def test_of_two_texts_each_place_is_chosen(desk, site, ana):
    post, aside = make_all(ana)
    desk.goto(f"{site}/admin/blog/post/{post.pk}/compare/{aside}/")
    desk.get_by_label("Mine").and_(desk.locator("[name=field-title]")).check()
    desk.locator("label.side", has_text="Three of mine.").click()
    desk.get_by_role("button", name="Save what I chose").click()
    desk.wait_for_url(f"**/post/{post.pk}/change/")
    assert desk.input_value("#id_body") == "One of theirs.\n\nTwo.\n\nThree of mine."
    assert desk.input_value("#id_title") == "Mine"


def test_two_lines_of_the_history_are_compared_and_the_older_one_restored(desk, site, ana):
    post, _ = make_all(ana)
    desk.goto(f"{site}/admin/blog/post/{post.pk}/history/")
    desk.get_by_label("Older: revision 1").check()
    desk.get_by_label("Newer: revision 2").check()
    desk.get_by_role("button", name="Compare the two marked").click()
    assert desk.locator(".diff ins").all_inner_texts()
    desk.goto(f"{site}/admin/blog/post/{post.pk}/history/1/")
    desk.get_by_role("button", name="Make it the newest draft").click()
    desk.wait_for_url(f"**/post/{post.pk}/change/")
    assert desk.input_value("#id_body") == "One.\n\nTwo.\n\nThree."
    assert desk.complaints == []


def test_a_page_is_taken_down_in_favour_of_another_that_is_found_by_its_title(desk, site, ana):
    post, _ = make_all(ana)
    desk.goto(f"{site}/admin/blog/post/{post.pk}/take-down/")
    desk.get_by_label("Another page of this site").check()
    desk.locator(".select2-selection").click()
    desk.locator(".select2-search__field").fill("Two")
    desk.locator(".select2-results__option", has_text="Two").click()
    desk.get_by_role("button", name="Take it down").click()
    desk.wait_for_url(re.compile(r"/link/rewrite/\?to=%2Fblog%2Ftwo$"))  # a text names the page
    assert desk.complaints == []
    desk.goto(f"{site}/old")
    assert desk.url == f"{site}/blog/two"


def test_a_preview_link_is_made_copied_opened_by_a_visitor_and_revoked(desk, site, browser):
    post = make_post("draft", status="draft", body="Molten words.")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{site}/admin/blog/post/{post.pk}/previews/")
    desk.get_by_label("For whom").fill("Kim")
    desk.get_by_role("button", name="Make a link").click()
    desk.get_by_role("button", name="Copy").click()
    desk.get_by_role("button", name="Copied").wait_for()
    link = desk.evaluate("navigator.clipboard.readText()")
    assert desk.complaints == []
    visitor = browser.new_context().new_page()
    visitor.goto(link)
    assert "Molten words." in visitor.inner_text("article")
    assert violations(visitor) == {}
    desk.get_by_role("button", name="Revoke").click()
    assert visitor.goto(link).status == 404
    visitor.context.close()
