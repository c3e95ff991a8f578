"""Ticks and stamps: what makes a page old."""

import pytest
from django.test import RequestFactory

from blog.models import Category, Post
from blog.pagecache import DEPENDS, depends_on, stamps
from blog.pagecache.keys import EVERYTHING, key_of, slot_of
from blog.pagecache.stamps import FileStamps

SLOT = slot_of("post:1")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pages" / "stamps"


def test_a_row_is_named_by_its_kind_and_key_and_a_list_by_its_name():
    assert key_of(Post(pk=12)) == "post:12"
    assert key_of(Category(pk=3)) == "topic:3"
    assert key_of("articles") == "articles"


def test_a_request_keeps_what_its_page_depends_on():
    request = RequestFactory().get("/")
    depends_on(request, Post(pk=1), None, "site")
    depends_on(request, "articles")
    assert request.META[DEPENDS] == {"post:1", "site", "articles"}


def test_a_stamp_raises_the_tick_and_marks_its_keys_alone(path):
    kept = FileStamps(path)
    before = kept.read()[0]
    tick = kept.stamp(["post:1", "articles"])
    assert tick == kept.read()[0] == before + 1
    assert kept.newest([SLOT]) == tick
    assert kept.newest([slot_of("post:2")]) == before


def test_a_stamp_is_seen_by_whoever_else_has_the_file(path):
    one, other = FileStamps(path), FileStamps(path)
    tick = one.stamp(["post:1"])
    assert other.read()[0] == other.newest([SLOT]) == tick


def test_stamps_survive_a_new_start(path):
    tick = FileStamps(path).stamp(["post:1"])
    kept = FileStamps(path)
    assert kept.newest([SLOT]) == tick
    assert kept.newest([slot_of("post:2")]) < tick


def test_everything_is_older_after_a_stamp_on_everything(path):
    kept = FileStamps(path)
    tick = kept.stamp([EVERYTHING])
    assert kept.newest([slot_of("post:2")]) == tick


def test_no_page_outlives_a_start_of_the_machine(path, monkeypatch):
    """A power cut takes stamps that the database remembers the reasons of."""
    before = FileStamps(path).stamp(["post:1"])
    monkeypatch.setattr(stamps, "boot", lambda: 7)
    kept = FileStamps(path)
    assert kept.newest([slot_of("post:2")]) == kept.read()[0] > before


def test_no_page_outlives_a_lost_file(path):
    before = FileStamps(path).stamp(["post:1"])
    path.unlink()
    assert FileStamps(path).newest([SLOT]) > before


def test_what_is_due_is_unknown_at_first_and_after_a_change_of_the_schedule(path):
    kept = FileStamps(path)
    assert kept.read()[1] == stamps.UNKNOWN
    assert kept.set_due(5, looked=4, tick=kept.read()[0])
    kept.stamp(["post:1"])
    assert (kept.read()[1], kept.looked()) == (5, 4)
    kept.stamp(["post:1"], rescheduled=True)
    assert kept.read()[1] == stamps.UNKNOWN


def test_what_was_looked_up_before_a_change_is_not_taken_for_due(path):
    kept = FileStamps(path)
    tick = kept.read()[0]
    kept.stamp(["post:1"], rescheduled=True)
    assert not kept.set_due(5, looked=4, tick=tick)
    assert kept.read()[1] == stamps.UNKNOWN
