"""Which file an address is written to, and which addresses an answer names."""

import pytest

from blog.exporting.names import addresses_in, file_of, files_in, normal

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("address", "kind", "file"),
    [
        ("/", HTML, "index.html"),
        ("/blog", HTML, "blog.html"),
        ("/blog?page=2", HTML, "blog@2.html"),
        ("/blog/iron", HTML, "blog/iron.html"),
        ("/blog/iron.md", "text/markdown", "blog/iron.md"),
        ("/rss.xml", "application/rss+xml", "rss.xml"),
        ("/rss.xml?page=2026-03", "application/rss+xml", "rss.xml@2026-03.xml"),
        ("/feed.json", "application/feed+json", "feed.json"),
        ("/api/posts", "application/json", "api/posts.json"),
        ("/blog/%C3%BCber", HTML, "blog/über.html"),
        ("/blog?page=..%2F..%2Fetc", HTML, "blog@..%2F..%2Fetc.html"),
    ],
)
def test_an_address_has_one_file(address, kind, file):
    assert file_of(address, kind) == file


@pytest.mark.parametrize(
    "address", ["/../etc/passwd", "/%2e%2e/etc", "/a//b", "/.git/config", "/a%00b", "/" + "a" * 300]
)
def test_no_file_lies_outside_of_the_folder_or_is_hidden(address):
    assert file_of(address, HTML) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/blog",
        "//elsewhere.example/blog",
        "mailto:a@b.example",
        "/admin/",
        "/search?q=iron",
        "/media/a.png",
        "/preview/abc",
        "/blog?q=iron",
        "http://[bad",
        "#part",
    ],
)
def test_what_is_no_page_of_the_site_is_not_followed(url):
    assert normal(url) is None


def test_links_of_all_kinds_of_answers_are_found():
    body = b"""<a href="/blog/a">, <a href='?page=2'>, <loc>https://x.example/topics/seo</loc>,
      {"next": "https://x.example/blog?page=3"}, <link href="https://other.example/blog/b">"""
    assert set(addresses_in(body, "/blog", "https://x.example")) == {
        "/blog/a",
        "/blog?page=2",
        "/topics/seo",
        "/blog?page=3",
    }


def test_pictures_are_found_in_sets_of_sources():
    body = b'<img src="/media/a.png" srcset="/media/a-480.webp 480w, /media/a-960.webp 960w">'
    assert files_in(body) == {"a.png", "a-480.webp", "a-960.webp"}
