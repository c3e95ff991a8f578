from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from blog import publishing
from blog.models import AuditEntry, Post, Revision
from tests.build import NOON, make_author, make_category, make_image, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


def make_user(name="ana"):
    return get_user_model().objects.get_or_create(username=name)[0]


def typed(post=None, **fields):
    """What a form sends of the post, with some fields changed."""
    document = publishing.document_of(post or Post())
    return document | {"body": document["body"] or "Words."} | fields


def test_a_new_post_is_a_draft_that_holds_what_was_typed_even_if_it_is_not_valid():
    post = publishing.create(typed(title="x" * 300, date_published="32/13"), by=make_user())
    assert (post.status, len(post.title)) == ("draft", 200)
    assert publishing.document_of(post)["title"] == "x" * 300
    assert publishing.document_of(post)["date_published"] == "32/13"


def test_a_form_of_a_new_post_that_is_sent_twice_makes_one_post():
    key, ana = uuid4(), make_user()
    first = publishing.create(typed(title="One"), by=ana, key=key)
    assert publishing.create(typed(title="One"), by=ana, key=key) == first
    assert Post.objects.count() == 1


def test_the_address_follows_the_title_until_readers_know_it():
    ana = make_user()
    post = publishing.create(typed(title="First thought"), by=ana)
    publishing.save_draft(post, typed(post, title="Second thought"), by=ana)
    assert post.path == "/blog/second-thought"
    publishing.publish(post, by=ana)
    publishing.publish(post, typed(post, title="Third thought", slug="other"), by=ana)
    assert post.path == "/blog/second-thought"


def test_an_address_that_the_editor_chose_stays_when_the_title_changes():
    ana = make_user()
    post = publishing.create(typed(title="First"), by=ana)
    publishing.save_draft(post, typed(post, slug="chosen"), by=ana)
    publishing.save_draft(post, typed(post, title="Second"), by=ana)
    assert post.path == "/blog/chosen"


def test_two_drafts_of_one_title_have_two_addresses():
    ana = make_user()
    posts = [publishing.create(typed(title="Same"), by=ana) for _ in range(2)]
    assert [post.path for post in posts] == ["/blog/same", "/blog/same-2"]


def test_an_autosave_changes_neither_the_page_nor_the_row():
    post = make_post("live", body="Old words.")
    publishing.autosave(post, typed(post, body="New words."), by=make_user(), base="")
    stored = Post.objects.get()
    assert (stored.body, stored.has_draft) == ("Old words.", True)
    assert publishing.document_of(stored)["body"] == "New words."
    assert "Old words." in get("/blog/live").content.decode()


def test_autosaves_of_one_sitting_are_one_revision():
    post, ana = make_post(), make_user()
    base = ""
    for n in range(5):
        base = publishing.autosave(post, typed(post, body=f"{n}"), by=ana, base=base).base
    assert [r.kind for r in post.revisions.all()] == ["autosave", "published"]
    assert publishing.newest(post).edits == 5


def test_autosaving_what_is_there_already_writes_nothing():
    post = make_post(body="Words.")
    publishing.autosave(post, typed(post), by=make_user(), base="")
    assert [r.note for r in post.revisions.all()] == ["As it was"]
    assert not Post.objects.get().has_draft


def test_a_saved_draft_of_a_live_post_is_not_read_until_it_is_published():
    post = make_post("live", body="Old words.", tags=["old"])
    ana = make_user()
    publishing.save_draft(post, typed(post, body="New words.", tags=["new"]), by=ana)
    page = get("/blog/live").content.decode()
    assert "Old words." in page and "/tags/old" in page
    publishing.publish(Post.objects.get(), by=ana)
    page = get("/blog/live").content.decode()
    assert "New words." in page and "/tags/new" in page


def test_a_draft_carries_all_that_hangs_on_a_post():
    post, ana = make_post("service", kind="service"), make_user()
    document = typed(
        post,
        tags=["iron", "goo"],
        authors=[make_author("bo").pk, make_author("ada").pk],
        category=make_category("seo").pk,
        image=make_image().pk,
        faq=True,
        questions=[{"question": "Why?", "answer": "Because.", "inline": False}],
        offer={"price_from": "990", "currency": "EUR", "billing_unit": "month", "scope_note": ""},
    )
    publishing.publish(post, document, by=ana)
    stored = publishing.snapshot_of(Post.objects.get())
    document["offer"]["price_from"] = "990.00"
    document["date_modified"] = stored["date_modified"]
    assert stored == document


def test_a_stale_save_is_refused_and_kept_beside_the_newest():
    post = make_post("live", body="Old.")
    ana, bo = make_user("ana"), make_user("bo")
    publishing.save_draft(post, typed(post, body="Ana's."), by=ana, base="")
    base = publishing.base_of(post)
    publishing.save_draft(post, typed(post, body="Ana's second."), by=ana, base=base)
    with pytest.raises(publishing.Stale) as refused:
        publishing.save_draft(post, typed(post, body="Bo's."), by=bo, base=base)
    assert refused.value.newest.snapshot["body"] == "Ana's second."
    assert refused.value.aside.snapshot["body"] == "Bo's."
    assert publishing.document_of(Post.objects.get())["body"] == "Ana's second."


def test_a_stale_form_that_tries_again_and_again_is_set_aside_once():
    post, ana, bo = make_post(), make_user("ana"), make_user("bo")
    publishing.autosave(post, typed(post, body="Ana's."), by=ana, base="")
    for n in range(3):
        with pytest.raises(publishing.Stale):
            typing = typed(post, body=f"Bo's {n}.")
            publishing.autosave(post, typing, by=bo, base="0.0", form="one")
    aside = post.revisions.filter(kind="aside")
    assert [r.snapshot["body"] for r in aside] == ["Bo's 2."]


def test_a_stale_form_cannot_publish_either():
    post, ana, bo = make_post("live", body="Old."), make_user("ana"), make_user("bo")
    publishing.autosave(post, typed(post, body="Ana's."), by=ana, base="")
    with pytest.raises(publishing.Stale):
        publishing.publish(Post.objects.get(), typed(post, body="Bo's."), by=bo, base="0.0")
    assert Post.objects.get().body == "Old."


def test_the_same_words_sent_twice_are_no_conflict():
    post, ana = make_post(body="Old."), make_user()
    document = typed(post, body="New.")
    first = publishing.save_draft(post, document, by=ana, base="")
    assert publishing.save_draft(post, document, by=ana, base="0.0").number == first.number + 1


def test_restoring_makes_a_new_draft_and_loses_nothing():
    post, ana = make_post("live", body="First."), make_user()
    publishing.publish(post, typed(post, body="Second."), by=ana)
    publishing.restore(post.revisions.get(number=1), by=ana)
    post = Post.objects.get()
    assert publishing.document_of(post)["body"] == "First."
    assert post.body == "Second."
    assert [r.number for r in post.revisions.all()] == [3, 2, 1]


def test_a_discarded_draft_stays_in_the_history():
    post, ana = make_post(body="Live."), make_user()
    publishing.save_draft(post, typed(post, body="Draft."), by=ana)
    publishing.discard_draft(Post.objects.get(), by=ana)
    post = Post.objects.get()
    assert publishing.document_of(post)["body"] == "Live."
    assert "Draft." in [r.snapshot["body"] for r in post.revisions.all()]


def test_old_autosaves_are_thinned_and_what_was_saved_on_purpose_stays():
    post, ana = make_post(), make_user()
    with time_machine.travel(NOON, tick=False) as clock:
        publishing.publish(post, typed(post, body="Published."), by=ana)
        for n in range(6):
            clock.shift(timedelta(minutes=20))
            base = publishing.base_of(post)
            publishing.autosave(post, typed(post, body=f"Typed {n}."), by=ana, base=base)
        assert post.revisions.filter(kind="autosave").count() == 6
        clock.shift(timedelta(days=2))
        publishing.save_draft(post, typed(post, body="Saved."), by=ana)
        assert post.revisions.filter(kind="autosave").count() == 1
        clock.shift(timedelta(days=31))
        publishing.save_draft(post, typed(post, body="Saved again."), by=ana)
    kinds = [r.kind for r in post.revisions.all()]
    assert kinds == ["saved", "saved", "published", "published"]


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"title": ""}, "title", "blank"),
        ({"title": "x" * 10_000}, "title", "200 characters"),
        ({"body": "x" * 600_000}, "body", "limit is 512 KB"),
        ({"tags": [f"t{n}" for n in range(300)]}, "tags", "limit is 50"),
        ({"date_published": "9999-01-01T00:00:00+00:00"}, "date_published", "between 1970"),
        ({"date_published": "tomorrow"}, "date_published", "no date"),
        ({"slug": "Not A Slug"}, "slug", "lower case"),
        ({"slug": "taken"}, "slug", "is the address of"),
        ({"slug": "old"}, "slug", "is an old address"),
        ({"slug": "admin", "kind": "page"}, "slug", "used by the site itself"),
        ({"kind": "poem"}, "kind", "not a valid choice"),
        ({"questions": [{"question": "", "answer": ""}]}, "questions", "blank"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(fields, name, message):
    moved = make_post("taken")
    publishing.change_slug(make_post("old"), "new", by=None)
    post = publishing.create(typed(title="Mine"), by=make_user())
    before = list(post.revisions.values())
    with pytest.raises(ValidationError) as error:
        publishing.save_draft(post, typed(post, **fields), by=make_user())
    assert message in " ".join(error.value.message_dict[name])
    assert list(post.revisions.values()) == before
    assert moved.path == "/blog/taken"


def test_a_nul_is_refused_before_it_reaches_the_database():
    with pytest.raises(ValidationError, match="NUL"):
        publishing.create(typed(title="a\0b"), by=make_user())


def test_what_a_draft_names_and_was_deleted_since_is_left_out():
    post, ana = make_post(), make_user()
    topic = make_category("gone")
    publishing.save_draft(post, typed(post, category=topic.pk, title="New"), by=ana)
    topic.delete()
    publishing.publish(Post.objects.get(), by=ana)
    assert Post.objects.get().category is None


def test_every_verb_writes_who_did_it_into_the_audit_log():
    ana = make_user()
    post = publishing.create(typed(title="A"), by=ana)
    publishing.publish(post, by=ana)
    publishing.take_down(post, by=ana)
    publishing.delete(post, by=ana)
    publishing.undelete(post, by=ana)
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "by_name"))
    assert acts == [
        (act, "ana")
        for act in ("created", "published", "took down", "deleted", "restored from the bin")
    ]


def test_a_revision_says_how_many_words_readers_see_differently():
    post = make_post(body="One two three four.")
    revision = publishing.publish(post, typed(post, body="One **two** five four."), by=make_user())
    assert (revision.changed_words, revision.substantive) == (1, True)
    assert Revision.objects.filter(kind="published").count() == 2
    assert revision.at <= timezone.now()


def test_a_form_of_a_new_post_that_comes_back_from_the_past_does_not_overwrite_it():
    ana, key = make_user(), uuid4()
    post = publishing.create(typed(title="One"), by=ana, key=key)
    publishing.autosave(post, typed(title="One", body="More."), by=ana, base="1.1")
    with pytest.raises(publishing.Stale):
        publishing.autosave(post, typed(title="Back button"), by=ana, base="")


def test_a_form_opened_before_the_first_revision_may_still_save():
    post, ana = make_post(body="Old."), make_user()
    publishing.autosave(post, typed(post), by=make_user("bo"), base="")
    assert publishing.autosave(post, typed(post, body="New."), by=ana, base="").number == 2


def test_a_new_post_whose_first_answer_was_lost_goes_on_from_it():
    ana, key = make_user(), uuid4()
    post = publishing.create(typed(title="One"), by=ana, key=key)
    assert publishing.autosave(post, typed(title="One, two"), by=ana, base="").base == "1.2"
