"""What somebody wrote is in the history, whoever saved first and however late a verb comes."""

import pytest

from blog import publishing
from blog.models import Post
from tests.build import make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    return make_person("eve", "Editor")


@pytest.fixture
def bob():
    return make_person("bob", "Editor")


def now(post):
    return Post.objects.get(pk=post.pk)


def bodies(post):
    return [revision.snapshot["body"] for revision in post.revisions.all()]


def save(post, body, by):
    post = now(post)
    publishing.save_draft(post, publishing.document_of(post) | {"body": body}, by=by)


def test_a_post_that_was_read_before_a_save_is_amended_as_it_is_now(eve, bob):
    post = make_post("a", status="draft", body="Old words.")
    held = now(post)
    save(post, "New words.", bob)
    publishing.amend([held], lambda said: said.update(tags=["x"]), by=eve, note="Tag added")
    assert now(post).body == "New words."
    assert list(now(post).tags.names()) == ["x"]


def test_a_post_that_was_read_before_a_save_is_published_as_it_is_now(eve, bob):
    post = make_post("a", status="draft", body="Old words.")
    held = now(post)
    save(post, "New words.", bob)
    publishing.publish(held, by=eve)
    assert (now(post).body, now(post).state) == ("New words.", "published")


def test_what_is_typed_while_a_draft_is_being_published_is_not_written_over(eve, monkeypatch):
    post = make_post("a", body="Old words.")
    publishing.autosave(post, publishing.snapshot_of(post) | {"body": "One."}, by=eve, base="")
    change = publishing.workflow._change

    def typing_goes_on(published):
        held = now(post)
        said = publishing.document_of(held) | {"body": "One, two, three."}
        publishing.autosave(held, said, by=eve, base=publishing.base_of(held))
        return change(published)

    monkeypatch.setattr("blog.publishing.workflow._change", typing_goes_on)
    with pytest.raises(publishing.Stale):
        publishing.publish(now(post), by=eve)
    assert "One, two, three." in bodies(post)
    assert publishing.document_of(now(post))["body"] == "One, two, three."


def test_two_stale_forms_of_one_person_are_both_set_aside(eve, bob):
    post = make_post("a", body="Old words.")
    save(post, "Eve's words.", eve)
    for form in ("first", "second"):
        with pytest.raises(publishing.Stale):
            typed = publishing.snapshot_of(now(post)) | {"body": f"Bob's {form} words."}
            publishing.autosave(now(post), typed, by=bob, base="0.0", form=form)
    assert {"Bob's first words.", "Bob's second words."} <= set(bodies(post))


def test_a_stale_text_of_which_no_form_is_known_is_set_aside_apart(eve, bob):
    post = make_post("a", body="Old words.")
    save(post, "Eve's words.", eve)
    for body in ("Bob's first words.", "Bob's second words."):
        with pytest.raises(publishing.Stale):
            typed = publishing.snapshot_of(now(post)) | {"body": body}
            publishing.save_draft(now(post), typed, by=bob, base="0.0")
    assert {"Bob's first words.", "Bob's second words."} <= set(bodies(post))


def test_a_post_that_came_back_from_the_bin_is_not_purged(eve):
    post = make_post("a")
    publishing.delete(post, by=eve)
    held = now(post)
    publishing.undelete(now(post), by=eve)
    assert not publishing.purge(held)
    assert Post.objects.filter(pk=post.pk).exists()


def test_a_form_that_was_open_while_its_post_was_changed_outside_the_desk_is_stale(eve):
    post = make_post("a", body="As it was imported.")
    base, shown = publishing.base_of(post), publishing.document_of(post)
    Post.objects.filter(pk=post.pk).update(body="As it was imported again.")
    with pytest.raises(publishing.Stale):
        publishing.publish(now(post), shown | {"title": "New"}, by=eve, base=base)
    assert now(post).body == "As it was imported again."


def test_a_form_of_a_post_without_a_history_saves_again_and_again(eve):
    post = make_post("a", body="As it was imported.")
    base = publishing.base_of(post)
    for body in ("One.", "Two."):
        typed = publishing.document_of(now(post)) | {"body": body}
        base = publishing.autosave(now(post), typed, by=eve, base=base).base
    assert publishing.document_of(now(post))["body"] == "Two."
