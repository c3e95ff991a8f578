"""An author learns nothing of what others have not published, and moves nothing that is public."""

import pytest

from blog import publishing
from blog.models import Category, Post, Redirect
from tests.build import LATER, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db
SECRET = "Zqlayoffs on Monday"
AUTOSAVE = "/admin/blog/post/autosave/"
ADD = "/admin/blog/post/add/"


@pytest.fixture
def secret():
    return make_post("secret", title=SECRET, status="draft")


def typed(**fields):
    rows = {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
    return {"title": "Mine", "body": "Words.", "kind": "post", **rows, **fields}


def test_a_next_step_that_an_author_may_not_know_is_not_kept_by_an_autosave(client, ana, secret):
    answer = client.post(AUTOSAVE, typed(next_step=secret.pk)).json()
    assert publishing.document_of(Post.objects.get(pk=answer["post"]))["next_step"] is None
    assert SECRET not in client.get(answer["change_url"]).text


def test_a_next_step_that_an_author_may_not_know_is_said_at_its_field(client, ana, secret):
    response = client.post(ADD, typed(next_step=secret.pk))
    assert "next_step" in response.context["fields"].errors
    assert SECRET not in response.text
    mine = Post.objects.exclude(pk=secret.pk).get()
    assert publishing.document_of(mine)["next_step"] is None


def test_a_next_step_that_an_editor_chose_stays_when_the_author_goes_on(client, ana, secret):
    post = make_post("mine", status="draft", created_by=ana, next_step=secret)
    base = publishing.base_of(post)
    client.post(AUTOSAVE, typed(post=post.pk, base=base, next_step=secret.pk, slug="mine"))
    assert publishing.document_of(Post.objects.get(pk=post.pk))["next_step"] == secret.pk


def test_a_file_cannot_name_the_draft_of_another_as_next_step(client, ana, secret):
    text = "---\ntitle: Mine\nnextStep: /blog/secret\n---\n\nWords.\n"
    page = client.post("/admin/blog/post/markdown/", {"text": text, "_show": "1"})
    assert page.context["door"].reading.snapshot["next_step"] is None
    assert SECRET not in page.text


def test_a_picture_counts_the_drafts_of_others_and_does_not_name_them(client, ana, secret):
    Post.objects.filter(pk=secret.pk).update(image=make_image())
    page = client.get(f"/admin/blog/image/{make_image().pk}/change/").text
    assert SECRET not in page
    assert "in 1 draft of others" in page


def test_a_picture_names_to_an_editor_every_post_that_shows_it(client, eve, secret):
    Post.objects.filter(pk=secret.pk).update(image=make_image())
    assert SECRET in client.get(f"/admin/blog/image/{make_image().pk}/change/").text


def test_an_address_that_is_taken_does_not_say_by_which_draft(client, ana, secret):
    page = client.post(ADD, typed(slug="secret")).text
    assert "/blog/secret is the address of another post." in page
    assert SECRET not in page


@pytest.mark.parametrize("page", ["", "{}/change/"])
def test_a_topic_does_not_name_the_draft_that_will_be_read_first(client, ana, secret, page):
    topic = make_category("seo", pillar=secret)
    shown = client.get(f"/admin/blog/category/{page.format(topic.pk)}")
    assert shown.status_code == 200
    assert SECRET not in shown.text


@pytest.mark.parametrize("page", ["", "{}/change/"])
def test_a_topic_names_to_an_author_the_live_page_to_read_first(client, ana, page):
    topic = make_category("seo", pillar=make_post("start", title="Start here"))
    assert "Start here" in client.get(f"/admin/blog/category/{page.format(topic.pk)}").text


def test_an_editor_goes_on_choosing_the_page_to_read_first(client, eve, secret):
    topic = make_category("seo", pillar=secret)
    page = client.get(f"/admin/blog/category/{topic.pk}/change/")
    assert SECRET in page.text
    assert "pillar" in page.context["adminform"].form.fields
    assert Category.objects.get().pillar == secret


def test_an_author_who_saves_a_page_that_was_taken_down_leaves_what_its_address_answers(ana):
    target = make_post("target")
    post = make_post("a", created_by=ana)
    publishing.take_down(post, to_post=target)
    post = Post.objects.get(pk=post.pk)
    publishing.save_draft(post, publishing.document_of(post) | {"kind": "page"}, by=ana)
    assert Redirect.objects.get(from_path="/blog/a").to_post == target
    assert Post.objects.get(pk=post.pk).path == "/blog/a"
    assert publishing.document_of(Post.objects.get(pk=post.pk))["kind"] == "page"


def test_an_author_does_not_move_a_page_that_an_editor_has_scheduled(client, ana):
    post = make_post("a", date_published=LATER, created_by=ana)
    response = client.post(f"/admin/blog/post/{post.pk}/address/", {"slug": "b"})
    assert response.status_code == 403
    assert Post.objects.get().path == "/blog/a"


def test_a_merge_that_is_too_long_is_refused_with_its_reason_and_writes_nothing(client, eve):
    bob = make_person("bob", "Editor")
    post = make_post("a", body="x")
    base = publishing.base_of(post)
    texts = publishing.snapshot_of(post)
    publishing.autosave(post, texts | {"body": "a " * 150_000}, by=bob, base=base)
    with pytest.raises(publishing.Stale) as refused:
        publishing.autosave(post, texts | {"body": "b " * 150_000}, by=eve, base="0.0")
    stale, before = refused.value, post.revisions.count()
    chosen = {"_merge": "1", "base": stale.newest.base, "block-0": "both", "block-1": "both"}
    address = f"/admin/blog/post/{post.pk}/compare/{stale.aside.number}/"
    page = client.post(address, chosen, follow=True)
    assert "the limit is 512 KB" in page.text
    assert post.revisions.count() == before


def test_an_old_address_that_leads_to_the_draft_of_another_is_refused_without_naming_it(
    client, ana, secret
):
    Redirect.objects.create(from_path="/blog/mine", to_post=secret)
    said = client.post(ADD, typed(slug="mine")).text
    assert "/blog/mine is an old address; delete" in said
    assert "/blog/secret" not in said
