from dataclasses import replace
from datetime import timedelta

import pytest

from blog.preflight import Site, Thresholds
from tests.build import NOON

from .build import said, severities

TITLE = "What Backlinks Are and How to Earn Them in 2026"
SUMMARY = "A summary of what the page answers, as long as results show it to readers."


def test_a_title_is_there_and_not_too_long():
    assert severities("PF01", title="Words") == []
    assert severities("PF01", title=" ") == ["B"]
    assert severities("PF01", title="w" * 110) == []
    assert severities("PF01", title="w" * 111) == ["W"]


@pytest.mark.parametrize("length, expected", [(29, ["W"]), (30, []), (60, []), (61, ["W"])])
def test_a_search_title_is_as_long_as_results_show_it(length, expected):
    assert severities("PF03", title="t" * 40, seo_title="w" * length) == expected
    assert severities("PF03", title="w" * length) == expected


def test_a_search_title_names_the_site_once():
    site = Site(name="Iron Goo", brand_names=("IronGoo",))
    assert severities("PF03", site=site, title=TITLE, seo_title=f"{TITLE} | Iron Goo") == []
    twice = said("PF03", site=site, title=TITLE, seo_title="Iron Goo on earning links | IronGoo")
    assert [severity for severity, _ in twice] == ["W"] and "twice" in twice[0][1]
    # Without one the title is printed with the name behind it.
    assert severities("PF03", site=site, title="How the people of Iron Goo earn links") == ["W"]
    assert severities("PF03", site=site, title="How the irongooey people earn their links") == []


@pytest.mark.parametrize(
    "length, expected", [(0, ["B"]), (69, ["W"]), (70, []), (160, []), (161, ["W"])]
)
def test_a_summary_is_there_and_as_long_as_results_show_it(length, expected):
    assert severities("PF04", description="w" * length) == expected


def test_a_summary_is_of_one_page():
    assert severities("PF04", description=SUMMARY) == []
    found = said("PF04", site=Site(same_description="/blog/other"), description=SUMMARY)
    assert found == [("W", "/blog/other has the same summary.")]


def test_an_article_has_a_picture_and_a_page_need_not():
    assert severities("PF05") == ["W"]
    assert severities("PF05", kind="page") == []


@pytest.mark.parametrize(
    "alt, expected",
    [
        ("A hand-drawn map of a site", []),
        ("", ["B"]),
        (None, []),  # decorative
        ("w" * 150, []),
        ("w" * 151, ["W"]),
        ("Image of a map", ["W"]),
        ("a photo of a map", ["W"]),
        ("Imagery of war", []),
    ],
)
def test_a_picture_says_what_it_shows(alt, expected):
    assert severities("PF05", picture=True, picture_alt=alt) == expected


def test_a_picture_in_the_text_has_an_alt_text():
    image = '<p><img src="/media/a.png" alt="{}"></p>'
    rest = {"picture": True, "picture_alt": "A map"}
    assert severities("PF05", html=image.format("A map"), **rest) == []
    assert severities("PF05", html=image.format(""), **rest) == ["B"]
    plain = frozenset({"/media/a.png"})
    assert severities("PF05", html=image.format(""), plain=plain, **rest) == []


def test_a_picture_that_is_nowhere_stands_there_as_its_alt_text():
    rest = {"picture": True, "picture_alt": "A map"}
    assert severities("PF05", "![A map](nowhere.png)", **rest) == []
    assert severities("PF05", "![](nowhere.png)", **rest) == ["B"]


def test_a_title_names_no_year_that_is_over():
    assert severities("PF24", title=TITLE) == []
    later = NOON + timedelta(days=365)
    assert severities("PF24", title=TITLE, now=later) == ["W"]
    assert severities("PF24", title=TITLE, seo_title=TITLE, now=later) == ["W", "W"]
    assert severities("PF24", title="12025 links") == []


def test_an_address_names_no_year_at_all():
    assert severities("PF24", slug="links-in-2026") == ["W"]
    assert severities("PF24", slug="links-20261") == []


def test_an_editor_moves_the_lines():
    site = Site(thresholds=replace(Thresholds(), title_most=5))
    assert severities("PF01", site=site, title="Longer") == ["W"]
