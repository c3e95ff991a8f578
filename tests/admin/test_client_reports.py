"""The monthly report: frozen when it is made, dated, each number with its rows."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from blog import publishing, reporting, tasks
from blog.models import ClientReport, Post, Redirect
from tests.build import NOON, make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/clientreport/"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def at(month, day=2):
    return time_machine.travel(datetime(2026, month, day, 9, tzinfo=UTC), tick=False)


def test_a_site_without_pages_has_a_report_of_zeros_and_no_earlier_one():
    report = reporting.make(MARCH)
    assert {(part["now"], part["then"]) for part in report.parts.values()} == {(0, None)}


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
    assert kept["broken"]["rows"] == [{"path": "/blog/a", "note": "over → /gone"}]


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
    assert "No earlier report." in shown and "/blog/a" in shown and "no pillar" in shown
    assert client.get(f"{LIST}9999/change/").status_code == 404
    assert client.get(f"{LIST}make/").status_code == 405


def test_authors_see_no_reports(client):
    client.force_login(make_person("ana", "Author"))
    report = reporting.make(MARCH)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{report.pk}/change/").status_code == 403
    assert client.post(f"{LIST}make/").status_code == 403
