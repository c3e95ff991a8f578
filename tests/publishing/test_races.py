"""Two at the same moment: between what a verb has checked and what it writes, the rows changed."""

import uuid

import pytest
from django.db import IntegrityError

from blog import publishing
from blog.models import Post
from blog.publishing import drafts
from tests.build import make_person, make_post

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
