"""What the form asks for while it is open: autosave, presence, preview, links."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog import publishing
from blog.models import Post, Revision
from blog.models.revision import Presence
from tests.admin.test_posts import filled
from tests.build import LATER, make_author, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db
AUTOSAVE = "/admin/blog/post/autosave/"
PREVIEW = "/admin/blog/post/preview/"
LINKS = "/admin/blog/post/links/"


@pytest.fixture
def ana():
    user = make_person("ana", "Author")
    user.first_name = "Ana"
    user.save()
    return user


def typed(post="", base="", **fields):
    return filled(post=post, base=base, key=fields.pop("key", str(uuid.uuid4())), **fields)


def test_the_first_autosave_of_a_new_post_makes_a_draft(client, eve):
    answer = client.post(AUTOSAVE, typed(body="Half a sen")).json()
    post = Post.objects.get()
    assert answer["post"] == post.pk and answer["base"] == "1.1"
    assert answer["change_url"] == reverse("admin:blog_post_change", args=[post.pk])
    assert publishing.document_of(post)["body"] == "Half a sen"


def test_an_autosave_whose_answer_was_lost_is_sent_again_into_the_same_post(client, eve):
    key = str(uuid.uuid4())
    client.post(AUTOSAVE, typed(key=key, body="One."))
    answer = client.post(AUTOSAVE, typed(key=key, body="One, two.")).json()
    assert Post.objects.count() == 1
    assert publishing.document_of(Post.objects.get())["body"] == "One, two."
    assert answer["base"] == "1.2"


def test_an_autosave_never_changes_the_live_page(client, eve):
    post = make_post("live", title="Live", body="Before.")
    base = client.post(AUTOSAVE, typed(post.pk, body="After.")).json()["base"]
    assert "Before." in client.get("/blog/live").text
    again = client.post(AUTOSAVE, typed(post.pk, base, body="After that.")).json()
    assert publishing.document_of(Post.objects.get())["body"] == "After that."
    assert again["base"] != base


def test_an_autosave_takes_what_is_not_valid_yet(client, eve):
    post = make_post("live", title="Live")
    wrong = {"title": "x" * 10_000, "date_published_0": "32/13", "canonical_url": "nonsense"}
    assert client.post(AUTOSAVE, typed(post.pk, **wrong)).status_code == 200
    document = publishing.document_of(Post.objects.get())
    assert (len(document["title"]), document["date_published"]) == (10_000, "32/13 ")


def test_a_stale_autosave_is_refused_and_kept_beside(client, eve, ana):
    post = make_post("live", title="Live")
    base = client.post(AUTOSAVE, typed(post.pk, body="Mine.")).json()["base"]
    document = publishing.document_of(Post.objects.get())
    publishing.save_draft(Post.objects.get(), {**document, "body": "Theirs."}, by=ana, base=base)
    response = client.post(AUTOSAVE, typed(post.pk, base, body="Mine, longer."))
    answer = response.json()
    aside = Revision.objects.get(kind="aside")
    assert response.status_code == 409 and answer["stale"] and answer["by"] == "Ana"
    assert str(aside.number) in answer["compare_url"]
    assert aside.snapshot["body"] == "Mine, longer."


def test_an_expired_login_is_told_as_data(client):
    response = client.post(AUTOSAVE, typed())
    assert response.status_code == 401
    assert response.json()["login_url"].startswith("/admin/login/")
    assert not Post.objects.exists()


@pytest.mark.parametrize("taken", ["is_active", "is_staff"])
def test_a_revoked_user_is_refused(client, eve, taken):
    setattr(eve, taken, False)
    eve.save()
    assert client.post(AUTOSAVE, typed()).status_code in {401, 403}
    assert not Post.objects.exists()


def test_nobody_autosaves_into_a_post_that_is_not_theirs(client, ana):
    post = make_post("theirs", status="draft")
    client.force_login(ana)
    for address in (AUTOSAVE, PREVIEW, reverse("admin:blog_post_presence", args=[post.pk])):
        response = client.post(address, typed(post.pk, body="Mine."))
        assert response.status_code == 403, address
    assert not Revision.objects.exists() and not Presence.objects.exists()


def test_an_autosave_needs_the_token_of_the_form(eve):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(eve)
    assert strict.post(AUTOSAVE, typed()).status_code == 403
    assert not Post.objects.exists()


def test_what_is_too_large_to_keep_is_refused_with_the_limit(client, eve):
    response = client.post(AUTOSAVE, typed(body="x" * 600_000))
    assert response.status_code == 400
    assert "the limit is 512 KB" in response.json()["message"]


def test_300_tags_are_kept(client, eve):
    client.post(AUTOSAVE, typed(tag_names=[f"tag {n}" for n in range(300)]))
    assert len(publishing.document_of(Post.objects.get())["tags"]) == 300


def test_a_post_in_the_bin_takes_no_autosave(client, eve):
    post = make_post("old", status="draft")
    publishing.delete(post, by=eve)
    response = client.post(AUTOSAVE, typed(post.pk, body="After."))
    assert response.status_code == 400 and "bin" in response.json()["message"]


def test_presence_names_the_others_for_a_while(client, eve, ana):
    post = make_post("shared", authors=[make_author("ana", user=ana)])
    address = reverse("admin:blog_post_presence", args=[post.pk])
    other = Client()
    other.force_login(ana)
    assert other.post(address).json()["others"] == []
    assert client.post(address).json()["others"] == ["Ana"]
    Presence.objects.filter(user=ana).update(at=timezone.now() - timedelta(seconds=46))
    assert client.post(address).json()["others"] == []


def test_presence_tells_of_a_newer_save(client, eve, ana):
    post = make_post("shared")
    revision = publishing.autosave(
        post, publishing.snapshot_of(post) | {"body": "x"}, by=ana, base=""
    )
    answer = client.post(reverse("admin:blog_post_presence", args=[post.pk])).json()
    assert (answer["base"], answer["by"]) == (revision.base, "Ana")


def test_the_preview_is_the_page_of_the_site_with_what_is_typed(client, eve):
    topic, image, ada = make_category("seo"), make_image("drop.png", alt="Drop"), make_author("ada")
    post = make_post("live", title="Live", body="Before.")
    form = typed(
        post.pk,
        title="New title",
        body="Molten *words*.",
        category=topic.pk,
        image=image.pk,
        authors=[ada.pk],
        tag_names=["brand new"],
        faq="on",
        **{
            "questions-TOTAL_FORMS": "1",
            "questions-0-question": "Why?",
            "questions-0-answer": "Because.",
        },
    )
    response = client.post(PREVIEW, form)
    page = response.text
    for shown in ("New title", "<em>words</em>", "SEO", "Ada", "brand new", "Why?", image.file.url):
        assert shown in page, shown
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert "noindex" in page
    assert "Before." in client.get("/blog/live").text


def test_the_preview_of_a_new_post_writes_nothing(client, eve):
    assert "Half a sen" in client.post(PREVIEW, typed(body="Half a sen")).text
    assert not Post.objects.exists() and not Revision.objects.exists()


def test_the_preview_says_why_a_text_cannot_be_shown(client, eve):
    response = client.post(PREVIEW, typed(body="<div>" * 3_000))
    assert response.status_code == 400
    assert "text" in response.json()["message"] or "nests too deeply" in response.json()["message"]


def titles(client, **asked):
    return [each["title"] for each in client.get(LINKS, asked).json()["results"]]


def test_links_are_offered_exact_title_first_then_prefix_then_words(client, eve):
    for slug, title in [
        ("a", "How iron melts"), ("b", "Iron works"), ("c", "Iron"), ("d", "Environs"), ("e", "Tin")
    ]:  # fmt: skip
        make_post(slug, title=title)
    assert titles(client, term="iron") == ["Iron", "Iron works", "How iron melts", "Environs"]


def test_links_reach_every_kind_and_leave_out_the_post_itself(client, eve):
    make_category("seo")
    for kind in ("post", "guide", "service", "page"):
        make_post(kind, title=f"Iron {kind}", kind=kind, category="seo")
    own = Post.objects.get(slug="post")
    assert sorted(titles(client, term="iron", post=own.pk)) == [
        "Iron guide",
        "Iron page",
        "Iron service",
    ]


def test_links_tell_an_author_nothing_of_the_drafts_of_others(client, ana):
    make_post("draft", title="Iron secret", status="draft")
    make_post("planned", title="Iron plan", date_published=LATER)
    make_post("live", title="Iron live")
    make_post("mine", title="Iron mine", status="draft", created_by=ana)
    client.force_login(ana)
    assert sorted(titles(client, term="iron")) == ["Iron live", "Iron mine"]
    secret = Post.objects.get(slug="draft")
    assert client.get(f"{LINKS}{secret.pk}/").status_code == 404


def test_the_headings_of_a_page_are_offered(client, eve):
    post = make_post("live", body="## Why?\n\nSo.\n\n### Then")
    headings = client.get(f"{LINKS}{post.pk}/").json()["headings"]
    assert headings == [
        {"id": "why", "text": "Why?", "level": 2},
        {"id": "then", "text": "Then", "level": 3},
    ]
