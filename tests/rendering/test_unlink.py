"""Links that lead nowhere yet are words for readers; what the gate let through stays that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.rendering import Context, render, sanitize, unlink

LATER = "/blog/later"
PIECES = [
    f"[later]({LATER})",
    f'[titled]({LATER} "say \\"> <b> href=\'x\'")',
    f'<a id="here" class="small x" href="{LATER}" title="a > b">placed</a>',
    f"<a href='{LATER}'><table><tr><td><a href=\"/blog/two\">cell</a></td></tr></table></a>",
    "[two](/blog/two)",
    "[both](/blog/two?a=1&b=2&copy=3)",
    "# Heading",
    "- **Bold** item",
    "<abbr title='<a href=&quot;/blog/later&quot;>'>abbr</abbr>",
    '`<a href="/blog/later">`',
    "<p><a>",
    "\n\n",
    "&amp;lt; & © *a*",
]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"We say [more *of* it]({LATER}).", "<p>We say more <em>of</em> it.</p>"),
        (
            f'<a id="here" title="a > href=b" href="{LATER}" rel="nofollow">Placed</a>',
            '<p><span id="here" title="a &gt; href=b">Placed</span></p>',
        ),
        (f'<a title="of id=x" href="{LATER}">Words</a>', "<p>Words</p>"),
        (f"[One]({LATER}) [two](/two)", '<p>One <a href="/two">two</a></p>'),
    ],
)
def test_a_link_to_a_page_that_is_not_there_is_its_words(source, shown):
    assert unlink(render(source).html, {LATER}) == shown


def test_an_address_is_read_as_the_rows_of_links_have_it():
    html = render("[a](/blog/later?a=1&b=2) and [b](/blog/later?a=1)").html
    assert unlink(html, {"/blog/later?a=1&b=2"}) == ('<p>a and <a href="/blog/later?a=1">b</a></p>')


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@settings(max_examples=150, deadline=None)
def test_the_gate_would_say_the_same_of_what_is_left(pieces):
    html = render(" ".join(pieces), Context(name="a-post")).html
    shown = unlink(html, {LATER})
    assert sanitize(shown) == shown
    assert f'<a href="{LATER}"' not in shown
    assert unlink(html, set()) == html
