from datetime import timedelta

import pytest

from blog.preflight import Site
from tests.build import NOON

from .build import link, said, severities

TOMORROW = NOON + timedelta(days=1)


@pytest.mark.parametrize("status", ["dead", "gone", "loop", "not_live"])
def test_a_link_that_leads_to_no_page_blocks(status):
    assert severities("PF08", links=(link(status=status),)) == ["B"]


@pytest.mark.parametrize("status", ["ok", "redirect", "chain", "dead_anchor"])
def test_a_link_that_leads_to_a_page_does_not(status):
    assert severities("PF08", links=(link(status=status),)) == []


def test_a_page_that_will_be_live_by_then_is_no_wall():
    scheduled = link(status="not_live", live_at=TOMORROW)
    assert severities("PF08", links=(scheduled,)) == ["B"]
    assert severities("PF08", links=(scheduled,), date_published=TOMORROW) == []


def test_the_editor_is_told_which_link_and_where():
    found = said("PF08", links=(link("/blog/b", "words", status="gone"),))
    assert found == [("B", "The link “words” leads to /blog/b, which was taken down.")]


def test_a_link_says_where_it_leads_today():
    assert severities("PF09", links=(link(),)) == []
    assert severities("PF09", links=(link(notes=("absolute",), host="www.example.com"),)) == []
    for change in (
        {"status": "redirect"},
        {"status": "chain"},
        {"notes": ("absolute", "http")},
        {"host": "example.com"},
        {"notes": ("markdown_twin",)},
        {"notes": ("dead_anchor",), "status": "dead_anchor"},
        {"notes": ("dead_anchor",), "kind": "self", "path": "/blog/a"},
    ):
        assert severities("PF09", links=(link(**change),)) == ["W"], change


@pytest.mark.parametrize("kind, least", [("post", 2), ("guide", 3)])
def test_an_article_links_to_other_pages(kind, least):
    links = tuple(link(f"/blog/{n}") for n in range(least))
    assert severities("PF10", kind=kind, links=links) == []
    assert severities("PF10", kind=kind, links=links[1:]) == ["W"]
    assert severities("PF10", kind=kind, links=links[1:] + links[1:]) == ["W"]
    assert severities("PF10", kind="page") == []


def test_a_page_is_linked_or_planned_to_be():
    assert severities("PF11") == ["W"]
    assert severities("PF11", site=Site(inlinks=1)) == []
    assert severities("PF11", site=Site(open_todos=1)) == []
    assert severities("PF11", kind="page") == []


def test_a_page_links_to_the_one_that_opens_its_topic():
    assert severities("PF12", pillar="/blog/seo") == ["W"]
    assert severities("PF12", pillar="/blog/seo", links=(link("/blog/seo"),)) == []
    assert severities("PF12", pillar="/blog/seo", next_step="/blog/seo") == []
    assert severities("PF12", pillar="/blog/a", is_pillar=True) == []
    assert severities("PF12", category="SEO") == []  # a topic without such a page


def test_the_end_of_a_page_leads_somewhere():
    text = "## One\n\nWords.\n\n## Last words\n\nMore."
    found = said("PF22", text, links=(link(),))
    assert [severity for severity, _ in found] == ["W"] and "“Last words”" in found[0][1]
    assert severities("PF22", text, links=(link(last=True),)) == []
    assert severities("PF22", text, next_step="/services/a") == []
    assert severities("PF22", text, links=(link(last=True, kind="external"),)) == ["W"]
    assert severities("PF22", "") == ["W"]
    assert severities("PF22", "", kind="page") == []
