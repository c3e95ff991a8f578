"""A post goes live by the clock: the pages that will show it are built again at its moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from blog.pagecache.background import Background
from tests.build import make_post

from . import pages

MORNING = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(get):
    """The hour before a post's moment; its list is stored by then."""
    with time_machine.travel(MORNING - timedelta(hours=1), tick=False) as moved:
        make_post("scheduled", date_published=MORNING)
        get("/list"), get("/list")
        assert pages.asked["listed"] == 1
        yield moved


def test_a_list_is_built_again_at_the_moment_and_not_before(get, new_worker, clock):
    clock.move_to(MORNING - SECOND)
    get("/list")
    assert pages.asked["listed"] == 1
    clock.move_to(MORNING + SECOND)
    get("/list"), get("/list"), new_worker()("/list")
    assert pages.asked["listed"] == 2


def test_the_moment_is_not_missed_where_nobody_asks(get, clock):
    """Whoever keeps our pages elsewhere has to be told."""
    stamped = get.application.library.stamps
    before = stamped.read()[0]
    clock.move_to(MORNING + SECOND)
    Background(get.application.library, get.application.troubles).round()
    assert stamped.read()[0] > before
