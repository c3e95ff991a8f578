from datetime import timedelta

import pytest

from blog.preflight import Site
from tests.build import NOON

from .build import said, severities

LATER, BEFORE = NOON + timedelta(days=1), NOON - timedelta(days=1)


@pytest.mark.parametrize("slug", ["", "A", "a b", "a_b", "-a", "a--b", "ä", "a\n"])
def test_an_address_holds_small_letters_digits_and_hyphens(slug):
    assert severities("PF02", slug=slug) == ["B"]
    assert severities("PF02", slug="a-1") == []


def test_an_address_is_of_one_page():
    found = said("PF02", site=Site(address_of="“Other”"), path="/blog/a")
    assert found == [("B", "/blog/a is the address of “Other”.")]


def test_an_old_address_that_leads_on_is_taken():
    assert severities("PF02", site=Site(leads_away="/blog/other")) == ["B"]


def test_an_article_has_a_topic_and_a_page_need_not():
    assert severities("PF06") == ["B"]
    assert severities("PF06", category="SEO") == []
    assert severities("PF06", kind="guide") == ["B"]
    assert severities("PF06", kind="page") == severities("PF06", kind="service") == []


def test_a_page_is_updated_after_it_was_published():
    assert severities("PF07", date_published=BEFORE, date_modified=NOON) == []
    assert severities("PF07", date_published=NOON, date_modified=BEFORE) == ["B"]


def test_no_update_lies_in_the_future():
    assert severities("PF07", date_published=BEFORE, date_modified=LATER) == ["B"]
    # A scheduled page is as new as its publication.
    assert severities("PF07", date_published=LATER, date_modified=LATER) == []
    assert severities("PF07") == []


def test_a_person_signs_an_article():
    assert severities("PF25", authors=("Ada Brandt",)) == []
    assert severities("PF25") == ["W"]
    assert severities("PF25", authors=("Iron Goo",)) == ["W"]
    assert severities("PF25", kind="page") == []


def test_no_two_pages_answer_one_question():
    assert severities("PF27", site=Site(nearest=("/blog/b", 0.8499))) == []
    assert severities("PF27", site=Site(nearest=("/blog/b", 0.85))) == ["W"]
    assert severities("PF27", site=Site(same_title="/blog/b")) == ["W"]
    assert severities("PF27") == []
