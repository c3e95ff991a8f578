"""`manage.py tidy`: what time has passed by goes; what was saved on purpose stays."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from blog import publishing
from blog.models import HitCount, Post, Presence, PreviewLink, Redirect, Revision
from tests.build import NOON, make_person, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tidy(**options) -> str:
    out = StringIO()
    call_command("tidy", stdout=out, **options)
    return out.getvalue().strip()


def revise(post: Post, number: int, kind: str, at, by=None) -> Revision:
    snapshot = publishing.snapshot_of(post)
    return Revision.objects.create(
        post=post, number=number, kind=kind, at=at, by=by, snapshot=snapshot
    )


def numbers(post: Post) -> set[int]:
    return set(post.revisions.values_list("number", flat=True))


@time_machine.travel(NOON, tick=False)
def test_each_persons_last_autosave_of_an_old_day_is_kept():
    post, ana, kim = make_post(), make_person("ana"), make_person("kim")
    old = NOON - 3 * DAY
    for number, by in enumerate([ana, ana, kim, kim], start=1):
        revise(post, number, "autosave", old + timedelta(minutes=number), by)
    revise(post, 5, "saved", NOON - 2 * DAY)
    tidy()
    assert numbers(post) == {2, 4, 5}


@time_machine.travel(NOON, tick=False)
def test_after_a_month_autosaves_and_what_was_set_aside_go_and_what_was_saved_stays():
    post, old = make_post(), NOON - 31 * DAY
    for number, kind in enumerate(["published", "saved", "autosave", "aside"], start=1):
        revise(post, number, kind, old)
    revise(post, 5, "autosave", NOON - timedelta(minutes=5))
    tidy()
    assert numbers(post) == {1, 2, 5}


@time_machine.travel(NOON, tick=False)
def test_what_was_set_aside_stays_for_a_month_whatever_else_was_saved_that_day():
    post, kim = make_post(), make_person("kim")
    for number, kind in enumerate(["aside", "aside", "autosave", "saved"], start=1):
        revise(post, number, kind, NOON - 20 * DAY, kim)
    tidy()
    assert numbers(post) == {1, 2, 3, 4}


@time_machine.travel(NOON, tick=False)
def test_the_newest_draft_stays_however_old():
    post = make_post()
    revise(post, 1, "autosave", NOON - 400 * DAY)
    tidy()
    assert numbers(post) == {1}


def test_a_post_in_the_bin_goes_after_thirty_days_and_its_address_stays_gone():
    post = make_post("one")
    with time_machine.travel(NOON, tick=False):
        publishing.delete(post, by=None)
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        tidy()
        assert Post.objects.exists()
    with time_machine.travel(NOON + 30 * DAY + timedelta(seconds=1), tick=False):
        tidy()
        assert not Post.objects.exists()
        assert get("/blog/one").status_code == 410


def test_a_purged_post_that_was_taken_down_in_favour_of_another_still_leads_there():
    post, other = make_post("one"), make_post("two")
    publishing.take_down(post, to_post=other)
    publishing.delete(post, by=None)
    with time_machine.travel(timezone.now() + 31 * DAY, tick=False):
        tidy()
        assert get("/blog/one").headers["Location"] == "/blog/two"
    assert Redirect.objects.count() == 1


def test_old_presences_and_ended_links_go():
    post, now = make_post(), timezone.now()
    for days, revoked in ((-31, False), (-1, False), (7, False), (7, True)):
        PreviewLink.objects.create(post=post, expires=now + days * DAY, revoked=revoked)
    for name, at in (("ana", now - 2 * DAY), ("kim", now)):
        Presence.objects.create(post=post, user=make_person(name), at=at)
    tidy()
    assert PreviewLink.objects.count() == 3
    assert Presence.objects.get().user.username == "kim"


def test_a_dry_run_says_the_same_and_writes_nothing():
    post = make_post("one")
    with time_machine.travel(NOON, tick=False):
        publishing.delete(post, by=None)
        for number in (1, 2, 3):
            revise(
                make_post("two") if number == 1 else Post.objects.get(slug="two"),
                number,
                "autosave",
                NOON,
            )
    PreviewLink.objects.create(post=post, expires=NOON)
    with time_machine.travel(NOON + 40 * DAY, tick=False):
        wanted = (
            ": 2 autosaves, 1 deleted posts, 1 preview links, 0 presences, 0 counts, 0 pings,"
            " 0 external links"
        )
        assert tidy(dry_run=True) == f"To drop{wanted}"
        assert (Post.objects.count(), Revision.objects.count()) == (2, 3)
        assert tidy() == f"Dropped{wanted}"
        assert (
            tidy()
            == "Dropped: 0 autosaves, 0 deleted posts, 0 preview links, 0 presences, 0 counts,"
            " 0 pings, 0 external links"
        )


@time_machine.travel(NOON, tick=False)
def test_counts_of_what_came_go_after_four_hundred_days():
    for days in (0, 400, 401):
        HitCount.objects.create(day=(NOON - days * DAY).date(), kind="read", agent="GPTBot")
    tidy()
    assert HitCount.objects.count() == 2
