"""Two at the same moment: between what a verb has checked and what it writes, the rows changed."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from blog import publishing
from blog.models import Post
from blog.publishing import drafts, workflow
from tests.build import make_author, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    return make_person("eve", "Editor")


@pytest.fixture
def in_between(monkeypatch):
    """Let something happen while a new post is written, whose row the database then refuses."""

    def arrange(act):
        def refused(*args):
            monkeypatch.undo()
            act()
            raise IntegrityError("UNIQUE constraint failed")

        monkeypatch.setattr(drafts, "_create", refused)

    return arrange


def test_of_two_forms_with_one_key_the_loser_gets_the_post_of_the_winner(in_between, eve):
    key, said = uuid.uuid4(), {"title": "Twice", "body": "Words."}
    in_between(lambda: publishing.create(said, by=eve, key=key))
    assert publishing.create(said, by=eve, key=key) == Post.objects.get()


def test_a_key_that_somebody_else_has_used_makes_a_post_of_ones_own(eve):
    key, bob = uuid.uuid4(), make_person("bob", "Editor")
    theirs = publishing.create({"title": "Bob's"}, by=bob, key=key)
    mine = publishing.create({"title": "Eve's"}, by=eve, key=key)
    assert mine != theirs
    assert mine.created_by == eve


def test_a_new_post_whose_address_is_taken_in_this_moment_gets_another(in_between, eve):
    in_between(lambda: make_post("twice"))
    assert publishing.create({"title": "Twice"}, by=eve).path == "/blog/twice-2"


@pytest.fixture
def before_the_write(monkeypatch):
    """Let something happen after a post was found valid, and before it is written."""

    def arrange(act):
        for module in (drafts, workflow):
            checked = module.Parts

            def parts(post, snapshot, checked=checked):
                made = checked(post, snapshot)
                monkeypatch.undo()
                act()
                return made

            monkeypatch.setattr(module, "Parts", parts)

    return arrange


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [publishing.save_draft, publishing.publish])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("category", make_category),
        ("image", make_image),
        ("next_step", lambda: make_post("next")),
        ("authors", make_author),
    ],
)
def test_what_was_deleted_since_it_was_chosen_is_said_at_its_field(
    before_the_write, verb, name, make
):
    eve, chosen = make_person("eve", "Editor"), make()
    post = publishing.create({"title": "A", "body": "Words."}, by=eve)
    said = publishing.document_of(post) | {name: [chosen.pk] if name == "authors" else chosen.pk}
    before_the_write(chosen.delete)
    with pytest.raises(ValidationError) as refused:
        verb(post, said, by=eve)
    assert list(refused.value.message_dict) == [name]
    assert Post.objects.get(pk=post.pk).status == "draft"


def test_an_address_that_is_taken_since_it_was_checked_is_said_at_its_field(before_the_write, eve):
    post = publishing.create({"title": "A", "body": "Words."}, by=eve)
    said = publishing.document_of(post) | {"slug": "wanted"}
    before_the_write(lambda: make_post("wanted"))
    with pytest.raises(ValidationError) as refused:
        publishing.save_draft(post, said, by=eve)
    assert "/blog/wanted" in refused.value.message_dict["slug"][0]
