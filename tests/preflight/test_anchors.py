import pytest

from blog.preflight import Site

from .build import link, outside, said, severities

WORDS = "word " * 200


def test_a_link_has_words():
    assert severities("PF13", WORDS, links=(link(),)) == []
    assert severities("PF13", WORDS, links=(link(text=" "),)) == ["B"]
    assert severities("PF13", WORDS, links=(outside(text=""),)) == ["B"]


@pytest.mark.parametrize("shape", ["generic", "naked_url"])
def test_the_words_of_a_link_say_where_it_leads(shape):
    assert severities("PF13", WORDS, links=(link(shape=shape),)) == ["W"]
    assert severities("PF13", WORDS, links=(outside(shape=shape),)) == ["W"]


def test_no_two_links_stand_side_by_side():
    assert severities("PF13", WORDS, links=(link(), link("/blog/c", beside=True))) == ["W"]


def test_a_text_is_no_list_of_links():
    links = tuple(link(f"/blog/{n}") for n in range(5))
    assert severities("PF13", WORDS, links=links) == []
    found = said("PF13", WORDS, links=(*links, link("/blog/5")))
    assert found == [("W", "6 links in 200 words: one in 40 is plenty.")]
    assert severities("PF13", "One word.", links=(link(),)) == []


def test_links_within_the_site_are_not_stuffed():
    assert severities("PF14", links=(link(shape="stuffed"),)) == ["W"]
    assert severities("PF14", links=(link(shape="exact"), outside(shape="stuffed"))) == []


def test_not_all_links_to_a_page_say_the_same():
    site = Site(monotone=frozenset({"/blog/b"}))
    assert severities("PF14", site=site, links=(link("/blog/b"),)) == ["W"]
    assert severities("PF14", site=site, links=(link("/blog/c"),)) == []
