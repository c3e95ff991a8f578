import pytest

from blog.preflight import Site

from .build import link, outside, severities


@pytest.mark.parametrize(
    "href, text",
    [
        ("https://other.example/buy-backlinks", "a study"),
        ("https://cheapbacklinks.example/", "a study"),
        ("https://www.buy-cheap-links.example/", "a study"),
        ("https://other.example/?q=order%20links", "a study"),
        ("https://other.example/pbn/", "a study"),
        ("https://other.example/guest-post-service", "a study"),
        ("https://other.example/", "Buy quality backlinks"),
        ("https://other.example/", "purchase links"),
        ("https://other.example/", "a PBN"),
        ("https://other.example/", "Guest posting service"),
    ],
)
def test_nobody_who_sells_links_is_linked(href, text):
    assert severities("PF15", links=(outside(href, text),)) == ["B"]
    assert severities("PF15", links=(link("/blog/" + href[8:], text),)) == []  # may be named


@pytest.mark.parametrize(
    "href, text",
    [
        ("https://other.example/backlinks", "what a backlink is"),
        ("https://linksbuy.example/", "a shop"),
        ("https://other.example/buy-bread", "cheap bread"),
        ("https://other.example/recorder-links", "links in border towns"),
        ("https://other.example/guest-post", "her guest post"),
    ],
)
def test_others_are(href, text):
    assert severities("PF15", links=(outside(href, text),)) == []


def test_of_three_links_to_other_sites_one_is_followed():
    shy = [outside(f"https://{n}.example/", rel=frozenset({"nofollow"})) for n in "abc"]
    assert severities("PF16", links=tuple(shy)) == ["W"]
    assert severities("PF16", links=tuple(shy[:2])) == []
    assert severities("PF16", links=(*shy, outside())) == []


def test_a_link_to_a_site_that_pays_says_so():
    site = Site(sponsored_hosts=("shop.example",))
    paid = frozenset({"sponsored"})
    for host in ("shop.example", "www.shop.example"):
        address = f"https://{host}/"
        assert severities("PF16", site=site, links=(outside(address),)) == ["W"]
        assert severities("PF16", site=site, links=(outside(address, rel=paid),)) == []
    assert severities("PF16", site=site, links=(outside("https://bookshop.example/"),)) == []


def test_a_long_text_names_a_source_that_it_vouches_for():
    long, short = "word " * 800, "word " * 799
    assert severities("PF17", long) == ["W"]
    assert severities("PF17", short) == []
    assert severities("PF17", long, links=(outside(),)) == []
    assert severities("PF17", long, links=(outside(rel=frozenset({"ugc"})),)) == ["W"]
    assert severities("PF17", long, kind="page") == []
