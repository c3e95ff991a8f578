"""A page says that it was updated when an editor says so; what counts as one is proposed."""

import json
from datetime import UTC, datetime

import pytest
import time_machine

from blog import publishing
from blog.models import Post
from blog.transfer import front_matter
from tests.build import NOON, make_post
from tests.conftest import shared

pytestmark = pytest.mark.django_db
NAMES = "typo link_added year_swap price new_section rewrite_paragraph emphasis".split()


def edited(body, edits):
    for edit in edits:
        if "append" in edit:
            body += edit["append"]
        else:
            body = body.replace(edit["find"], edit["replace"], -1 if edit.get("all") else 1)
    return body


@pytest.mark.parametrize("name", NAMES)
def test_a_save_of_a_live_page_proposes_what_the_worked_cases_say(name, seed_post):
    cases = json.loads(shared("domain", "dates_cases.json").read_text())["cases"]
    assert [case["id"] for case in cases] == NAMES
    case = next(case for case in cases if case["id"] == name)
    body = front_matter.load(seed_post.read_bytes()).body
    post = make_post("backlinks", body=body)
    snapshot = publishing.snapshot_of(post) | {"body": edited(body, case["edits"])}
    revision = publishing.publish(post, snapshot)
    found = {"changed_words": revision.changed_words, "substantive": revision.substantive}
    assert found == {key: case["expected"][key] for key in found}
    assert Post.objects.get().date_modified == NOON  # it moves when an editor says so


def test_the_editor_has_the_last_word_and_the_note_is_for_readers():
    post = make_post("a", body="Ninety dollars.")
    with time_machine.travel(datetime(2026, 4, 1, tzinfo=UTC), tick=False):
        snapshot = publishing.snapshot_of(post) | {"body": "Ninety dollars!"}
        publishing.publish(post, snapshot, update_date=True, note="The price was checked.")
    post.refresh_from_db()
    assert post.date_modified == datetime(2026, 4, 1, tzinfo=UTC)
    (told,) = post.revisions.told_to_readers()
    assert told.note == "The price was checked."


def test_a_page_is_never_updated_before_it_is_published():
    post = make_post("a", body="Text.", date_published=NOON, date_modified=NOON)
    publishing.publish(post, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert Post.objects.get().date_modified == datetime(2026, 5, 1, tzinfo=UTC)
