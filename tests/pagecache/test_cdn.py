"""What a CDN in front of the site is told."""

import json

import pytest
from django.db import DatabaseError

from blog import tasks
from blog.fetching import FetchError
from blog.pagecache import cdn, outbox, schedule, stamps


@pytest.fixture
def hook(settings):
    settings.CDN_PURGE_URL = "https://hook.example/purge"
    return settings.CDN_PURGE_URL


def portions():
    return [job.args_kwargs["args"][0] for job in tasks.waiting(tasks.tell_cdn)]


def test_pages_say_how_long_a_cdn_may_keep_them_and_by_which_keys(hook, get):
    given = get("/page").headers
    assert given["Cache-Control"] == "max-age=0, s-maxage=86400, must-revalidate"
    assert given["Surrogate-Key"] == "everything post:1 site"
    assert given["Cache-Tag"] == "everything,post:1,site"


def test_without_one_pages_say_nothing_of_their_keys(get):
    assert not {"Surrogate-Key", "Cache-Tag"} & set(get("/page").headers)


def test_what_the_view_says_of_caches_stays(hook, get):
    given = get("/named").headers
    assert given["Cache-Control"] == "max-age=60"
    assert "Surrogate-Key" not in given


def test_a_page_with_too_many_keys_for_a_header_is_asked_for_each_time(hook):
    keys = {f"post:{number}" for number in range(5000)}
    assert cdn.headers(keys) == [("Cache-Control", cdn.REVALIDATE)]


def test_each_purge_is_handed_on_in_portions(hook, db):
    stamps.stamp({f"post:{number}" for number in range(300)})
    assert sorted(map(len, portions())) == [50, 250]


def test_an_edit_is_handed_on_once(hook, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.purge(["post:1"])
    assert portions() == [["post:1"]]


def test_what_cannot_be_handed_on_is_left_to_the_next_one(
    hook, db, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(keys):
        raise DatabaseError

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(tasks, "drop_elsewhere", broken)
        outbox.purge(["post:1"])
    schedule.catch_up()
    assert portions() == [["post:1"]]


def test_without_one_no_job_is_made(db):
    stamps.stamp(["post:1"])
    assert portions() == []


class Answer:
    status = 204


def test_the_hook_gets_the_keys(hook, monkeypatch):
    sent = []

    def fetch(url, *, data, content_type):
        sent.append((url, json.loads(data), content_type))
        return Answer()

    monkeypatch.setattr(cdn, "safe_fetch", fetch)
    cdn.tell(["post:1"])
    message = {"site": "https://www.example.com", "keys": ["post:1"]}
    assert sent == [(hook, message, "application/json")]


def unreachable(*args, **kwargs):
    raise FetchError("It does not answer.")


def refusing(*args, **kwargs):
    answer = Answer()
    answer.status = 503
    return answer


@pytest.mark.parametrize("fetch", [unreachable, refusing])
def test_a_hook_that_fails_is_told_again_later(hook, monkeypatch, fetch, db):
    monkeypatch.setattr(cdn, "safe_fetch", fetch)
    with pytest.raises(ConnectionError):
        tasks.tell_cdn.call(["post:1"])
    (again,) = tasks.waiting(tasks.tell_cdn)
    assert again.args_kwargs["args"] == [["post:1"], 1]
    assert again.run_after
