"""The monthly report: frozen when it is made, dated, each number with its rows."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from blog import publishing, reporting, tasks
from blog.models import AuditEntry, ClientReport, ExternalAddress, Post, Redirect
from blog.models.external import State
from blog.publishing import links
from blog.reporting import parts
from tests.build import NOON, make_person, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/clientreport/"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def at(month, day=2):
    return time_machine.travel(datetime(2026, month, day, 9, tzinfo=UTC), tick=False)


def test_a_site_without_pages_has_a_report_of_zeros_and_no_earlier_one():
    report = reporting.make(MARCH)
    assert {(part["now"], part["then"]) for part in report.parts.values()} == {(0, None)}
    assert not {"mended", "newly-broken", "new-links", "stronger"} & report.parts.keys()


@pytest.fixture(autouse=True)
def gone():
    """An address that was taken down: what names it is broken, and waits for nothing."""
    Redirect.objects.create(from_path="/gone")


def test_a_report_stays_as_it_was_whatever_is_edited_later():
    with at(4):
        post = make_post("a", body="[over](/gone)", date_published=NOON)
        report = reporting.make(MARCH)
        assert report.whole and report.parts["published"]["now"] == 1
        Post.objects.filter(pk=post.pk).update(title="Other")
        publishing.take_down(post)
        assert reporting.make(MARCH) == report
    kept = ClientReport.objects.get().parts
    assert kept["published"]["rows"][0]["title"] == "A"
    assert kept["broken"]["rows"] == [
        {"path": "/blog/a", "title": "A", "sentence": "over", "to": "/gone"}
    ]


def test_a_report_holds_its_numbers_against_the_one_before():
    with at(4):
        post = make_post("a", body="[over](/gone)", date_published=NOON)
        reporting.make(MARCH)
    with at(5):
        publishing.publish(post, publishing.snapshot_of(post) | {"body": "Mended."})
        parts = reporting.make(APRIL).parts
    assert (parts["orphans"]["then"], parts["orphans"]["now"]) == (1, 1)
    assert (parts["broken"]["then"], parts["broken"]["now"]) == (1, 0)
    assert parts["mended"]["now"] == 1


def test_a_report_names_what_came_since_the_one_before():
    """New links, newly broken ones, and pages that more or stronger pages link to."""
    with at(4):
        make_post("hub", date_published=NOON)
        posts = [make_post(f"p{n}", body="Words.", date_published=NOON) for n in range(4)]
        make_post("was", body="[Hub](/blog/hub)", date_published=NOON)
        reporting.make(MARCH)
    with at(5):
        for post in posts:
            said = publishing.snapshot_of(post) | {"body": "See [the hub](/blog/hub) now."}
            publishing.publish(post, said)
        make_post("late", body="[over](/gone)")
        parts = reporting.make(APRIL).parts
    assert (parts["new-links"]["now"], parts["new-links"]["then"]) == (4, None)
    assert parts["new-links"]["rows"][0] == {
        "path": "/blog/p0", "title": "P0", "sentence": "See the hub now.", "to": "/blog/hub"
    }  # fmt: skip
    hub, *_ = parts["stronger"]["rows"]  # the one that gained most
    assert hub["path"] == "/blog/hub" and hub["now"] >= hub["then"] + 0.1
    assert [row["path"] for row in parts["newly-broken"]["rows"]] == ["/blog/late"]


def test_a_link_whose_sentence_changes_is_neither_new_nor_newly_broken():
    with at(4):
        make_post("hub", date_published=NOON)
        post = make_post("a", body="[over](/gone) [hub](/blog/hub)", date_published=NOON)
        reporting.make(MARCH)
    with at(5):
        said = publishing.snapshot_of(post) | {"body": "All [over](/gone). My [hub](/blog/hub)."}
        publishing.publish(post, said)
        parts = reporting.make(APRIL).parts
    assert [parts[name]["now"] for name in ("new-links", "newly-broken", "mended")] == [0, 0, 0]


def test_what_reports_are_held_against_is_kept_once():
    make_post("a")
    for month, first in ((4, MARCH), (5, APRIL)):
        with at(month):
            reporting.make(first)
    assert [bool(report.figures) for report in ClientReport.objects.all()] == [True, False]


def test_a_month_that_is_not_over_may_be_reported_again():
    with at(3, 20):
        assert not reporting.make(MARCH).whole
        reporting.make(MARCH)
    assert ClientReport.objects.count() == 2


def test_the_report_is_made_at_the_turn_of_the_month_in_the_time_zone_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with at(3, 20):
        tasks.report_in_time()
        tasks.report_in_time()
        (job,) = tasks.waiting(tasks.make_report)
    assert job.args_kwargs["args"] == ["2026-03-01"]
    assert job.run_after == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_an_editor_has_one_made_and_reads_it(client):
    client.force_login(make_person("eve", "Editor"))
    client.post(f"{LIST}make/", {"which": "this"})
    assert tasks.waiting(tasks.make_report).count() == 1
    make_post("a", category="seo")
    report = reporting.make(MARCH)
    assert "March 2026" in client.get(LIST).text
    shown = client.get(f"{LIST}{report.pk}/change/").text
    assert "Not counted before." in shown and "/blog/a" in shown
    assert "No page to read first is chosen." in shown
    assert client.get(f"{LIST}9999/change/").status_code == 404
    assert client.get(f"{LIST}make/").status_code == 405


def test_a_report_names_the_links_to_other_sites_that_fail():
    make_post("a", body="Read [it there](https://gone.test/x#y) or [here](https://fine.test/).")
    links.external.gather()
    assert "elsewhere" not in reporting.make(MARCH).parts  # nobody was asked yet
    ClientReport.objects.all().delete()
    for row in ExternalAddress.objects.all():
        row.take(State.GONE, 404) if row.host == "gone.test" else row.take(State.FINE, 200)
        row.save()
    part = reporting.make(MARCH).parts["elsewhere"]
    assert part["now"] == 1
    (row,) = part["rows"]
    assert (row["path"], row["to"], row["status"]) == ("/blog/a", "https://gone.test/x", 404)


def test_a_reader_is_told_when_not_all_rows_are_listed(client, monkeypatch):
    monkeypatch.setattr(parts, "KEPT", 2)
    for n in range(3):
        make_post(f"a-{n}", body="[over](/gone)")
    report = reporting.make(MARCH)
    report.share()
    shown = get(report.get_absolute_url()).content.decode()
    # What was published, broken links, orphans, and what leads to no service.
    assert shown.count("The first 2 of 3 are listed here.") == 4


def test_what_is_not_known_of_the_month_before_is_not_called_new(monkeypatch):
    monkeypatch.setattr(parts, "KEPT", 2)
    with at(4):
        for n in range(3):
            make_post(f"a-{n}", body="[over](/gone)", date_published=NOON)
        reporting.make(MARCH)
    with at(5):
        assert not {"mended", "newly-broken"} & reporting.make(APRIL).parts.keys()


def test_authors_see_no_reports(client):
    client.force_login(make_person("ana", "Author"))
    report = reporting.make(MARCH)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{report.pk}/change/").status_code == 403
    assert client.post(f"{LIST}make/").status_code == 403
    assert client.post(f"{LIST}{report.pk}/share/").status_code == 403
    assert ClientReport.objects.get().key == ""


def test_an_editor_gives_a_report_an_address_and_takes_it_back(client):
    client.force_login(make_person("eve", "Editor"))
    page = f"{LIST}{reporting.make(MARCH).pk}/"
    assert client.get(f"{page}share/").status_code == 405
    client.post(f"{page}share/")
    address = ClientReport.objects.get().get_absolute_url()
    assert address in client.get(f"{page}change/").text
    client.post(f"{page}share/")
    assert ClientReport.objects.get().get_absolute_url() == address  # pressed twice
    client.post(f"{page}share/", {"_revoke": "1"})
    assert ClientReport.objects.get().get_absolute_url() == ""
    client.post(f"{page}share/")
    assert ClientReport.objects.get().get_absolute_url() not in ("", address)
    acts = list(
        AuditEntry.objects.filter(model="blog.clientreport")
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert acts == ["shared a report", "revoked the address of a report", "shared a report"]
    assert client.post(f"{LIST}9999/share/").status_code == 404
