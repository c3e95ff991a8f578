"""What RSS, Atom and JSON Feed have in common: which posts, where, how they are sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog import afterwards, publishing
from blog.discovery.feeds import Place, page_of
from blog.models import Post, Redirect, SiteSettings

from ..build import LATER, NOON, make_author, make_category, make_post
from ..reading import get, page_at, texts
from .feed_reading import FILES, SITE, ids_of, next_of, read

pytestmark = pytest.mark.django_db

every_form = pytest.mark.parametrize("file", FILES)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def make_posts(count, **fields):
    with afterwards.once():
        for n in range(1, count + 1):
            make_post(f"post-{n}", date_published=NOON + timedelta(hours=n), **fields)


def posts(*numbers):
    return [f"{SITE}/blog/post-{n}" for n in numbers]


# Which posts


@every_form
def test_a_feed_of_a_topic_a_tag_and_an_author_holds_what_is_theirs(file):
    make_post("one", category="seo", tags=["links"], authors=[make_author()])
    make_post("two", category="prose", tags=["words"], authors=[make_author("jonas-keel")])
    for page in ("/topics/seo", "/tags/links", "/authors/ada-brandt"):
        assert ids_of(f"{page}/{file}") == [f"{SITE}/blog/one"], page


@every_form
def test_a_feed_says_what_it_follows(file):
    SiteSettings(pk=1, name="Rust & Co").save()
    make_post(category=make_category("seo", name="Search"), tags=["a < b"], authors=[make_author()])
    titles = {
        "": "Rust & Co",
        "/topics/seo": "Search | Rust & Co",
        "/tags/a-b": "Tagged “a < b” | Rust & Co",
        "/authors/ada-brandt": "Ada Brandt | Rust & Co",
    }
    for page, title in titles.items():
        found = read(f"{page}/{file}")
        assert found.title == title
        assert found.link == f"{SITE}{page or '/'}"
        assert found.self == f"{SITE}{page}/{file}"


@every_form
@pytest.mark.parametrize("below", ["/topics/seo", "/tags/links", "/authors/ada-brandt"])
def test_there_is_no_feed_of_drafts_alone(file, below):
    make_post(status="draft", category="seo", tags=["links"], authors=[make_author()])
    assert get(f"{below}/{file}").status_code == 404


@every_form
@pytest.mark.parametrize("below", ["/topics/seo", "/tags/links", "/authors/ada-brandt"])
def test_a_feed_whose_posts_are_taken_down_is_empty_and_stays(file, below):
    post = make_post(category="seo", tags=["links"], authors=[make_author()])
    publishing.take_down(post)
    assert ids_of(f"{below}/{file}") == []
    first = get(f"{below}/{file}")
    assert get(f"{below}/{file}", headers={"If-None-Match": first["ETag"]}).status_code == 304


@every_form
def test_a_post_that_is_not_for_machines_is_in_no_feed(file):
    every = {"category": "seo", "tags": ["links"], "authors": [make_author()]}
    make_post("shown", **every)
    make_post("hidden", noindex=True, **every)
    make_post("later", date_published=LATER, **every)
    make_post("elsewhere", canonical_url="https://elsewhere.example/", **every)
    for page in ("", "/topics/seo", "/tags/links", "/authors/ada-brandt"):
        assert ids_of(f"{page}/{file}") == [f"{SITE}/blog/shown"], page


# The archive


@every_form
def test_page_by_page_a_reader_gets_every_post(file):
    make_posts(65)
    seen, address = [], f"/{file}"
    while address:
        seen += [post for post in ids_of(address) if post not in seen]
        address = next_of(address)
    assert seen == posts(*range(65, 0, -1))


@every_form
def test_a_page_of_the_archive_stays_as_it_was_when_posts_are_added(file):
    make_posts(45)
    before = get(f"/{file}?page=2026-1").body, ids_of(f"/{file}?page=2026-2")
    make_post("newest", date_published=NOON + timedelta(days=99))
    assert (get(f"/{file}?page=2026-1").body, ids_of(f"/{file}?page=2026-2")) == before
    assert before[1] == posts(*range(40, 20, -1))


@every_form
@pytest.mark.parametrize(
    ("count", "leads_to"), [(20, ""), (21, "?page=2026-1"), (41, "?page=2026-2")]
)
def test_the_feed_leads_on_to_the_page_that_it_overlaps(file, count, leads_to):
    make_posts(count)
    assert next_of(f"/{file}") == (f"/{file}{leads_to}" if leads_to else "")


@every_form
def test_a_page_that_is_none_is_not_found(file):
    numbers = [
        *["2026-0", "2026--1", "2026-3", "2026-" + "9" * 20, "2026-x", "2026-1.5", "2026-٢"],
        *["2026-01", "2026", "2026-", "1", "x", "", "2025-1", "2027-1", "0001-1", "9999-1"],
    ]
    make_posts(40)
    said = {number: get(f"/{file}", data={"page": number}).status_code for number in numbers}
    assert said == dict.fromkeys(numbers, 404)


@every_form
def test_the_archive_leads_from_year_to_year(file):
    with afterwards.once():
        for year, count in ((2022, 21), (2024, 5), (2026, 30)):
            for n in range(count):
                at = NOON.replace(year=year) + timedelta(hours=n // 2)  # two in one moment
                make_post(f"of-{year}-{n}", date_published=at)
    seen, address, addresses = [], f"/{file}", []
    while address:
        addresses.append(address.partition("?page=")[2])
        seen += [post for post in ids_of(address) if post not in seen]
        address = next_of(address)
    assert addresses == ["", "2026-1", "2024-1", "2022-2", "2022-1"]
    newest_first = Post.objects.order_by("-date_published", "-pk")
    assert seen == [f"{SITE}/blog/{slug}" for slug in newest_first.values_list("slug", flat=True)]


def test_the_pages_of_the_archive_name_their_neighbours():
    with afterwards.once():
        for year, count in ((2022, 21), (2026, 30)):
            for n in range(count):
                make_post(
                    f"of-{year}-{n}", date_published=NOON.replace(year=year, hour=n % 24, day=n + 1)
                )
    named = {}
    for place in ("2022-1", "2022-2", "2026-1"):
        part = page_of(Post.objects.all(), Place.read(place))
        named[place] = tuple(map(str, (part.older, part.newer)))
    assert named == {
        "2022-1": ("None", "2022-2"),
        "2022-2": ("2022-1", "2026-1"),
        "2026-1": ("2022-2", "None"),
    }


def test_no_query_for_the_choice_of_posts_reads_all_their_rows():
    """The rows are long: what is counted and skipped comes out of an index."""
    make_posts(45, tags=["links"], authors=[make_author()])
    places = ({}, {"page": "2026-1"})
    with CaptureQueriesContext(connection) as asked:
        for page in ("", "/topics/seo", "/tags/links", "/authors/ada-brandt"):
            for place in places:
                get(f"{page}/rss.xml", data=place)
    choosing = [q["sql"] for q in asked if "ORDER BY" in q["sql"] or "COUNT(*)" in q["sql"]]
    choosing = [sql for sql in choosing if '"kind" IN' in sql]
    assert len(choosing) >= 8
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of few rows it would rather read all
            cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in choosing:
            explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
            cursor.execute(f"{explain} {sql}")
            plan = "\n".join(str(line[-1]) for line in cursor.fetchall())
            assert "Seq Scan on blog_post" not in plan and "SCAN blog_post" not in plan, plan


@every_form
def test_what_else_is_asked_makes_no_other_feed(file):
    make_post()
    assert get(f"/{file}?utm_source=x").body == get(f"/{file}").body


# Addresses that moved


@every_form
@pytest.mark.parametrize("list_of", ["topics", "tags", "authors"])
def test_the_feed_moves_with_its_page(file, list_of):
    post = make_post(category="old", tags=["old"], authors=[make_author("old")])
    row = {
        "topics": post.category,
        "tags": post.tagged.get().tag,
        "authors": post.bylines.get().author,
    }[list_of]
    post.category.slug = "another"  # a tag of the same name would lead to the topic
    if list_of == "tags":
        post.category.save()
    row.slug = "new"
    row.save()
    answer = get(f"/{list_of}/old/{file}")
    assert (answer.status_code, answer["Location"]) == (301, f"/{list_of}/new/{file}")
    assert get(answer["Location"]).status_code == 200


@every_form
def test_the_feed_of_a_tag_that_became_a_topic_leads_there(file):
    make_post(category="seo", tags=["seo"])
    answer = get(f"/tags/seo/{file}")
    assert (answer.status_code, answer["Location"]) == (301, f"/topics/seo/{file}")


@every_form
@pytest.mark.parametrize("target", ["", "/blog", "https://elsewhere.example/"])
def test_a_feed_whose_page_leads_to_no_list_is_gone(file, target):
    Redirect.objects.create(from_path="/topics/old", to_url=target)
    assert get(f"/topics/old/{file}").status_code == 410


def test_a_feed_with_a_slash_behind_it_leads_to_the_feed():
    make_post(category="seo")
    answer = get("/topics/seo/rss.xml/")
    assert (answer.status_code, answer["Location"]) == (301, "/topics/seo/rss.xml")


# How it is sent


@every_form
@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_what_a_reader_has_is_not_sent_again(file, header, encoding, method):
    make_post(body="Text. " * 100, category="seo")
    asked = {"Accept-Encoding": encoding}
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    for page in ("", "/topics/seo"):
        first = getattr(Client(), method)(f"{page}/{file}", headers=asked)
        again = {**asked, condition: first[header]}
        answer = getattr(Client(), method)(f"{page}/{file}", headers=again)
        assert (answer.status_code, answer.content) == (304, b"")


@every_form
def test_the_etag_is_strong_and_the_same_for_head(file):
    make_post()
    tag = get(f"/{file}")["ETag"]
    assert tag.startswith('"')
    assert Client().head(f"/{file}")["ETag"] == tag


@every_form
def test_another_text_has_another_etag_though_no_date_moved(file):
    post = make_post()
    first = get(f"/{file}")
    post.body = "A word more."
    post.save()
    again = get(f"/{file}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["Last-Modified"] == first["Last-Modified"]


@every_form
@pytest.mark.parametrize(
    "date",
    ["yesterday", "", "0", "Sat, 31 Feb 2026 99:99:99 GMT", "Sat, 1 Jan 99999 00:00:00 GMT"],
)
def test_a_date_that_is_none_is_overlooked(file, date):
    make_post()
    assert get(f"/{file}", headers={"If-Modified-Since": date}).status_code == 200


@every_form
def test_a_feed_is_read_and_not_written(file):
    assert Client().post(f"/{file}").status_code == 405


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_a_browser_is_sent_xml_which_it_shows_with_the_style_sheet(file):
    response = get(f"/{file}", headers={"Accept": BROWSER})
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert response.body == get(f"/{file}").body
    assert b'<?xml-stylesheet href="/static/css/feed.css"' in response.body


@every_form
@pytest.mark.parametrize("accept", [None, "*/*", "application/rss+xml, */*;q=0.1", "text/xml", "?"])
def test_a_reader_is_sent_what_it_asked_for(file, accept):
    response = get(f"/{file}", headers={"Accept": accept} if accept else {})
    assert response["Content-Type"] == f"{FILES[file]}; charset=utf-8"
    assert "Accept" in response["Vary"]


@every_form
def test_the_hub_is_named_in_the_feed_and_before_it_and_not_in_the_archive(file):
    make_posts(21, category="seo")
    assert "Link" not in get(f"/{file}")
    SiteSettings(pk=1, hub="https://hub.example/?a=1&b=2").save()
    for page in ("", "/topics/seo"):
        assert read(f"{page}/{file}").hub == "https://hub.example/?a=1&b=2"
        own = f'<{SITE}{page}/{file}>; rel="self"'
        assert get(f"{page}/{file}")["Link"] == f'<https://hub.example/?a=1&b=2>; rel="hub", {own}'
    assert read(f"/{file}?page=2026-1").hub == ""
    assert "Link" not in get(f"/{file}?page=2026-1")


# Who names it


def test_each_list_names_its_own_feeds_before_those_of_the_site():
    make_post(category="seo", tags=["links"], authors=[make_author()])
    sites = [f"{SITE}/{file}" for file in FILES]
    link = "//head/link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')"
    for page in ("/topics/seo", "/tags/links", "/authors/ada-brandt"):
        own = [f"{SITE}{page}/{file}" for file in FILES]
        found = page_at(page)
        assert texts(found, f"{link} or contains(@type, 'feed')]/@href") == own + sites
    assert texts(page_at("/blog/a-post"), f"{link} or contains(@type, 'feed')]/@href") == sites


def test_a_link_to_a_feed_says_its_type():
    make_post()
    types = texts(page_at("/"), "//head/link[@rel='alternate']/@type")
    assert types == list(FILES.values())
