"""What was not found is counted by address and referring host: bounded, and outside requests."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.discovery.counting import Hits
from blog.models import MissingAddress, MissingReferrer, Redirect, missing
from tests.build import make_post
from tests.reading import get

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture
def hits(monkeypatch):
    fresh = Hits()
    fresh.learn()
    monkeypatch.setattr("blog.views.missing.hits", fresh)
    return fresh


def asked(path: str, referer: str = "") -> int:
    return get(path, headers={"Referer": referer, "User-Agent": "Somebody's own"}).status_code


def counts() -> dict[str, int]:
    return dict(MissingAddress.objects.values_list("path", "times"))


def hosts(path: str) -> dict[str, int]:
    rows = MissingReferrer.objects.filter(address__path=path)
    return dict(rows.values_list("host", "times"))


def add(counted: dict, day: date = DAY) -> None:
    MissingAddress.objects.add(day, counted)


def test_what_is_not_found_is_counted_by_address(hits):
    for address in ("/blog/nothing", "/blog/nothing?q=private", "/other"):
        assert asked(address) == 404
    hits.write()
    assert counts() == {"/blog/nothing": 2, "/other": 1}
    assert MissingAddress.objects.first().last_seen == timezone.localdate()


def test_counting_costs_no_query(hits):
    with CaptureQueriesContext(connection) as first:
        asked("/blog/nothing")
    hits.known = None
    with CaptureQueriesContext(connection) as without:
        asked("/blog/nothing")
    assert len(first) == len(without)


@pytest.mark.parametrize(
    ("referer", "kept"),
    [
        ("https://news.example/item?id=7&user=ann", {"news.example": 1}),
        ("https://ann:secret@news.example:8443/x", {"news.example": 1}),
        ("http://192.168.1.7/", {}),
        ("http://[2001:db8::7]/", {}),
        ("http://localhost/", {}),
        ("http://anns-notebook.local/", {}),
        ("http://nas.fritz.home.arpa/", {}),
        ("https://local.example/", {"local.example": 1}),
        ("android-app://com.mail", {"com.mail": 1}),
        ("http://[", {}),
        ("=cmd|' /C calc'!A0", {}),
        ("", {}),
    ],
)
def test_of_the_referring_page_the_host_alone_is_kept(hits, referer, kept):
    asked("/nothing", referer)
    hits.write()
    assert hosts("/nothing") == kept


@pytest.mark.parametrize(
    "written", ["ann@mail.example", "ann%40mail.example", "ann%2540mail.example"]
)
def test_the_address_of_a_person_is_not_kept(hits, written):
    asked(f"/unsubscribe/{written}")
    hits.write()
    assert counts() == {"": 1}


@pytest.mark.parametrize("path", ["/admin/nothing", "/static/nothing.css", "/preview/abc:def"])
def test_the_desk_and_previews_are_not_counted(hits, path):
    asked(path)
    hits.write()
    assert counts() == {}


def test_a_path_that_no_page_can_have_counts_with_the_others(hits):
    for path in ("/" + "x" * 3000, "/a%00b", "/a/..%2fb"):
        assert asked(path) == 404
    hits.write()
    assert counts() == {"": 3}


def test_what_is_gone_or_moved_is_not_counted_as_missing(hits):
    Redirect.objects.create(from_path="/gone")
    Redirect.objects.create(from_path="/old", to_post=make_post())
    assert [asked("/gone"), asked("/old"), asked("/blog/a-post/")] == [410, 301, 301]
    hits.write()
    assert counts() == {}


def test_a_redirect_knows_how_often_it_led_on(hits):
    old = Redirect.objects.create(from_path="/old", to_post=make_post())
    rule = Redirect.objects.create(from_path="/olds/*", to_url="/old")
    for path in ("/old", "/old?x", "/olds/a"):
        assert asked(path) == 301
    assert Redirect.objects.get(pk=old.pk).hits == 0
    hits.write()
    old.refresh_from_db()
    rule.refresh_from_db()
    assert (old.hits, rule.hits) == (2, 1)
    assert old.last_hit == timezone.localdate()


def test_later_sums_are_added():
    add({("/a", "x.example"): 2})
    add({("/a", "x.example"): 3, ("/a", "y.example"): 1}, DAY + timedelta(days=1))
    assert counts() == {"/a": 6}
    assert hosts("/a") == {"x.example": 5, "y.example": 1}
    row = MissingAddress.objects.get()
    assert (row.first_seen, row.last_seen) == (DAY, DAY + timedelta(days=1))


def test_what_programs_try_everywhere_is_marked():
    tried = ["/.env", "/wp-login.php", "/.git/config", "/backup.sql", "/phpmyadmin/index.php"]
    asked_for = ["/about.php", "/blog/environment", "/2019/05/name", "/blog/git-for-writers"]
    add({(path, ""): 1 for path in [*tried, *asked_for]})
    noise = MissingAddress.objects.filter(noise=True).values_list("path", flat=True)
    assert set(noise) == set(tried)


def test_a_day_brings_a_bounded_number_of_new_addresses(monkeypatch):
    monkeypatch.setattr(missing, "MOST_A_DAY", 3)
    add({(f"/{n}", ""): n for n in range(1, 6)})
    assert counts() == {"/5": 5, "/4": 4, "/3": 3, "": 3}
    add({("/5", ""): 1, ("/6", ""): 1})
    assert counts() == {"/5": 6, "/4": 4, "/3": 3, "": 4}
    add({("/6", ""): 1}, DAY + timedelta(days=1))
    assert counts()["/6"] == 1


def test_in_all_the_least_asked_for_make_room(monkeypatch):
    monkeypatch.setattr(missing, "MOST", 3)
    add({("/many", ""): 9, ("/once", ""): 1, ("/.env", ""): 50})
    add({("/new", ""): 2}, DAY + timedelta(days=1))
    assert counts() == {"/many": 9, "/once": 1, "/new": 2, "": 50}


def test_what_is_ignored_stays_so_the_longest(monkeypatch):
    monkeypatch.setattr(missing, "MOST", 2)
    add({("/ignored", ""): 1, ("/many", ""): 9})
    MissingAddress.objects.filter(path="/ignored").update(ignored=True)
    add({("/new", ""): 1}, DAY + timedelta(days=1))
    assert set(counts()) == {"/ignored", "/new", ""}


def test_an_address_names_a_bounded_number_of_hosts(monkeypatch):
    monkeypatch.setattr(missing, "MOST_HOSTS", 2)
    add({("/a", f"{n}.example"): 9 - n for n in range(4)})
    assert hosts("/a") == {"0.example": 9, "1.example": 8, "": 13}


def test_a_host_whose_address_made_room_meanwhile_is_passed_over(monkeypatch):
    add({("/a", "x.example"): 1})
    kept = MissingAddress.objects.get().pk
    MissingReferrer.objects.add({kept: Counter({"y.example": 2})})
    monkeypatch.setattr(missing.ReferrerQuerySet, "bulk_create", lambda *_, **__: [])
    MissingReferrer.objects.add({kept: Counter({"z.example": 1, "y.example": 1})})
    assert hosts("/a") == {"x.example": 1, "y.example": 3}


def test_memory_holds_a_bounded_number_of_addresses(hits, monkeypatch):
    monkeypatch.setattr("blog.discovery.counting.MOST", 3)
    for n in range(9):
        hits.not_found(f"/{n}", f"https://{n}.example/")
    assert len(hits.missed.counts) == 4
    hits.write()
    assert counts() == {"/0": 1, "/1": 1, "/2": 1, "": 6}


def test_an_attack_costs_a_bounded_number_of_queries():
    with CaptureQueriesContext(connection) as queries:
        add({(f"/made-up/{n}", f"{n}.example"): 1 for n in range(2000)})
    assert len(queries) < 60
    assert MissingAddress.objects.count() == missing.MOST_A_DAY + 1
