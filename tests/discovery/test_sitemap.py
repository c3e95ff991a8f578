from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from lxml import etree

from blog.discovery.sitemaps import lists, posts
from blog.models import Post

from ..build import LATER, NOON, make_author, make_category, make_image, make_post
from ..reading import get, sitemap_paths, whole_sitemap

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGES = "{http://www.google.com/schemas/sitemap-image/1.1}"
DAY_AFTER = NOON + timedelta(days=1)


def entries() -> dict[str, str | None]:
    """Return {address: lastmod} of all parts; an address that stands twice fails."""
    found = []
    for part in parts():
        found += lines(part.removeprefix(SITE))
    assert len(dict(found)) == len(found)
    return dict(found)


def lines(path: str) -> list[tuple[str, str | None]]:
    root = etree.fromstring(get(path).body)
    return [(line.findtext(f"{NS}loc"), line.findtext(f"{NS}lastmod")) for line in root]


def parts() -> dict[str, str | None]:
    """Return {address of a part: lastmod}."""
    return dict(lines("/sitemap.xml"))


def paths() -> set[str]:
    return {address.removeprefix(SITE) for address in entries()}


def test_every_page_that_may_be_indexed_is_listed_once():
    ada = make_author()
    for n in range(3):
        make_post(f"post-{n}", category="seo", tags=["links"], authors=[ada])
    make_post("a-guide", kind="guide", category="words")
    make_post("audit", kind="service")
    make_post("about", kind="page")
    make_post("old", date_published=NOON - timedelta(days=365))
    assert paths() == {
        "/",
        "/blog",
        "/guides",
        "/services",
        "/archive",
        "/archive/2025",
        "/topics/seo",
        "/topics/words",
        "/tags/links",
        "/authors/ada-brandt",
        "/blog/post-0",
        "/blog/post-1",
        "/blog/post-2",
        "/blog/old",
        "/guides/words/a-guide",
        "/services/audit",
        "/about",
    }


def test_every_page_of_the_sitemap_answers_and_calls_itself_so():
    for n in range(3):
        make_post(f"post-{n}", category="seo", tags=["links"], authors=[make_author()])
    for address in entries():
        page = get(address.removeprefix(SITE)).body.decode()
        assert f'<link rel="canonical" href="{address}">' in page
        assert 'content="noindex"' not in page


def test_addresses_are_absolute_and_the_sites(settings):
    settings.SITE_URL = "http://127.0.0.1:8123"
    make_post()
    told = [line for path in sitemap_paths() for line in lines(path)]
    assert all(address.startswith("http://127.0.0.1:8123/") for address, _ in told)


def test_the_last_change_is_the_one_that_the_page_tells():
    make_post(date_published=NOON, date_modified=DAY_AFTER)
    assert entries()[f"{SITE}/blog/a-post"] == "2026-03-11T12:00:00Z"


def test_saving_does_not_move_the_last_change():
    post = make_post()
    post.body = "A comma."
    post.save()
    assert entries()[f"{SITE}/blog/a-post"] == "2026-03-10T12:00:00Z"


def test_a_list_changed_when_one_of_its_posts_did():
    ada = make_author()
    for n in range(3):
        make_post(f"post-{n}", category="seo", tags=["links"], authors=[ada])
    Post.objects.filter(slug="post-1").update(date_modified=DAY_AFTER)
    make_post("later", category="seo", tags=["links"], authors=[ada], date_published=LATER)
    listed = entries()
    lists = ["/", "/blog", "/archive", "/topics/seo", "/tags/links", "/authors/ada-brandt"]
    for path in lists:
        assert listed[SITE + path] == "2026-03-11T12:00:00Z", path


def test_nothing_is_guessed_about_frequency_and_priority():
    make_post()
    sitemap = whole_sitemap()
    assert "changefreq" not in sitemap
    assert "priority" not in sitemap


@pytest.mark.parametrize(
    "fields",
    [
        {"noindex": True},
        {"canonical_url": "https://elsewhere.example/"},
        {"status": "draft"},
        {"status": "gone", "date_published": NOON},
        {"date_published": LATER},
    ],
)
def test_what_may_not_be_indexed_is_not_listed(fields):
    make_post(**fields)
    assert "/blog/a-post" not in paths()


def test_lists_that_show_nothing_are_not_listed():
    make_category("empty")
    make_author("nobody")
    make_post(status="draft", category="seo", tags=["links"], authors=[make_author()])
    assert paths() == {"/"}


def test_a_thin_tag_is_not_listed():
    make_post("one", tags=["links"])
    make_post("two", tags=["links"])
    assert "/tags/links" not in paths()


def test_a_tag_that_is_also_a_topic_is_not_listed():
    for n in range(3):
        make_post(f"post-{n}", category="seo", tags=["SEO"])
    assert "/topics/seo" in paths()
    assert "/tags/seo" not in paths()


def test_an_author_of_services_alone_is_not_listed():
    make_post("audit", kind="service", authors=[make_author()])
    assert "/authors/ada-brandt" not in paths()


def test_the_sitemap_is_xml_and_not_to_be_indexed_itself():
    make_post()
    for path in sitemap_paths():
        response = get(path)
        assert response["Content-Type"].startswith("application/xml")
        assert "noindex" in response["X-Robots-Tag"]


def test_a_sitemap_that_has_not_changed_is_not_sent_again():
    make_post()
    for path in sitemap_paths():
        first = get(path)
        assert first["Last-Modified"] == "Tue, 10 Mar 2026 12:00:00 GMT"
        again = get(path, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304


def test_a_post_stays_in_its_part_whatever_comes_and_goes():
    for pk in (1, 1000, 1001, 5000):
        make_post(f"post-{pk}", pk=pk)
    assert list(parts()) == [
        f"{SITE}/sitemap-{part}.xml" for part in ("lists-1", "posts-1", "posts-2", "posts-5")
    ]
    assert [loc for loc, _ in lines("/sitemap-posts-1.xml")] == [
        f"{SITE}/blog/post-1",
        f"{SITE}/blog/post-1000",
    ]
    Post.objects.filter(pk=1).delete()
    assert [loc for loc, _ in lines("/sitemap-posts-2.xml")] == [f"{SITE}/blog/post-1001"]


def test_a_part_changed_when_the_last_of_its_posts_did():
    make_post("one", pk=1)
    make_post("two", pk=2, date_modified=DAY_AFTER)
    make_post("hidden", pk=3, date_modified=NOON + timedelta(days=9), noindex=True)
    make_post("scheduled", pk=4, date_published=LATER)
    make_post("far", pk=1001)
    told = parts()
    assert told[f"{SITE}/sitemap-posts-1.xml"] == "2026-03-11T12:00:00Z"
    assert told[f"{SITE}/sitemap-posts-2.xml"] == "2026-03-10T12:00:00Z"


def test_a_scheduled_post_moves_its_part_in_its_minute():
    make_post("one", pk=1)
    make_post("two", pk=2, date_published=LATER)
    with time_machine.travel(LATER - timedelta(seconds=1), tick=False):
        assert parts()[f"{SITE}/sitemap-posts-1.xml"] == "2026-03-10T12:00:00Z"
    with time_machine.travel(LATER, tick=False):
        assert parts()[f"{SITE}/sitemap-posts-1.xml"] == "2126-03-10T12:00:00Z"


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-posts-1.xml",  # nothing in it: a sitemap must not be empty
        "/sitemap-posts-0.xml",
        "/sitemap-posts-01.xml",
        "/sitemap-posts-999999999.xml",
        "/sitemap-posts-99999999999999999999.xml",
        "/sitemap-lists-2.xml",
        "/sitemap-drafts-1.xml",
        "/sitemap-posts-x.xml",
    ],
)
def test_a_part_that_is_none_is_not_found(path):
    make_post(status="draft")
    assert get(path).status_code == 404


def test_sqlite_finds_a_part_and_its_last_change_by_the_index_of_parts():
    """Not by the dates of all posts, as it does for want of a reason: see posts.of_part()."""
    part = posts.of_part(7).order_by("pk").values("path")
    change = posts.of_part(7).order_by("-date_modified").values("date_modified")[:1]
    if connection.vendor == "sqlite":
        assert "post_in_part (part=? AND status=?" in part.explain()
        assert "post_in_part (part=? AND status=?" in change.explain()
    assert not part and not change


def test_a_part_names_the_picture_that_its_page_shows():
    make_post("with", image=make_image("a & b.png"))
    make_post("without")
    root = etree.fromstring(get(sitemap_paths()[-1]).body)
    pictures = {url.findtext(f"{NS}loc"): url.findtext(f".//{IMAGES}loc") for url in root}
    assert pictures[f"{SITE}/blog/without"] is None
    named = pictures[f"{SITE}/blog/with"]
    assert named.startswith(f"{SITE}/media/pictures/")
    assert get(named.removeprefix(SITE)).status_code == 200


def test_a_list_whose_posts_changed_long_ago_has_its_date_all_the_same(monkeypatch):
    monkeypatch.setattr(lists, "LATEST", 1)
    make_post("old", category="words", authors=[make_author()])
    make_post("new", category="seo", date_modified=DAY_AFTER)
    listed = entries()
    assert listed[f"{SITE}/topics/seo"] == "2026-03-11T12:00:00Z"
    assert listed[f"{SITE}/topics/words"] == "2026-03-10T12:00:00Z"
    assert listed[f"{SITE}/authors/ada-brandt"] == "2026-03-10T12:00:00Z"


def test_an_author_page_changed_when_an_article_did_and_not_a_service():
    ada = make_author()
    make_post("one", authors=[ada])
    make_post("audit", kind="service", authors=[ada], date_modified=DAY_AFTER)
    assert entries()[f"{SITE}/authors/ada-brandt"] == "2026-03-10T12:00:00Z"


def test_a_year_without_articles_has_no_page():
    make_post("new")
    make_post("old", date_published=NOON - timedelta(days=3 * 365))
    make_post("service", kind="service", date_published=NOON - timedelta(days=365))
    assert sorted(path for path in paths() if "archive" in path) == ["/archive", "/archive/2023"]
