"""What an edit changes is written down in its transaction, and carried out by whoever comes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from blog import publishing
from blog.models import Post, Purge
from blog.pagecache import outbox, schedule, stamps
from blog.pagecache.background import Background
from blog.pagecache.identity import Door
from blog.pagecache.keys import slot_of
from blog.pagecache.library import Library
from blog.pagecache.troubles import Troubles

from ..build import NOON, make_post

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(hours=1)


def stamped(key: str) -> int:
    return stamps.newest([slot_of(key)])


def test_an_edit_is_marked_and_its_row_is_gone_once_it_is_committed(
    django_capture_on_commit_callbacks,
):
    before = stamped("post:1")
    with django_capture_on_commit_callbacks(execute=True):
        outbox.purge(["post:1"])
        assert stamped("post:1") == before
    assert stamped("post:1") > before
    assert not Purge.objects.exists()


def test_an_edit_that_is_taken_back_marks_nothing(django_capture_on_commit_callbacks):
    before = stamped("post:1")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.purge(["post:1"])
        transaction.set_rollback(True)
    assert stamped("post:1") == before


def test_what_a_process_that_died_left_is_carried_out_by_the_next():
    before = stamped("post:1")
    outbox.purge(["post:1"])  # committed, and the process is gone
    assert schedule.is_left()
    schedule.catch_up()
    assert stamped("post:1") > before
    assert not schedule.is_left()


def test_an_edit_is_not_lost_when_the_stamps_cannot_be_written(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def gone(keys, **said):
        raise stamps.StampsAreGone("no room")

    monkeypatch.setattr(stamps, "stamp", gone)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.purge(["post:1"])
    assert "could not be marked" in caplog.text
    assert schedule.is_left()


def test_the_steps_of_one_edit_write_one_row():
    """For what was saved, and for what follows it: the links."""
    post = make_post(status="draft", body="Words.", tags=["one"])
    Purge.objects.all().delete()
    publishing.publish(post, publishing.snapshot_of(post) | {"tags": ["two"]}, at=NOON)
    assert Purge.objects.count() == 1


def test_a_draft_purges_nothing():
    make_post(status="draft", body="Words.")
    assert not Purge.objects.exists()


def test_a_scheduled_post_purges_when_its_moment_comes():
    with time_machine.travel(NOON, tick=False):
        post = make_post(date_published=SOON)
        schedule.catch_up()
        before = stamped("posts")
        assert stamps.current().read()[1] == int(SOON.timestamp() * 1e6)
    with time_machine.travel(SOON, tick=False):
        schedule.catch_up()
        assert stamped("posts") > before
        assert stamped(f"post:{post.pk}") > before
    assert stamps.current().read()[1] == stamps.NEVER


def test_another_moment_takes_the_place_of_the_first():
    with time_machine.travel(NOON, tick=False):
        post = make_post(date_published=SOON)
        post.date_published = post.date_modified = SOON + timedelta(hours=1)
        post.save()
        assert [row.at for row in Purge.objects.filter(post=post)] == [post.date_published]


def test_what_is_scheduled_no_more_waits_for_no_moment():
    with time_machine.travel(NOON, tick=False):
        post = make_post(date_published=SOON)
        post.status = Post.Status.DRAFT
        post.save()
    assert not Purge.objects.exists()


def test_what_goes_live_between_the_save_and_the_commit_is_purged_all_the_same(
    django_capture_on_commit_callbacks,
):
    before = stamped("posts")
    just_before = time_machine.travel(NOON, tick=False)
    with django_capture_on_commit_callbacks(execute=True), just_before:
        make_post(date_published=NOON + timedelta(seconds=1))
    assert stamps.current().read()[1] == stamps.UNKNOWN
    assert timezone.now() > NOON
    schedule.catch_up()
    assert stamped("posts") > before


def test_what_a_process_left_that_died_is_carried_out_before_the_next_pages(settings):
    settings.PAGES_ROOM = 1024 * 1024
    troubles = Troubles()
    library = Library(lambda environ, start: (), Door(), troubles)
    library.up_to_date()  # looks for itself when it starts
    Purge.objects.create(keys=["post:1"])  # committed, and then the process died
    before = stamped("post:1")
    Background(library, troubles).round()
    assert stamped("post:1") > before
    assert not Purge.objects.exists()
