"""Pages that link here: a plain list below an article, where the settings ask for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.measuring import templates
from blog.models import Post, SitePage, SiteSettings
from blog.views import near
from tests.build import LATER, NOON, make_post
from tests.reading import get, page_at, texts

pytestmark = pytest.mark.django_db
LINK = "Read [of it](/blog/a-post)."


@pytest.fixture
def on():
    SiteSettings(pk=1, links_here=True).save()


def named() -> list[str]:
    return texts(page_at("/blog/a-post"), "//section[@aria-labelledby='_linking']//li")


def test_it_is_off_until_somebody_asks_for_it():
    make_post()
    make_post("other", body=LINK)
    assert named() == []


def test_the_newest_page_comes_first_and_each_page_once(on):
    make_post()
    make_post("old", body=f"{LINK} {LINK}", date_published=NOON - timedelta(days=1))
    make_post("new", kind="page", body=LINK)
    assert named() == ["New", "Old"]


def test_only_pages_that_may_be_named_and_links_that_a_person_stands_for(on):
    make_post(body="[Me](/blog/a-post)")
    make_post("draft", body=LINK, status="draft")
    make_post("later", body=LINK, date_published=LATER)
    make_post("hidden", body=LINK, noindex=True)
    make_post("elsewhere", body=LINK, canonical_url="https://other.example/")
    make_post("paid", body='<a href="/blog/a-post" rel="sponsored">it</a>')
    make_post("step", kind="page", body=LINK)
    assert named() == ["Step"]


def test_there_is_no_heading_without_a_page(on):
    make_post()
    assert "Pages that link here" not in get("/blog/a-post").text


def test_the_list_ends_and_costs_one_query_however_many_pages_link(on):
    make_post()
    counts = []
    for n in (2, 30):
        for each in range(n):
            make_post(f"p{n}-{each}", kind="page", body=LINK)
        with CaptureQueriesContext(connection) as queries:
            shown = named()
        counts.append(len(queries))
    SiteSettings.objects.update(links_here=False)
    with CaptureQueriesContext(connection) as queries:
        named()
    assert len(shown) == 20
    assert counts == [len(queries) + 1] * 2


def test_the_figures_count_the_links_that_readers_see(on, monkeypatch):
    """Of more pages than are shown the newest, however strong an older one is; of one moment, the
    one made last."""
    monkeypatch.setattr(near, "statement", near.statement.__wrapped__)  # it remembers how many
    monkeypatch.setattr(near, "LINKING_BELOW", 2)
    monkeypatch.setattr(templates, "LINKING_BELOW", 2)
    make_post()
    for n, hour in enumerate([0, 1, 1, 2]):
        moment = NOON + timedelta(hours=hour)
        make_post(f"p{n}", kind="page", body=LINK, date_published=moment)
    SitePage.objects.filter(path="/p0").update(strength=9)
    titles = dict(Post.objects.values_list("pk", "title"))
    counted = [titles[to] for _, to, *_ in templates.Templates([]).linking()]
    assert counted == named() == ["P3", "P2"]


def test_feeds_and_twins_do_not_hold_it(on):
    make_post()
    make_post("other", kind="page", body=LINK)
    for address in ("/rss.xml", "/atom.xml", "/feed.json", "/blog/a-post.md"):
        assert "Pages that link here" not in get(address).body.decode()
