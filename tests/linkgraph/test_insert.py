import pytest

from blog.linkgraph import Prose, put_link
from blog.rendering import render


def put(source, words="forge work"):
    return put_link(source, words, "/forge", render)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("We do forge work.", "We do [forge work](/forge)."),
        ("forge work, forge work", "[forge work](/forge), forge work"),
        ("`forge work` is forge work", "`forge work` is [forge work](/forge)"),
        ("[forge work](/x) is forge work", "[forge work](/x) is [forge work](/forge)"),
        ("# forge work\n\nforge work", "# forge work\n\n[forge work](/forge)"),
        ("    forge work\n\nforge work", "    forge work\n\n[forge work](/forge)"),
        ("forge works, forge\nwork", "forge works, [forge\nwork](/forge)"),
        ("**forge work**", "**[forge work](/forge)**"),
        ("<b title='forge work'>forge work</b>", "<b title='forge work'>[forge work](/forge)</b>"),
    ],
)
def test_a_link_goes_on_the_first_words_where_it_is_one(source, expected):
    assert put(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "",
        "forge",
        "## forge work",
        "```\nforge work\n```",
        "![forge work](/a.png)",
        "[a forge work b](/x)",
    ],
)
def test_where_no_link_can_stand_the_text_stays(source):
    assert put(source) is None


def test_an_empty_phrase_is_put_nowhere():
    assert put("text", " ") is None


def test_a_text_that_cannot_be_rendered_stays():
    assert put_link("forge work", "forge work", "/forge", lambda source: None) is None


def test_what_is_suggested_for_the_sample_article_can_be_put_into_it(seed_post):
    body = seed_post.read_text().split("---", 2)[2]
    spot = Prose(render(body).html).find(("semantic", "seo", "service"))
    changed = put_link(body, spot.words, "/services/semantic-seo", render)
    assert changed.count("[semantic SEO service](/services/semantic-seo)") == 1
