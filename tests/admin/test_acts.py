"""Acts on a post: each says what it will do, does it when it is sent, and asks who is asking."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.utils import timezone

from blog import publishing
from blog.models import AuditEntry, Author, MenuItem, Post, Redirect, Tag
from tests.build import LATER, make_author, make_category, make_person, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


def url(post: Post, act: str) -> str:
    return f"/admin/blog/post/{post.pk}/{act}/"


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def status(post: Post) -> str:
    return Post.objects.get(pk=post.pk).status


@pytest.fixture
def author(client):
    """The client of somebody who may only write."""
    client.force_login(make_person("kim", "Author"))
    return client


@pytest.fixture
def editor(client):
    client.force_login(make_person("ana", "Editor"))
    return client


def of_kim(slug: str = "of-kim", **fields) -> Post:
    fields.setdefault("status", "draft")
    return make_post(slug, created_by=make_person("kim", "Author"), **fields)


# Take down


def test_taking_down_says_what_points_at_the_page(editor):
    post = make_post("one", category="seo")
    make_post("two", body="See [one](/blog/one#part).", title="Links to it")
    make_post("three", next_step=post, title="Goes on there")
    make_post("four", body="See [other](/blog/one-more).", title="Links elsewhere")
    make_category("seo").__class__.objects.update(pillar=post)
    MenuItem.objects.create(label="In the menu", target="/blog/one")
    Redirect.objects.create(from_path="/old/one", to_post=post)
    text = editor.get(url(post, "take-down")).text
    for words in ("Links to it", "Goes on there", "page to read first", "In the menu", "/old/one"):
        assert words in text
    assert "Links elsewhere" not in text


def test_a_page_that_is_taken_down_is_gone(editor):
    post = make_post("one")
    response = editor.post(url(post, "take-down"), {"answer": "gone"})
    assert said(response) == "“One” is taken down. /blog/one now answers that it is gone."
    assert get("/blog/one").status_code == 410


def test_a_page_that_is_taken_down_may_lead_to_another(editor):
    post, other = make_post("one"), make_post("two")
    response = editor.post(url(post, "take-down"), {"answer": "post", "to_post": other.pk})
    assert "/blog/one now leads to /blog/two" in said(response)
    assert get("/blog/one").headers["Location"] == "/blog/two"


def test_a_page_that_is_taken_down_may_lead_to_an_address(editor):
    post = make_post("one")
    editor.post(url(post, "take-down"), {"answer": "url", "to_url": "https://a.example/x"})
    assert get("/blog/one").headers["Location"] == "https://a.example/x"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"answer": "post"}, "Choose the page"),
        ({"answer": "url"}, "Write the address"),
        ({"answer": "url", "to_url": "javascript:alert(1)"}, "Write a path"),
        ({"answer": "url", "to_url": "/blog/one"}, "the page that you take down"),
        ({"answer": "url", "to_url": "/blog/one?x=1#part"}, "the page that you take down"),
        ({"answer": "url", "to_url": "/old"}, "the page that you take down"),
        (
            {"answer": "url", "to_url": "https://www.example.com/blog/one"},
            "the page that you take down",
        ),
        ({"answer": "url", "to_url": "//evil.test/x"}, "https:// in front"),
        ({"answer": "url", "to_url": "/\\\\evil.test"}, "Write a path"),
        ({"answer": "url", "to_url": "/blog/nothing"}, "Nothing answers at /blog/nothing"),
        ({"answer": "url", "to_url": "/no/such/page"}, "Nothing answers at /no/such/page"),
        ({"answer": "url", "to_url": "/blog/a-draft"}, "Nothing answers at /blog/a-draft"),
        ({"answer": "url", "to_url": "/tags/nothing"}, "Nothing answers at /tags/nothing"),
        ({"answer": "url", "to_url": "/gone"}, "Nothing answers at this address any more"),
        ({"answer": "else"}, "Select a valid choice"),
        ({"answer": "post", "to_post": "1"}, "Select a valid choice"),
    ],
)
def test_a_target_that_cannot_be_one_is_refused_and_the_page_stays(editor, fields, message):
    post = make_post("one", pk=1)
    make_post("a-draft", status="draft")
    Redirect.objects.create(from_path="/old", to_post=post)
    Redirect.objects.create(from_path="/gone")
    assert message in editor.post(url(post, "take-down"), fields).text
    assert status(post) == "published"
    assert Redirect.objects.count() == 2


@pytest.mark.parametrize(
    "target", ["/guides?x=1#part", "/topics/seo", "/blog/two#part", "/archive/2026"]
)
def test_a_page_that_is_taken_down_may_lead_to_whatever_answers(editor, target):
    post = make_post("one")
    make_post("two", category="seo")
    editor.post(url(post, "take-down"), {"answer": "url", "to_url": target})
    assert get("/blog/one").headers["Location"] == target


def test_a_scheduled_post_becomes_a_draft_without_a_question(editor):
    post = make_post("one", date_published=LATER)
    assert "No reader has seen" in editor.get(url(post, "take-down")).text
    editor.post(url(post, "take-down"), {"answer": "gone"})
    assert status(post) == "draft"


# Delete and restore


def test_deleting_says_what_it_breaks_and_asks(editor):
    post = make_post("one")
    make_post("two", body="See [one](https://www.example.com/blog/one).", title="Links to it")
    text = editor.get(url(post, "delete")).text
    assert "Links to it" in text
    assert "30 days" in text
    assert status(post) == "published"


def test_a_deleted_post_comes_back_from_the_bin(editor):
    post = make_post("one")
    editor.post(url(post, "delete"), {"post": "yes"})
    assert get("/blog/one").status_code == 410
    assert editor.get(url(post, "history")).status_code == 404
    assert "taken down" in editor.get(url(post, "undelete")).text
    editor.post(url(post, "undelete"))
    assert status(post) == "gone"


def test_deleting_and_restoring_sent_twice_happen_once(editor):
    post = make_post("one")
    editor.post(url(post, "delete"))
    assert "in the bin already" in said(editor.post(url(post, "delete")))
    editor.post(url(post, "undelete"))
    assert "not in the bin" in said(editor.post(url(post, "undelete")))
    acts = AuditEntry.objects.filter(model="blog.post").values_list("act", flat=True)
    assert list(acts) == ["restored from the bin", "deleted"]


def test_an_author_deletes_their_own_draft_and_takes_it_back(author):
    post = of_kim()
    author.post(url(post, "delete"), {"post": "yes"})
    assert status(post) == "deleted"
    author.post(url(post, "undelete"))
    assert status(post) == "draft"


def test_an_author_does_not_delete_what_readers_have_known(author):
    post = of_kim(status="published")
    assert author.post(url(post, "delete"), {"post": "yes"}).status_code == 403
    assert status(post) == "published"


def test_an_author_does_not_delete_what_an_editor_has_scheduled(author):
    post = of_kim(status="published", date_published=timezone.now() + timedelta(days=2))
    assert author.post(url(post, "delete"), {"post": "yes"}).status_code == 403
    assert status(post) == "published"


def test_what_an_author_may_not_read_is_only_counted_among_what_links(author):
    post = of_kim()
    make_post("secret", status="draft", body="See [it](/blog/of-kim).", title="Secret plan")
    text = author.get(url(post, "delete")).text
    assert "Secret plan" not in text
    assert "1 more" in text


# Review


def test_an_author_asks_for_review_with_a_note_and_an_editor_sends_it_back(client):
    post = of_kim()
    client.force_login(make_person("kim", "Author"))
    client.post(url(post, "review"), {"note": "Please check the figures."})
    client.force_login(make_person("ana", "Editor"))
    assert "Please check the figures." in client.get(url(post, "review")).text
    assert Post.objects.get(pk=post.pk).state == "in review"
    client.post(url(post, "review"), {"note": "The second is off."})
    client.force_login(make_person("kim", "Author"))
    assert "The second is off." in client.get(url(post, "review")).text
    assert Post.objects.get(pk=post.pk).state == "draft"


def test_an_author_takes_the_request_back(author):
    post = of_kim()
    author.post(url(post, "review"), {"note": ""})
    assert "no longer in review" in said(author.post(url(post, "review"), {"note": ""}))


def test_an_author_does_not_end_the_review_that_somebody_else_asked_for(author):
    post = of_kim()
    publishing.ask_for_review(post, by=make_person("ana", "Editor"))
    assert author.post(url(post, "review"), {"note": ""}).status_code == 403
    assert Post.objects.get(pk=post.pk).state == "in review"


def test_a_note_that_is_too_long_is_said_at_the_field_and_kept(author):
    response = author.post(url(of_kim(), "review"), {"note": "x" * 2001})
    assert "at most 2000 characters" in response.text
    assert "x" * 2001 in response.text


# Drafts of live pages


def test_a_draft_is_discarded_and_stays_in_the_history(editor):
    post = make_post("one", body="Live words.")
    snapshot = {**publishing.snapshot_of(post), "body": "Draft words."}
    publishing.save_draft(post, snapshot, by=None)
    assert "Draft" in editor.get(url(post, "discard")).text
    editor.post(url(post, "discard"))
    post.refresh_from_db()
    assert not post.has_draft
    assert publishing.document_of(post)["body"] == "Live words."
    bodies = [each["body"] for each in post.revisions.values_list("snapshot", flat=True)]
    assert "Draft words." in bodies


def test_discarding_nothing_does_nothing(editor):
    post = make_post("one")
    assert "no unpublished changes" in said(editor.post(url(post, "discard")))
    assert not post.revisions.exists()


# Addresses


def test_a_change_of_address_says_what_it_does_before_it_does_it(editor):
    post = make_post("one")
    Redirect.objects.create(from_path="/older", to_post=post)
    make_post("two", body="See [one](/blog/one).", title="Mentions it")
    text = editor.get(url(post, "address") + "?slug=new").text
    for words in ("/blog/new", "/older", "Mentions it", "A redirect is written"):
        assert words in text
    assert get("/blog/one").status_code == 200
    response = editor.post(url(post, "address"), {"slug": "new"})
    assert said(response) == "The address is /blog/new now. /blog/one leads there."
    assert get("/blog/one").headers["Location"] == get("/older").headers["Location"] == "/blog/new"


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("two", "is the address of “Two”"),
        ("old", "is an old address"),
        ("Not a slug", "lower case"),
        ("one", "the address that it has"),
        ("x" * 151, "at most 150 characters"),
        ("", "required"),
    ],
)
@pytest.mark.parametrize("send", ["get", "post"])
def test_an_address_that_is_taken_or_none_is_refused_at_the_field(editor, slug, message, send):
    post = make_post("one")
    make_post("two")
    Redirect.objects.create(from_path="/blog/old", to_url="/blog/two")
    response = getattr(editor, send)(url(post, "address"), {"slug": slug})
    assert message in response.text
    assert Post.objects.get(pk=post.pk).slug == "one"


def test_a_page_takes_no_reserved_address(editor):
    page = make_post("about", kind="page")
    assert "used by the site" in editor.post(url(page, "address"), {"slug": "search"}).text


def test_topics_tags_and_authors_move_by_the_same_act(editor):
    post = make_post("one", category="seo", tags=["links"], authors=[make_author()])
    for row in (post.category, Tag.objects.get(), Author.objects.get()):
        old = row.get_absolute_url()
        address = f"/admin/blog/{row._meta.model_name}/{row.pk}/address/"
        assert "A redirect is written" in editor.get(f"{address}?slug=moved").text
        editor.post(address, {"slug": "moved"})
        row.refresh_from_db()
        assert row.slug == "moved"
        assert get(old).headers["Location"] == row.get_absolute_url()


@pytest.mark.parametrize("model", ["category", "author"])
def test_the_slug_of_a_known_list_is_frozen_in_its_form(editor, model):
    post = make_post("one", category="seo", authors=[make_author("seo")])
    row = {"category": post.category, "author": post.authors.get()}[model]
    address = f"/admin/blog/{model}/{row.pk}/change/"
    text = editor.get(address).text
    assert 'name="slug"' not in text
    assert f"/admin/blog/{model}/{row.pk}/address/" in text
    editor.post(address, {"name": "New", "slug": "new", "order": 0, "same_as": ""})
    row.refresh_from_db()
    assert (row.name, row.slug) == ("New", "seo")


def test_the_slug_of_a_list_that_nobody_knows_is_still_open(editor):
    topic = make_category("seo")
    assert 'name="slug"' in editor.get(f"/admin/blog/category/{topic.pk}/change/").text


# Who may


@pytest.mark.parametrize(
    "act", ["take-down", "delete", "review", "discard", "address", "previews", "history"]
)
def test_nobody_acts_on_a_post_that_is_not_theirs(author, act):
    post = make_post("one")
    assert author.get(url(post, act)).status_code in {403, 404}
    assert author.post(url(post, act), {"answer": "gone", "slug": "x"}).status_code in {403, 404}
    assert status(post) == "published"
    assert not AuditEntry.objects.filter(model="blog.post").exists()


@pytest.mark.parametrize("act", ["take-down", "address"])
def test_an_author_does_not_move_or_take_down_what_is_public(author, act):
    post = of_kim(status="published")
    assert author.post(url(post, act), {"answer": "gone", "slug": "x"}).status_code == 403


@pytest.mark.parametrize("act", ["take-down", "delete", "undelete", "review", "discard", "address"])
def test_a_visitor_is_asked_to_log_in(client, act):
    post = make_post("one")
    assert "/login/" in client.post(url(post, act)).headers["Location"]
    assert status(post) == "published"


def test_looking_changes_nothing(editor):
    post = make_post("one")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        for act in ("take-down", "delete", "review", "discard", "address", "previews", "history"):
            assert editor.get(url(post, act)).status_code in {200, 302}
    assert Post.objects.get(pk=post.pk).state == "published"
    assert not AuditEntry.objects.filter(model="blog.post").exists()
