"""The monthly report for a client: for whoever has its address, and for nobody else."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from blog import reporting

from ..build import NOON, make_category, make_post
from ..reading import get, parsed, text, texts

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture
def report():
    make_category("bare")
    make_post("a", body="[x](/blog/b)", date_published=NOON)
    make_post("b", body="<b>Words</b>", title="B & <i>Co</i>", date_published=NOON)
    made = reporting.make(MARCH)
    made.share()
    return made


def test_a_client_reads_the_numbers_and_their_rows_without_an_account(report):
    page = parsed(get(report.get_absolute_url()).content.decode())
    assert text(page, "//h1") == "The links in March 2026"
    assert "2 Pages published" in " ".join(texts(page, "//section[@class='numbers']//a"))
    rows = texts(page, "//section[h2[@id='published']]//tr")
    assert len(rows) == 2 and "B & <i>Co</i>" in rows[1] and "Links to it: 1" in rows[1]
    anchors = texts(page, "//section[@class='numbers']//a/@href")
    assert {f"#{each}" for each in texts(page, "//h2/@id")} == set(anchors)


def test_a_report_speaks_the_language_of_the_site(report, settings):
    settings.LANGUAGE_CODE = "de"
    with translation.override("de"):
        page = parsed(get(report.get_absolute_url()).content.decode())
    assert text(page, "//h1") == "Die Links im März 2026"
    assert "Links zur Seite: 1" in text(page, "//section[h2[@id='published']]")


def test_no_cache_and_no_search_engine_keeps_a_report(report):
    response = get(report.get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response.headers
    page = parsed(response.content.decode())
    assert texts(page, "//meta[@name='robots']/@content") == ["noindex"]


def test_a_key_that_is_revoked_or_nobodys_shows_nothing(report):
    address = report.get_absolute_url()
    report.revoke()
    for each in (address, address[:-1], "/reports/x", f"/reports/{report.pk}"):
        response = get(each)
        assert response.status_code == 404, each
        assert b"There is no report at this address" in response.content
        assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("key", ["", "%00", "%20", "a%2Fb"])
def test_what_is_no_key_is_not_found(report, key):
    report.revoke()
    assert get(f"/reports/{key}").status_code in {301, 404}


def test_a_report_is_only_read(report):
    assert Client().post(report.get_absolute_url()).status_code == 405
