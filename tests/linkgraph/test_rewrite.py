import pytest

from blog.linkgraph import Rewritten, find_links, rewrite
from blog.rendering import Context, render

NEW = {"/blog/old": "/blog/new"}
SITE = Context(hosts=("www.example.com",))


def rendered(source):
    return render(source, SITE)


def led(source, wanted=NEW):
    return rewrite(source, wanted, rendered)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A [link](/blog/old).", "A [link](/blog/new)."),
        ("[a](/blog/old) and [b](/blog/old)", "[a](/blog/new) and [b](/blog/new)"),
        ("[a](</blog/old>)", "[a](</blog/new>)"),
        ("[a]( /blog/old )", "[a]( /blog/new )"),
        ('[a](/blog/old "/blog/old")', '[a](/blog/new "/blog/old")'),
        ("[a](/blog/old 'Why (not)')", "[a](/blog/new 'Why (not)')"),
        ("[a][b]\n\n[b]: /blog/old\n", "[a][b]\n\n[b]: /blog/new\n"),
        ('[a][b] [b]\n\n[b]: </blog/old> "T"', '[a][b] [b]\n\n[b]: </blog/new> "T"'),
        ('<a href="/blog/old">a</a>', '<a href="/blog/new">a</a>'),
        ("<a class=x href='/blog/old'>a</a>", "<a class=x href='/blog/new'>a</a>"),
        ("<div>\n<a href=/blog/old>a</a>\n</div>", "<div>\n<a href=/blog/new>a</a>\n</div>"),
        ("`/blog/old` [a](/blog/old)", "`/blog/old` [a](/blog/new)"),
        ("[`/blog/old`](/blog/old)", "[`/blog/old`](/blog/new)"),
        ("[/blog/old](/blog/old)", "[/blog/old](/blog/new)"),
        (
            "```\n[a](/blog/old)\n```\n\n[a](/blog/old)",
            "```\n[a](/blog/old)\n```\n\n[a](/blog/new)",
        ),
        ("    [a](/blog/old)\n\n[a](/blog/old)", "    [a](/blog/old)\n\n[a](/blog/new)"),
        ("[a](/blog/old-two) [b](/blog/old)", "[a](/blog/old-two) [b](/blog/new)"),
        ("[a](/blog/old#x) [b](/blog/old)", "[a](/blog/old#x) [b](/blog/new)"),
        ("![a](/blog/old) [b](/blog/old)", "![a](/blog/old) [b](/blog/new)"),
        ("\\[a](/blog/old) [b](/blog/old)", "\\[a](/blog/old) [b](/blog/new)"),
        ("## [a](/blog/old)\n\n- [b](/blog/old)", "## [a](/blog/new)\n\n- [b](/blog/new)"),
        ("| [a](/blog/old) |\n|---|\n| x |", "| [a](/blog/new) |\n|---|\n| x |"),
        ("x[^1]\n\n[^1]: [a](/blog/old)", "x[^1]\n\n[^1]: [a](/blog/new)"),
        ("<!-- [a](/blog/old) -->\n\n[a](/blog/old)", "<!-- [a](/blog/old) -->\n\n[a](/blog/new)"),
        ("[a](/blog/old)  \n\ttabs\r and   spaces ", "[a](/blog/new)  \n\ttabs\r and   spaces "),
    ],
)
def test_a_link_is_led_elsewhere_and_the_rest_stays_byte_for_byte(source, expected):
    assert led(source) == Rewritten(expected)


@pytest.mark.parametrize(
    ("source", "old", "new", "expected"),
    [
        ("[a](/s?a=1&b=2)", "/s?a=1&b=2", "/t?a=1&b=2", "[a](/t?a=1&b=2)"),
        ("[a](/s?a=1&amp;b=2)", "/s?a=1&b=2", "/t?a=1&b=2", "[a](/t?a=1&amp;b=2)"),
        ("[a](/x_(y))", "/x_(y)", "/x", "[a](/x)"),
        ("[a](/x\\_y)", "/x_y", "/x", "[a](/x)"),
        ("[a](/x%20y)", "/x%20y", "/x", "[a](/x)"),
        ("[a](</x y>)", "/x%20y", "/x", "[a](</x>)"),
        ("[a](/größe)", "/gr%C3%B6%C3%9Fe", "/x", "[a](/x)"),
        ("[a](#old)\n\n#old", "#old", "#new", "[a](#new)\n\n#old"),
        ("[a](../old)", "../old", "/new", "[a](/new)"),
        ("[a](old.md)", "old.md", "/new.md", "[a](/new.md)"),
        (
            "[a](https://www.example.com/old)",
            "https://www.example.com/old",
            "https://www.example.com/new",
            "[a](https://www.example.com/new)",
        ),
        ("[a](/old)", "/old", "https://other.example/", "[a](https://other.example/)"),
    ],
)
def test_an_address_is_found_however_it_is_spelt(source, old, new, expected):
    assert led(source, {old: new}) == Rewritten(expected)


@pytest.mark.parametrize(
    "source",
    [
        "<https://www.example.com/old>",
        "[<https://www.example.com/old>][x]",
        '<a href="https&#58;//www.example.com/old">a</a>',
    ],
)
def test_what_cannot_be_told_apart_from_words_is_left_and_named(source):
    old = "https://www.example.com/old"
    assert led(source, {old: "/new"}) == Rewritten(source, frozenset({old}))


def test_of_one_address_the_link_whose_words_are_it_stays_and_is_named():
    old = "https://www.example.com/old"
    done = led(f"<{old}> and [a]({old})", {old: "/new"})
    assert done == Rewritten(f"<{old}> and [a](/new)", frozenset({old}))


def test_several_addresses_change_at_once_and_may_take_the_place_of_each_other():
    done = led("[a](/a) [b](/b)", {"/a": "/b", "/b": "/a"})
    assert done == Rewritten("[a](/b) [b](/a)")


def test_an_address_that_no_link_names_changes_nothing():
    assert led("`/blog/old` /blog/old") == Rewritten("`/blog/old` /blog/old")
    assert led("", NEW) == Rewritten("")
    assert led("[a]()", {"": "/x"}) == Rewritten("[a]()")


def test_a_new_address_that_would_change_the_page_is_not_written():
    for new in ("/a b", "/a) b", "javascript:x"):
        assert led("[a](/blog/old)", {"/blog/old": new}).text == "[a](/blog/old)"


def test_one_that_cannot_be_led_keeps_no_other_from_it():
    done = led("[a](/a) [b](/b)", {"/a": "/x y", "/b": "/y"})
    assert done == Rewritten("[a](/a) [b](/y)", frozenset({"/a"}))


def test_a_text_that_cannot_be_rendered_stays():
    assert rewrite("[a](/blog/old)", NEW, lambda source: None) == Rewritten(
        "[a](/blog/old)", frozenset(NEW)
    )


def test_a_text_that_holds_the_marks_is_read_all_the_same():
    assert led("/place-0- [a](/place-0-) [b](/blog/old)").text.endswith("[b](/blog/new)")


def test_thousands_of_links_are_led_in_a_few_renderings():
    source, asked = "[a](/blog/old) " * 2000, []

    def counted(text):
        asked.append(text)
        return rendered(text)

    done = rewrite(source, NEW, counted)
    assert {link.href for link in find_links(render(done.text).html)} == {"/blog/new"}
    assert len(asked) == 3


def test_every_link_of_the_sample_article_can_be_led_elsewhere(seed_post):
    body = seed_post.read_text().split("---", 2)[2]
    hrefs = {link.href for link in find_links(rendered(body).html)}
    done = led(body, {href: f"{href}-moved" for href in hrefs})
    assert done.left == frozenset()
    assert {link.href for link in find_links(rendered(done.text).html)} == {
        f"{href}-moved" for href in hrefs
    }
