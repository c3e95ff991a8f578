"""Odd links and odd sites have defined answers: in the rows, and on each page of the ledger."""

import json

import pytest

from blog import measuring
from blog.models import Link, Post, Redirect, SitePage
from blog.publishing import links
from tests.build import make_category, make_person, make_post
from tests.conftest import shared

pytestmark = pytest.mark.django_db
LEDGER = (
    "sitepage/", "sitepage/report/", "sitepage/topics/", "sitepage/topics.csv", "sitepage/picture/",
    "link/", "link/?state=broken", "link/unwritten/", "link/unwritten.csv", "link/rewrite/",
)  # fmt: skip


def every_page_answers(client) -> bool:
    client.force_login(make_person("eve", "Editor"))
    measuring.measure()
    return all(client.get(f"/admin/blog/{page}").status_code == 200 for page in LEDGER)


def test_every_odd_href_of_the_worked_cases_is_a_row_that_a_rebuild_confirms(client):
    given = json.loads(shared("domain", "linkgraph_cases.json").read_text())["resolve"]
    hrefs = [case["href"].replace("&", "&amp;").replace('"', "&quot;") for case in given["cases"]]
    moves = (Redirect(from_path=old, to_url=new) for old, new in given["redirects"].items())
    Redirect.objects.bulk_create(moves)  # as a fast import does it: loops and chains as well
    post = make_post("backlinks", body=" ".join(f'<a href="{href}">x</a>' for href in hrefs))
    rows = Link.objects.filter(source__post=post)
    assert rows.filter(status="loop").exists() and rows.count() > len(hrefs) / 2
    assert set(rows.values_list("status", flat=True)) <= set(Link.Status.values)
    assert links.write([post.pk]) == 0
    assert every_page_answers(client)


def test_a_loop_of_redirects_is_broken_and_counted_once(client):
    loop = [("/a", "/b"), ("/b", "/c"), ("/c", "/a")]
    Redirect.objects.bulk_create(Redirect(from_path=old, to_url=new) for old, new in loop)
    make_post("one", body="[round](/a)")
    assert [row.status for row in Link.objects.broken()] == ["loop"]
    assert every_page_answers(client)


def test_an_empty_site_has_a_ledger(client):
    assert every_page_answers(client)
    assert not Post.objects.exists() and not Link.objects.exists()


def test_a_site_of_one_page_that_links_to_itself_is_an_orphan(client):
    make_post("one", body="[me](/blog/one) [again](/blog/one#x)")
    assert every_page_answers(client)
    page = SitePage.objects.get(path="/blog/one")
    assert (page.inlinks, page.outlinks, page.orphan) == (0, 0, True)


def test_two_islands_are_no_orphans_and_lead_to_each_other_alone(client):
    for one, other in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")):
        make_post(one, body=f"[x](/blog/{other})")
    assert every_page_answers(client)
    pages = SitePage.objects.filter(post__isnull=False)
    assert set(pages.values_list("inlinks", "outlinks", "orphan")) == {(1, 1, False)}
    assert not pages.filter(depth=None).exists()  # lists lead to them all the same


def test_a_topic_without_a_pillar_has_no_contract_and_stops_nothing(client):
    make_post("one", category=make_category("seo"), body="[topic](/topics/seo)")
    make_category("bare")
    assert every_page_answers(client)
    assert [topic.pillar for topic in links.topics()] == [None, None]
