from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from blog import publishing
from blog.models import Post, Redirect, Tag
from tests.build import LATER, make_author, make_category, make_post
from tests.reading import get

from .test_drafts import make_user, typed

pytestmark = pytest.mark.django_db


def test_a_draft_in_review_says_so_until_it_is_published():
    post = make_post(status="draft", body="Words.")
    publishing.ask_for_review(post, by=make_user(), note="Is the price right?")
    assert (post.state, post.review_note) == ("in review", "Is the price right?")
    publishing.publish(post, by=make_user())
    assert (Post.objects.get().state, Post.objects.get().review_note) == ("published", "")


def test_a_post_sent_back_keeps_the_note():
    post = make_post(status="draft")
    publishing.ask_for_review(post, by=make_user())
    publishing.send_back(post, by=make_user("bo"), note="Name the source.")
    assert (Post.objects.get().state, Post.objects.get().review_note) == (
        "draft",
        "Name the source.",
    )


def test_a_scheduled_post_goes_live_by_the_clock_alone():
    post = publishing.create(typed(title="Soon"), by=make_user())
    publishing.publish(post, at=LATER, by=make_user())
    assert Post.objects.get().state == "scheduled"
    assert get("/blog/soon").status_code == 404
    with time_machine.travel(LATER):
        assert get("/blog/soon").status_code == 200


def test_a_scheduled_post_that_is_taken_down_is_a_draft_again():
    post = make_post(date_published=LATER)
    publishing.take_down(post)
    assert Post.objects.get().state == "draft"


def test_an_address_taken_down_leads_where_the_editor_said():
    target = make_post("target")
    publishing.take_down(make_post("old"), to_post=target)
    assert Redirect.objects.get().target == "/blog/target"


def test_a_page_cannot_lead_to_itself_and_stays_up():
    post = make_post("old")
    with pytest.raises(ValidationError):
        publishing.take_down(post, to_post=post)
    assert Post.objects.get().is_live()


def test_publishing_again_takes_the_address_back():
    post = make_post("old", body="Words.")
    publishing.take_down(post, to_url="/blog")
    publishing.publish(post)
    assert not Redirect.objects.exists()
    assert get("/blog/old").status_code == 200


def test_a_deleted_post_is_in_no_list_and_comes_back_whole():
    post = make_post("old", tags=["iron"], authors=[make_author()], body="Words.")
    publishing.delete(post, by=make_user())
    assert get("/blog/old").status_code == 410
    assert not Post.objects.kept().exists()
    publishing.undelete(Post.objects.get(), by=make_user())
    publishing.publish(Post.objects.get(), by=make_user())
    assert "iron" in get("/blog/old").content.decode()


def test_what_is_purged_goes_on_saying_that_it_is_gone():
    post = make_post("old")
    publishing.delete(post, by=None)
    publishing.purge(post)
    assert get("/blog/old").status_code == 410


def test_a_purged_address_that_led_elsewhere_goes_on_doing_so():
    post = make_post("old", body="Words.")
    publishing.take_down(post, to_url="/blog")
    publishing.purge(post)
    assert get("/blog/old").status_code == 301


def test_many_posts_are_amended_at_once_with_their_drafts():
    live, plain = make_post("live", tags=["a"]), make_post("plain", tags=["b"])
    ana = make_user()
    publishing.save_draft(live, typed(live, body="Draft."), by=ana)
    posts = list(Post.objects.order_by("slug"))
    done = publishing.amend(posts, lambda s: s["tags"].append("new"), by=ana, note="Tag added")
    assert len(done) == 2
    live, plain = Post.objects.order_by("slug")
    assert [t.tag.name for t in live.tagged.all()] == ["a", "new"]
    assert [t.tag.name for t in plain.tagged.all()] == ["b", "new"]
    assert publishing.document_of(live)["tags"] == ["a", "new"]
    assert publishing.document_of(live)["body"] == "Draft."
    assert live.body == ""


def test_one_post_that_cannot_be_amended_leaves_all_as_they_were():
    make_post("guide", kind="guide", category="seo")
    make_post("plain", category="seo")
    with pytest.raises(ValidationError):
        publishing.amend(
            Post.objects.order_by("-slug"), lambda s: s.update(category=None), by=None, note=""
        )
    assert Post.objects.filter(category__slug="seo").count() == 2


@pytest.mark.parametrize("leave", ["tags", "authors", "category"])
def test_a_list_that_loses_its_last_post_goes_on_answering(leave):
    post = make_post(tags=["iron"], authors=[make_author("ada")], category="seo")
    address = {"tags": "/tags/iron", "authors": "/authors/ada", "category": "/topics/seo"}[leave]
    empty = None if leave == "category" else []
    publishing.publish(post, typed(post, **{leave: empty}))
    assert get(address).status_code == 200


def test_a_list_goes_on_answering_when_its_last_post_is_purged():
    post = make_post(tags=["iron"], category=make_category("seo"))
    publishing.purge(post)
    assert get("/tags/iron").status_code == 200
    assert get("/topics/seo").status_code == 200


def test_changing_an_address_collapses_the_chain():
    post = make_post("one")
    publishing.change_slug(post, "two", by=None)
    publishing.change_slug(post, "three", by=None)
    for old in ("one", "two"):
        assert get(f"/blog/{old}")["Location"] == "/blog/three"


def test_a_renamed_tag_keeps_its_old_address():
    make_post(tags=["irn"])
    publishing.rename_tag(Tag.objects.get(), "iron", by=None)
    assert get("/tags/irn")["Location"] == "/tags/iron"


def test_merged_tags_lead_to_the_one_that_stays():
    make_post("one", tags=["seo", "search"])
    make_post("two", tags=["search"])
    draft = Post.objects.get(slug="two")
    publishing.save_draft(draft, typed(draft, body="New."), by=make_user())
    into = Tag.objects.get(name="seo")
    publishing.merge_tags(Tag.objects.filter(name="search"), into, by=None)
    assert [t.name for t in Tag.objects.all()] == ["seo"]
    assert into.tagged.count() == 2
    assert get("/tags/search")["Location"] == "/tags/seo"
    assert publishing.document_of(draft)["tags"] == ["seo"]


def test_pruning_deletes_the_tags_that_nobody_uses_and_no_other():
    post = make_post(tags=["used", "unused"])
    publishing.publish(post, typed(post, tags=["used"]))
    assert publishing.prune_tags(by=None) == 1
    assert [t.name for t in Tag.objects.all()] == ["used"]
    assert get("/tags/unused").status_code == 410


def test_an_import_leaves_a_revision_where_there_is_a_history():
    post = make_post(body="Old.")
    publishing.save_draft(post, typed(post, body="Draft."), by=make_user())
    post = Post.objects.get()
    post.body = "Imported."
    post.save()
    assert publishing.recorded(post, note="Imported")
    assert publishing.document_of(Post.objects.get())["body"] == "Imported."
    assert timezone.now() - post.revisions.first().at < timedelta(minutes=1)


@pytest.mark.parametrize("body", ["", " \n\t"])
def test_a_post_without_a_text_is_not_published(body):
    post = publishing.create(typed(title="Empty", body=body), by=make_user())
    with pytest.raises(ValidationError) as refused:
        publishing.publish(post, typed(post, body=body), by=make_user())
    assert refused.value.message_dict == {"body": ["Write the text first: it is empty."]}
    assert Post.objects.get().status == "draft"


def test_a_live_page_is_not_emptied():
    post = make_post("full", body="Words.")
    with pytest.raises(ValidationError):
        publishing.publish(post, typed(post, body=""), by=make_user())
    assert Post.objects.get().body == "Words."
