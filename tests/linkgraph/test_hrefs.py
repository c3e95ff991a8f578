import pytest

from blog.linkgraph import read

HOSTS = frozenset({"example.com", "www.example.com"})


def said(href, page="/blog/backlinks"):
    return read(href, page, HOSTS, "https://www.example.com")


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("  /blog/seo\n", "/blog/seo"),
        ("/blog/\nseo", "/blog/seo"),
        ("\\blog\\seo", "/blog/seo"),
        ("../../../..", "/"),
        ("./seo", "/blog/seo"),
        ("/blog/x/../seo", "/blog/seo"),
        ("/blog/%2e%2e/blog/seo", "/blog/seo"),
        ("?page=2", "/blog/backlinks"),
        ("HTTPS://WWW.EXAMPLE.COM/blog/seo", "/blog/seo"),
        ("https://www.example.com", "/"),
        ("https://www.example.com.:443/blog/seo", "/blog/seo"),
        ("/blog/%ff", "/blog/�"),
        ("/blog/%00", "/blog/�"),
        ("https:seo", "/blog/seo"),
        ("/" + "a" * 10_000, "/" + "a" * 10_000),
    ],
)
def test_an_address_of_ours_is_read_as_browsers_read_it(href, path):
    assert said(href).path == path


@pytest.mark.parametrize(
    "href",
    [
        "https://www.example.com@evil.example/",
        "///evil.example/blog",
        "\\\\evil.example\\blog",
        "https://www.example.com:8443/blog/seo",
        "https://sub.example.com/",
        "http://bücher.example/",
    ],
)
def test_whoever_only_looks_like_us_is_another(href):
    assert said(href).kind == "external"


@pytest.mark.parametrize("href", ["http://[", "https://", "//", "https://x:99999/", "data:,x"])
def test_what_no_browser_follows_is_blocked(href):
    assert said(href).kind == "blocked"


def test_a_name_in_letters_of_its_own_is_the_same_as_in_ascii():
    href = read("http://bücher.example/a", "/", {"xn--bcher-kva.example"}, "http://x")
    assert (href.kind, href.path) == ("internal", "/a")


def test_a_site_without_tls_does_not_blame_its_own_scheme():
    href = read("http://127.0.0.1:8000/blog/seo", "/", {"127.0.0.1"}, "http://127.0.0.1:8000")
    assert (href.kind, href.path, href.notes) == ("internal", "/blog/seo", ("absolute",))


def test_the_query_loses_what_only_counts_visits():
    assert said("/blog/seo?utm_source=x&ref=y&utm_medium=z").query == "ref=y"
    assert said("/blog/seo?utm_source=x").query == ""


def test_a_fragment_is_decoded_and_ends_before_words_to_be_marked():
    assert said("/blog/seo#%C3%BCber:~:text=links").fragment == "über"
