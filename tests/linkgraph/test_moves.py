import pytest

from blog.linkgraph import id_now, led


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/blog/old", "/blog/new"),
        ("/blog/old/", "/blog/new"),
        (" old ", "/blog/new"),
        ("../blog/old", "/blog/new"),
        ("/blog/old.md", "/blog/new.md"),
        ("/blog/old?a=1&b", "/blog/new?a=1&b"),
        ("/blog/old?utm_source=x#part", "/blog/new?utm_source=x#part"),
        ("/blog/old#p%61rt", "/blog/new#p%61rt"),
        ("/blog/old#part:~:text=word", "/blog/new#part:~:text=word"),
        ("https://www.example.com/blog/old#part", "https://www.example.com/blog/new#part"),
        ("HTTP://WWW.example.com:80/blog/old", "HTTP://WWW.example.com:80/blog/new"),
        ("//www.example.com/blog/old", "//www.example.com/blog/new"),
        ("https://www.example.com", "https://www.example.com/blog/new"),
    ],
)
def test_a_link_that_is_led_elsewhere_is_written_as_it_was(href, expected):
    fragment = "part" if "#p" in href else ""
    assert led(href, "/blog/new", fragment) == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("#old", "#new"),
        ("?a=1#old", "?a=1#new"),
        ("/blog/x#old", "/blog/x#new"),
        ("/blog/x#old:~:text=word", "/blog/x#new:~:text=word"),
    ],
)
def test_a_place_of_another_name_is_named(href, expected):
    assert led(href, "/blog/x", "new") == expected


def test_letters_that_no_address_holds_are_encoded():
    assert led("/a#x", "/größe", "ä b") == "/gr%C3%B6%C3%9Fe#%C3%A4%20b"


def heading(name, text="", aliases=()):
    return {"id": name, "text": text or name, "level": 2, "aliases": list(aliases)}


def test_a_fragment_means_the_heading_that_has_or_had_it():
    headings = [heading("new", aliases=["old"]), heading("other")]
    assert id_now(headings, "new") == "new"
    assert id_now(headings, "old") == "new"
    assert id_now(headings, "none") == ""


def test_a_fragment_that_nobody_had_is_guessed_from_the_words_of_one_heading():
    headings = [heading("what-links-do", "What links are worth"), heading("twice", "Twice")]
    assert id_now(headings, "What-Links-Do", guess=True) == "what-links-do"
    assert id_now(headings, "what-links-are-worth", guess=True) == "what-links-do"
    assert id_now(headings, "what-links-are-worth") == ""
    assert id_now([*headings, heading("other", "Twice")], "Twice", guess=True) == ""
    assert id_now(headings, "", guess=True) == ""
