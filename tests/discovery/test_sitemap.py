from datetime import timedelta

import pytest
from lxml import etree

from blog.models import Post

from ..build import LATER, NOON, make_author, make_category, make_post
from ..reading import get

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DAY_AFTER = NOON + timedelta(days=1)


def entries() -> dict[str, str | None]:
    """Return {address: lastmod}; an address that stands twice fails."""
    root = etree.fromstring(get("/sitemap.xml").body)
    found = [(url.findtext(f"{NS}loc"), url.findtext(f"{NS}lastmod")) for url in root]
    assert len(dict(found)) == len(found)
    return dict(found)


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
    assert all(address.startswith("http://127.0.0.1:8123/") for address in entries())


def test_the_last_change_is_the_one_that_the_page_tells():
    make_post(date_published=NOON, date_modified=DAY_AFTER)
    assert entries()[f"{SITE}/blog/a-post"] == "2026-03-11"


def test_saving_does_not_move_the_last_change():
    post = make_post()
    post.body = "A comma."
    post.save()
    assert entries()[f"{SITE}/blog/a-post"] == "2026-03-10"


def test_a_list_changed_when_one_of_its_posts_did():
    ada = make_author()
    for n in range(3):
        make_post(f"post-{n}", category="seo", tags=["links"], authors=[ada])
    Post.objects.filter(slug="post-1").update(date_modified=DAY_AFTER)
    make_post("later", category="seo", tags=["links"], authors=[ada], date_published=LATER)
    listed = entries()
    lists = ["/", "/blog", "/archive", "/topics/seo", "/tags/links", "/authors/ada-brandt"]
    for path in lists:
        assert listed[SITE + path] == "2026-03-11", path


def test_nothing_is_guessed_about_frequency_and_priority():
    make_post()
    sitemap = get("/sitemap.xml").body
    assert b"changefreq" not in sitemap
    assert b"priority" not in sitemap


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
    response = get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    assert "noindex" in response["X-Robots-Tag"]


def test_a_sitemap_that_has_not_changed_is_not_sent_again():
    make_post()
    first = get("/sitemap.xml")
    assert first["Last-Modified"] == "Tue, 10 Mar 2026 12:00:00 GMT"
    again = get("/sitemap.xml", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
