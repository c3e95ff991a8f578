from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.test import override_settings

from ..build import LATER, NOON, make_post
from ..reading import get, page_at, text, texts

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"


def on(year: int, month: int = 3, day: int = 10, **fields):
    slug = fields.pop("slug", f"of-{year}-{month}-{day}")
    moment = datetime(year, month, day, 12, tzinfo=UTC)
    return make_post(slug, date_published=moment, **fields)


def years(page) -> list[tuple[str, str]]:
    links = "//nav[@aria-label='Years']//a"
    return list(zip(texts(page, links), texts(page, f"{links}/@href"), strict=True))


def test_the_archive_shows_the_newest_year_and_the_way_to_the_others():
    on(2014)
    on(2016)
    on(2016, 4)
    page = page_at("/archive")
    assert texts(page, "//section//a") == ["Of 2016 4 10", "Of 2016 3 10"]
    assert years(page) == [("2016 2 texts", "/archive"), ("2014 1 text", "/archive/2014")]


def test_a_year_stands_by_month_the_newest_first():
    on(2020)
    for month, day in ((1, 2), (12, 31), (1, 30)):
        on(2014, month, day)
    page = page_at("/archive/2014")
    assert texts(page, "//section/h2") == ["December 2014", "January 2014"]
    assert texts(page, "//section//a") == ["Of 2014 12 31", "Of 2014 1 30", "Of 2014 1 2"]
    assert texts(page, "//section//li/time") == ["31", "30", "2"]
    assert text(page, "//nav[@aria-label='Years']//a[@aria-current='page']") == "2014 3 texts"


def test_the_newest_year_has_one_address():
    on(2014)
    on(2016)
    for address, canonical in (
        ("/archive", "/archive"),
        ("/archive/2016", "/archive"),
        ("/archive/2014", "/archive/2014"),
    ):
        assert text(page_at(address), "//link[@rel='canonical']/@href") == SITE + canonical


def test_posts_and_guides_that_are_live_are_archived_and_nothing_else():
    for kind in ("post", "guide", "service", "page"):
        on(2016, slug=f"a-{kind}", kind=kind, category="seo", title=f"The {kind}")
    make_post("a-draft", status="draft", date_published=NOON)
    make_post("later", date_published=LATER)
    page = page_at("/archive")
    assert sorted(texts(page, "//section//a")) == ["The guide", "The post"]
    assert years(page) == [("2016 2 texts", "/archive")]


@pytest.mark.parametrize("year", ["2015", "2126", "1969", "0999", "3000", "20160", "+2016", "x"])
def test_a_year_without_texts_is_not_found(year):
    on(2014)
    on(2016)
    make_post("later", date_published=LATER)
    assert get(f"/archive/{year}").status_code == 404


@override_settings(TIME_ZONE="Pacific/Auckland")
def test_the_turn_of_the_year_is_that_of_the_site():
    make_post("new-year", date_published=datetime(2015, 12, 31, 12, tzinfo=UTC))
    make_post("old-year", date_published=datetime(2015, 12, 31, 10, tzinfo=UTC))
    assert texts(page_at("/archive/2016"), "//section//a") == ["New year"]
    assert texts(page_at("/archive/2015"), "//section//a") == ["Old year"]


def test_the_breadcrumb_of_a_year_leads_over_the_archive():
    on(2014)
    on(2016)
    links = "//nav[@aria-label='Breadcrumb']//a/@href"
    assert texts(page_at("/archive/2014"), links) == ["/", "/archive"]
    assert texts(page_at("/archive"), links) == ["/"]


def test_an_empty_archive_says_so_to_people_and_not_to_search_engines():
    page = page_at("/archive")
    assert "Nothing is published here" in text(page, "//main")
    assert texts(page, "//meta[@name='robots']/@content") == ["noindex"]


def test_a_year_of_more_titles_than_a_page_takes_goes_on_on_the_next(monkeypatch):
    monkeypatch.setattr(import_module("blog.views.archive"), "TITLES_ON_A_PAGE", 2)
    for day in (1, 2, 3):
        on(2014, day=day)
    on(2020)
    first, second = page_at("/archive/2014"), page_at("/archive/2014?page=2")
    assert texts(first, "//section//a") == ["Of 2014 3 3", "Of 2014 3 2"]
    assert texts(first, "//nav[@aria-label='Pages']//a/@href") == ["/archive/2014?page=2"]
    assert texts(second, "//section//a") == ["Of 2014 3 1"]
    assert text(second, "//title").startswith("Archive 2014, page 2")
    assert text(second, "//link[@rel='canonical']/@href") == f"{SITE}/archive/2014?page=2"
    assert get("/archive/2014?page=3").status_code == 404
