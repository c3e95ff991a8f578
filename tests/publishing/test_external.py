"""Links to other sites: who is asked, how, when again, and what the answer is taken for."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import tasks
from blog.fetching import pace
from blog.models import ExternalAddress, Link, SiteSettings
from blog.models.external import FINE_AGAIN, State
from blog.publishing.links import external
from tests.build import NOON, make_post
from tests.elsewhere import PUBLIC, Says

pytestmark = pytest.mark.django_db
START = NOON + timedelta(days=10)
URL = "http://there.example/page"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def there(elsewhere):
    elsewhere.names["there.example"] = [PUBLIC]
    return elsewhere


def naming(*urls: str, slug: str = "a-post", **fields):
    body = " ".join(f"See [the page]({url})." for url in urls)
    return make_post(slug, body=body, **fields)


def row(url: str = URL) -> ExternalAddress:
    return ExternalAddress.objects.get(url=url)


def asked(there) -> list[str]:
    return [f"{got.method} {got.path}" for got in there.got]


# Who is asked, and how


def test_an_address_that_answers_is_fine_and_asked_again_in_a_month(there):
    naming(URL)
    assert external.check() == 1
    assert asked(there) == ["HEAD /page"]
    assert (row().state, row().status, row().since) == (State.FINE, 200, START)
    assert row().due == START + FINE_AGAIN


def test_an_address_has_one_row_however_many_links_name_it(there):
    naming(URL, f"{URL}#part", slug="one")
    naming(URL, slug="two")
    external.check()
    assert row().links.count() == 3
    assert len(there.got) == 1


def test_a_server_that_knows_no_head_is_asked_by_get(there):
    there.answer = lambda got: Says(405 if got.method == "HEAD" else 200, body=b"a" * 100)
    naming(URL)
    external.check()
    assert asked(there) == ["HEAD /page", "GET /page"]
    assert row().state == State.FINE


@pytest.mark.parametrize("status", ["draft", "gone"])
def test_what_stands_in_no_public_text_is_told_to_nobody(there, status):
    naming(URL, status=status)
    assert external.check() == 0
    assert there.connected == []
    assert row().state == State.NEW


def test_a_scheduled_text_has_its_links_asked_once_it_is_public(there, clock):
    naming(URL, date_published=START + timedelta(days=1))
    assert external.check() == 0
    clock.shift(timedelta(days=1))
    assert external.check() == 1


def test_one_run_asks_each_host_once_and_some_hosts(there, monkeypatch):
    monkeypatch.setattr(external, "BATCH", 2)
    there.names |= {f"h{n}.example": [PUBLIC] for n in range(4)}
    naming(*(f"http://h{n}.example/{page}" for n in range(4) for page in "ab"))
    assert external.check() == 2
    assert len({got.headers["Host"] for got in there.got}) == 2


def test_a_run_ends_after_its_time(there, monkeypatch):
    monkeypatch.setattr(external, "TIME", -1)
    naming(URL)
    assert external.check() == 0
    assert there.connected == []


def test_what_one_worker_has_taken_no_other_takes(there):
    naming(URL)
    external.gather()
    (mine,), (other,) = external.due_now(), external.due_now()
    assert external.take(mine)
    assert not external.take(other)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_site_on_a_laptop_asks_nobody(there, settings, host):
    settings.SITE_HOST = host
    naming(URL)
    assert external.check() == 0
    assert external.next_check() is None


def test_the_settings_switch_it_off(there):
    SiteSettings(pk=1, check_external=False).save()
    naming(URL)
    assert external.check() == 0
    assert there.connected == []


def test_an_address_in_other_letters_is_asked_in_ascii(there):
    there.names["xn--bcher-kva.example"] = [PUBLIC]
    naming("http://bücher.example/ä?q=ö#ü")
    external.check()
    assert asked(there) == ["HEAD /%C3%A4?q=%C3%B6"]


# What the answer is taken for


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (204, State.FINE),
        (404, State.GONE),
        (410, State.GONE),
        (403, State.UNSURE),
        (429, State.UNSURE),
        (500, State.FAILING),
        (503, State.FAILING),
    ],
)
def test_a_status_says_what_readers_meet(there, status, state):
    there.answer = lambda got: Says(status)
    naming(URL)
    external.check()
    assert (row().state, row().status) == (state, status)


def test_a_page_that_moved_for_good_is_shown_with_its_new_address(there):
    there.answer = lambda got: Says(301, {"Location": "/new"}) if got.path == "/page" else Says()
    naming(URL)
    external.check()
    assert (row().state, row().leads_to) == (State.MOVED, "http://there.example/new")


def test_a_detour_for_now_is_fine(there):
    there.answer = lambda got: Says(302, {"Location": "/new"}) if got.path == "/page" else Says()
    naming(URL)
    external.check()
    assert (row().state, row().leads_to) == (State.FINE, "")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://10.0.0.1/", "10.0.0.1 is no public address."),
        ("http://inside.example/", "inside.example is no public address."),
        ("http://there.example:8080/", "Port 8080 is not asked, only 80 and 443."),
        ("http://there.example/" + "a" * 2000, external.ODD),
    ],
)
def test_what_we_may_not_ask_is_said_so_and_not_asked(there, url, why):
    there.names["inside.example"] = ["192.168.0.1"]
    naming(url)
    external.check()
    found = ExternalAddress.objects.get()
    assert (found.state, found.message) == (State.REFUSED, why)
    assert there.connected == []


def test_a_host_that_is_not_there_is_no_answer(there):
    naming("http://nowhere.example/")
    external.check()
    found = row("http://nowhere.example/")
    assert (found.state, found.status) == (State.FAILING, None)
    assert found.message == "No such host, or no answer of the name server."


def test_trouble_is_looked_at_again_sooner_and_then_less_and_less(there, clock):
    there.answer = lambda got: Says(404)
    naming(URL)
    waits = []
    for _ in range(5):
        assert external.check() == 1
        waits.append((row().due - timezone.now()).days)
        clock.move_to(row().due)
    assert waits == [1, 3, 7, 30, 30]
    assert (row().failures, row().since) == (5, START)


def test_since_is_when_the_answer_changed(there, clock):
    naming(URL)
    external.check()
    clock.move_to(row().due)
    external.check()
    assert row().since == START
    clock.move_to(row().due)
    there.answer = lambda got: Says(410)
    external.check()
    assert row().since == START + 2 * FINE_AGAIN
    assert row().failures == 1


# Beside everything else


def test_a_save_asks_nobody_and_no_more_of_the_database(there):
    counts = []
    for n in (1, 30):
        post = make_post(f"p{n}")
        post.body = " ".join(f"[x](http://there.example/{n}-{each})" for each in range(n))
        with CaptureQueriesContext(connection) as queries:
            post.save()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert there.connected == []


def test_a_link_that_is_written_anew_finds_its_address_again(there):
    post = naming(URL)
    external.check()
    post.body = f"Now [other words]({URL})."
    post.save()
    external.check()
    assert [link.anchor for link in row().links.all()] == ["other words"]
    assert len(there.got) == 1


def test_measuring_has_new_addresses_asked_soon_and_they_are_asked_again_in_time(there):
    naming(URL)
    tasks.measure_links.call()
    job = DBTaskResult.objects.get(task_path=tasks.check_external.module_path)
    assert job.run_after == START + external.NEXT_RUN
    DBTaskResult.objects.all().delete()
    tasks.check_external.call()
    job = DBTaskResult.objects.get(task_path=tasks.check_external.module_path)
    assert job.run_after == row().due
    assert row().state == State.FINE


def test_a_site_without_links_to_others_has_no_such_job(there):
    make_post()
    assert tasks.check_external_in_time() == 0


def test_a_second_question_to_a_host_waits_for_its_turn(there, monkeypatch, clock):
    monkeypatch.setattr(pace, "PACE", 5.0)
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        clock.shift(seconds)

    monkeypatch.setattr(pace.time, "sleep", sleep)
    there.answer = lambda got: Says(404)
    naming(URL)
    external.check()
    assert asked(there) == ["HEAD /page", "GET /page"]
    assert sum(waited) == 5.0


def test_what_no_text_names_any_more_is_forgotten_by_tidy(there):
    post = naming(URL, "http://there.example/kept")
    external.check()
    post.body = "[x](http://there.example/kept)"
    post.save()
    external.gather()
    call_command("tidy", stdout=StringIO())
    assert [each.url for each in ExternalAddress.objects.all()] == ["http://there.example/kept"]
    assert Link.objects.filter(kind="external", external=None).count() == 0
