"""Ticks and stamps: what makes a page old. In a file, and in Redis."""

import socket
import time

import pytest
import redis
from django.test import RequestFactory

from blog.models import Category, Post
from blog.pagecache import DEPENDS, depends_on, stamps
from blog.pagecache.keys import EVERYTHING, key_of, slot_of
from blog.pagecache.stamps import FileStamps, StampsAreGone
from blog.pagecache.stamps_in_redis import RedisStamps

SLOT, OTHER = slot_of("post:1"), slot_of("post:2")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pages" / "stamps"


@pytest.fixture(params=["file", "redis"])
def opened(request, path):
    """Return what opens the stamps, as each process does for itself."""
    if request.param == "file":
        return lambda: FileStamps(path)
    address = request.getfixturevalue("redis_server").address
    return lambda: RedisStamps(address, "www.example.com")


@pytest.fixture
def in_redis(redis_server):
    return lambda: RedisStamps(redis_server.address, "www.example.com")


def test_a_row_is_named_by_its_kind_and_key_and_a_list_by_its_name():
    assert key_of(Post(pk=12)) == "post:12"
    assert key_of(Category(pk=3)) == "topic:3"
    assert key_of("articles") == "articles"


def test_a_request_keeps_what_its_page_depends_on():
    request = RequestFactory().get("/")
    depends_on(request, Post(pk=1), None, "site")
    depends_on(request, "articles")
    assert request.META[DEPENDS] == {"post:1", "site", "articles"}


def test_a_stamp_raises_the_tick_and_marks_its_keys_alone(opened):
    kept = opened()
    before = kept.read()[0]
    tick = kept.stamp(["post:1", "articles"])
    assert tick == kept.read()[0] == before + 1
    assert kept.newest([SLOT]) == tick
    assert kept.newest([OTHER]) == before


def test_a_stamp_is_seen_by_whoever_else_has_them(opened):
    one, other = opened(), opened()
    other.read()
    tick = one.stamp(["post:1"])
    assert other.read()[0] == other.newest([SLOT]) == tick


def test_stamps_survive_a_new_start(opened):
    tick = opened().stamp(["post:1"])
    kept = opened()
    assert kept.newest([SLOT]) == tick
    assert kept.newest([OTHER]) < tick


def test_everything_is_older_after_a_stamp_on_everything(opened):
    kept = opened()
    tick = kept.stamp([EVERYTHING])
    assert kept.newest([OTHER]) == kept.newest([]) == tick


def test_what_is_due_is_unknown_at_first_and_after_a_change_of_the_schedule(opened):
    kept = opened()
    assert kept.read()[1] == stamps.UNKNOWN
    assert kept.set_due(stamps.NEVER, kept.read()[0])
    kept.stamp(["post:1"])
    assert kept.read()[1] == stamps.NEVER
    kept.stamp(["post:1"], rescheduled=True)
    assert kept.read()[1] == stamps.UNKNOWN


def test_what_was_looked_up_before_a_change_is_not_taken_for_due(opened):
    kept = opened()
    tick = kept.read()[0]
    kept.stamp(["post:1"], rescheduled=True)
    assert not kept.set_due(5, tick)
    assert kept.read()[1] == stamps.UNKNOWN


def test_who_starts_has_yet_to_hear_of_edits(opened):
    kept = opened()
    kept.read()
    assert kept.news


def test_no_page_outlives_a_start_of_the_machine(path, monkeypatch):
    """A power cut takes stamps that the database remembers the reasons of."""
    before = FileStamps(path).stamp(["post:1"])
    monkeypatch.setattr(stamps, "boot", lambda: 7)
    kept = FileStamps(path)
    assert kept.newest([OTHER]) == kept.read()[0] > before


def test_no_page_outlives_a_lost_file(path):
    before = FileStamps(path).stamp(["post:1"])
    path.unlink()
    assert FileStamps(path).newest([SLOT]) > before


def test_no_page_outlives_a_start_of_redis(in_redis, redis_server):
    kept = in_redis()
    before = kept.stamp(["post:1"])
    kept.news = False
    redis_server.stop()
    redis_server.start()
    assert kept.newest([OTHER]) == kept.read()[0] > before
    assert kept.news


def test_no_page_outlives_emptied_stamps(in_redis, redis_server):
    before = in_redis().stamp(["post:1"])
    redis.Redis.from_url(redis_server.address).flushall()
    assert in_redis().newest([OTHER]) > before


def test_two_sites_in_one_redis_know_nothing_of_each_other(in_redis, redis_server):
    other = RedisStamps(redis_server.address, "other.example")
    before = other.read()
    in_redis().stamp([EVERYTHING])
    assert other.read() == before


def test_without_redis_nobody_can_say_what_is_good_and_readers_do_not_ask_again_at_once(
    in_redis, redis_server, monkeypatch
):
    kept = in_redis()
    kept.read()
    redis_server.stop()
    with pytest.raises(StampsAreGone):
        kept.read()
    redis_server.start()
    with pytest.raises(StampsAreGone, match="moment ago"):
        kept.read()
    kept.pause_until = time.monotonic()
    assert kept.read()[0]


def test_a_redis_that_does_not_answer_is_given_up(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        kept = RedisStamps(f"redis://127.0.0.1:{silent.getsockname()[1]}", "www.example.com")
        with pytest.raises(StampsAreGone, match="Redis"):
            kept.read()
