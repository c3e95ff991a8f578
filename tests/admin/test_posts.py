import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog import afterwards, publishing
from blog.models import FAQEntry, Post, Redirect, Tag
from tests.build import NOON, SUMMARY, make_author, make_category, make_post
from tests.reading import whole_sitemap

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/post/add/"


@pytest.fixture
def desk(admin_client):
    return admin_client


def kept_draft():
    """The document of the only post, which is a draft that no reader sees."""
    post = Post.objects.get()
    assert post.status == Post.Status.DRAFT
    return publishing.document_of(post)


def filled(**fields):
    """What the form of a new post sends: nothing that its preflight would block."""
    if "category" not in fields:
        fields["category"] = make_category("seo").pk
    return {
        "questions-TOTAL_FORMS": "0",
        "questions-INITIAL_FORMS": "0",
        "title": "A heading",
        "slug": "a-heading",
        "body": "Some text.",
        "description": SUMMARY,
        "kind": "post",
        "_publish": "1",
        **fields,
    }


def test_a_new_post_is_live_on_its_page_in_the_feed_and_in_the_sitemap(desk, client):
    response = desk.post(ADD, filled(body="Molten *words*."))
    assert response.status_code == 302, response.context["errors"]
    assert "Molten <em>words</em>" in client.get("/blog/a-heading").text
    assert "Molten" in client.get("/rss.xml").text
    assert "/blog/a-heading" in whole_sitemap()


def test_publishing_without_a_date_takes_this_moment(desk):
    with time_machine.travel(NOON, tick=False):
        desk.post(ADD, filled())
    post = Post.objects.get()
    assert post.date_published == NOON
    assert post.date_modified == post.date_published


def test_changes_of_a_live_post_are_live_once_they_are_published(desk, client):
    post = make_post("a-heading", title="A heading")
    desk.post(
        reverse("admin:blog_post_change", args=[post.pk]),
        filled(body="New words.", date_published_0="2026-03-10", date_published_1="12:00:00"),
    )
    assert "New words." in client.get("/blog/a-heading").text
    assert Post.objects.get().date_published == NOON


def test_tags_are_taken_by_name_new_ones_are_made_and_the_order_stays(desk):
    Tag.objects.create(name="SEO", slug="seo")
    desk.post(ADD, filled(tag_names=["links", "seo", "2026"]))
    post = Post.objects.get()
    assert [row.tag.name for row in post.tagged.all()] == ["links", "SEO", "2026"]


def test_the_form_of_a_post_offers_its_tags_as_chosen(desk):
    post = make_post(tags=["links"])
    page = desk.get(reverse("admin:blog_post_change", args=[post.pk])).text
    assert '<option value="links" selected>' in page


def test_too_many_tags_are_an_error_at_the_field_and_all_are_kept_in_the_draft(desk):
    tags = [f"tag {n}" for n in range(300)]
    response = desk.post(ADD, filled(tag_names=tags))
    assert "the limit is 50" in response.text
    assert '<option value="tag 299" selected>' in response.text
    assert kept_draft()["tags"] == tags
    assert not Tag.objects.exists()


def test_tag_names_are_offered_the_most_used_first(desk):
    make_post("one", tags=["links", "linking"])
    make_post("two", tags=["linking"])
    answer = desk.get("/admin/blog/tag/names/", {"term": "link"}).json()
    assert [entry["id"] for entry in answer["results"]] == ["linking", "links"]


def test_tag_names_are_for_editors_only(client):
    assert client.get("/admin/blog/tag/names/").status_code == 302


def test_text_that_cannot_be_rendered_is_an_error_at_the_field_and_keeps_what_was_typed(desk):
    response = desk.post(ADD, filled(body="<div>" * 3_000 + "typed words"))
    assert "nests too deeply" in response.text
    assert "typed words" in response.text
    assert kept_draft()["body"].endswith("typed words")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"slug": "Not-A-Slug"}, "lower case letters"),
        ({"kind": "guide", "category": ""}, "A guide needs a topic"),
        ({"kind": "page", "slug": "admin"}, "used by the site itself"),
        ({"title": "x" * 10_000}, "at most 200"),
        ({"title": "bell\x07"}, "control character U+0007"),
        ({"canonical_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"date_published_0": "9999-12-31", "date_published_1": "0:00"}, "between 1970 and 2199"),
        (
            {
                "date_modified_0": "2020-01-01",
                "date_modified_1": "0:00",
                "date_published_0": "2021-01-01",
                "date_published_1": "0:00",
            },
            "before the date",
        ),
    ],
)
def test_a_wrong_field_gets_its_message_and_what_was_typed_becomes_a_draft_only(
    desk, fields, message
):
    response = desk.post(ADD, filled(**fields))
    assert response.status_code == 200
    assert message in response.text
    draft = kept_draft()
    assert all(draft[n] == (value or None) for n, value in fields.items() if n in draft)


def test_an_address_that_another_post_has_is_refused(desk):
    make_post("a-heading", title="The first one")
    assert "is the address of “The first one”" in desk.post(ADD, filled()).text


def test_an_address_that_redirects_elsewhere_is_refused(desk):
    Redirect.objects.create(from_path="/blog/a-heading", to_url="/blog/else")
    assert "is an old address" in desk.post(ADD, filled()).text


def test_ticking_has_questions_proposes_those_that_the_text_asks(desk):
    desk.post(ADD, filled(faq="on", body="## Why?\n\nBecause it is so."))
    entry = FAQEntry.objects.get()
    assert (entry.question, entry.answer, entry.inline) == ("Why?", "Because it is so.", True)


def test_the_editor_is_told_what_was_left_out_of_the_page(desk):
    response = desk.post(ADD, filled(body="Text <script>alert(1)</script>"))
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("<script>" in message for message in told)


def test_the_change_form_shows_no_link_to_a_page_that_is_not_live(desk):
    post = make_post(status="draft")
    assert "View the page" not in desk.get(reverse("admin:blog_post_change", args=[post.pk])).text


def fill_lists(up_to):
    with afterwards.once():
        for n in range(Post.objects.count(), up_to):
            author = make_author(f"author-{n}")
            category = make_category(f"topic-{n}")
            post = make_post(f"post-{n}", tags=[f"tag {n}"], authors=[author], category=category)
            category.pillar = post
            category.save()
            Redirect.objects.create(from_path=f"/old/{n}", to_post=post)


LISTS = ["post", "category", "tag", "author", "image", "redirect", "menuitem"]


def test_a_list_page_costs_the_same_queries_for_5_rows_and_for_50(desk):
    counts = {}
    for rows in (5, 50):
        fill_lists(rows)
        counts[rows] = {model: queries_of(desk, f"/admin/blog/{model}/") for model in LISTS}
    assert counts[5] == counts[50]
    assert {model: n for model, n in counts[50].items() if n > 14} == {}


def queries_of(desk, page):
    desk.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(page).status_code == 200, page
    return len(captured)


def test_a_new_post_is_signed_by_whoever_writes_it_if_readers_know_them(admin_client, admin_user):
    make_author("ada-brandt", user=admin_user)
    page = admin_client.get("/admin/blog/post/add/").text
    assert ">Ada Brandt</option>" in page
