"""What Markdown becomes, and what the site learns of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from blog.rendering import MAX_SOURCE_BYTES, Context, Picture, RenderError, render, sanitize

SITE = Context(
    name="a-post",
    hosts=("www.example.com", "example.com"),
    sponsored_hosts=("pays.test",),
    pictures={
        "known.png": Picture("/media/pictures/known.png", 40, 30),
        "/img/two.png": Picture("/media/pictures/two.png", 80, 60),
    },
)


def tree(source, context=SITE):
    return lxml_html.fragment_fromstring(render(source, context).html, create_parent="div")


def html(source, context=SITE):
    return render(source, context).html


# Markdown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("---", "<hr>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("- a\n\n1. b", "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>"),
        ("    code", '<pre tabindex="0"><code>code\n</code></pre>'),
        ("H<sub>2</sub>O", "<p>H<sub>2</sub>O</p>"),
        ("<kbd>Ctrl</kbd> <mark>x</mark>", "<p><kbd>Ctrl</kbd> <mark>x</mark></p>"),
        ("", ""),
        ("   \n\n", ""),
        ("a\\*b", "<p>a*b</p>"),
        ("R&D &copy; &#8217;", "<p>R&amp;D © ’</p>"),
    ],
)
def test_plain_markdown(source, expected):
    assert html(source) == expected


def test_a_table_is_aligned_by_class_and_not_by_style():
    found = tree("|a|b|c|d|\n|:--|:-:|--:|---|\n|1|2|3|4|")
    expected = ["align-left", "align-center", "align-right", None]
    assert [cell.get("class") for cell in found.iter("th")] == expected
    assert [cell.get("class") for cell in found.iter("td")] == expected
    assert not found.xpath("//@style | //@align")


def test_a_table_scrolls_in_a_frame_of_its_own():
    found = tree("Before\n\n|a|\n|-|\n|1|\n\nAfter")
    (table,) = found.iter("table")
    assert table.getparent().get("class") == "table"
    assert table.getparent().get("tabindex") == "0"
    assert [child.tag for child in found] == ["p", "div", "p"]


def test_footnotes_have_ids_of_their_own_text():
    found = tree("A[^1] and B[^note].\n\n[^1]: One.\n[^note]: Two.")
    assert found.xpath(".//li/@id") == ["fn:a-post:1", "fn:a-post:note"]
    assert found.xpath(".//sup/@id") == ["fnref:a-post:1", "fnref:a-post:note"]
    hrefs = found.xpath(".//a/@href")
    assert sorted(h.removeprefix("#") for h in hrefs) == sorted(found.xpath(".//@id"))


def test_footnotes_of_two_texts_on_one_page_do_not_meet():
    source = "A[^1].\n\n[^1]: One."
    one, two = (tree(source, Context(name=name)) for name in ("one", "two"))
    assert not set(one.xpath("//@id")) & set(two.xpath("//@id"))


def test_a_footnote_cited_twice_leads_back_twice():
    found = tree("A[^1] and B[^1].\n\n[^1]: One.")
    assert len(found.xpath(".//li//a/@href")) == 2
    targets = {href.removeprefix("#") for href in found.xpath(".//li//a/@href")}
    assert targets == set(found.xpath(".//sup/@id"))


@pytest.mark.parametrize(
    ("source", "language", "code"),
    [
        ("```python\nprint('<b>')\n```", "language-python", "print('<b>')\n"),
        ("```\na & b\n```", None, "a & b\n"),
        ("~~~ c++\nx\n~~~", "language-c++", "x\n"),
        ("~~~ {.css #y}\nx\n~~~", "language-css", "x\n"),
        ("```html\n<script>alert(1)</script>\n```", "language-html", "<script>alert(1)</script>\n"),
    ],
)
def test_fenced_code_is_shown_and_not_run(source, language, code):
    (element,) = tree(source).iter("code")
    assert element.get("class") == language
    assert element.text_content() == code
    assert {child.tag for child in element} <= {"span"}  # colours, and nothing that runs


def test_definition_lists():
    found = tree("Apple\n:   A fruit\n:   A firm")
    assert [(e.tag, e.text_content()) for e in found[0]] == [
        ("dt", "Apple"),
        ("dd", "A fruit"),
        ("dd", "A firm"),
    ]


def test_abbreviations_are_spelt_out_in_the_title():
    (element,) = tree('The HTML spec.\n\n*[HTML]: Hyper "Text" <b>').iter("abbr")
    assert (element.text, element.get("title")) == ("HTML", 'Hyper "Text" <b>')


def test_attribute_lists_give_ids_and_the_classes_that_the_design_has():
    rendered = render("A note.\n{: .note .mine #own lang=de }", SITE)
    assert rendered.html == '<p class="note" id="own" lang="de">A note.</p>'


@pytest.mark.parametrize(
    "attribute", ["style=color:red", "onclick=x", "data-x=1", "name=x", "srcset=x", "target=_blank"]
)
def test_attribute_lists_give_nothing_else(attribute):
    assert html(f"Words.\n{{: {attribute} }}") == "<p>Words.</p>"


def test_h1_becomes_h2_because_the_title_is_the_h1():
    rendered = render("# One\n\n## Two", SITE)
    assert "<h1" not in rendered.html
    assert [h["level"] for h in rendered.headings] == [2, 2]
    assert any("h1" in line for line in rendered.removed)


def test_headings_and_bold_items_have_a_visible_link_to_themselves():
    found = tree("## One\n\n- **Lead.** words")
    links = found.xpath(".//a[@class='anchor']")
    assert [(a.get("href"), a.text, a.get("aria-label")) for a in links] == [
        ("#one", "#", "Link to “One”"),
        ("#lead", "#", "Link to “Lead”"),
    ]


def test_old_anchors_by_name_become_ids():
    assert html('<a name="old"></a>Words') == '<p><a id="old"></a>Words</p>'


# Links


@pytest.mark.parametrize(
    ("href", "rel"),
    [
        ("/blog/seo", None),
        ("#part", None),
        ("other", None),
        ("?page=2", None),
        ("mailto:ada@example.com", None),
        ("tel:+4930123", None),
        ("https://www.example.com/blog/seo", None),
        ("https://WWW.Example.com/blog/seo", None),
        ("http://example.com", None),
        ("https://www.example.com:8443/x", None),
        ("https://example.org/", "external noopener"),
        ("//example.org/", "external noopener"),
        ("https://example.com.evil.test/", "external noopener"),
        ("https://www.example.com@evil.test/", "external noopener"),
        ("https://notexample.com/", "external noopener"),
        ("https://pays.test/offer", "external noopener sponsored"),
        ("https://shop.pays.test/offer", "external noopener sponsored"),
        ("https://notpays.test/offer", "external noopener"),
        ("https://[::1/", None),
    ],
)
def test_rel_says_where_a_link_leads(href, rel):
    found = tree(f'<a href="{href}">words</a>')
    expected = None if href not in found.xpath(".//a/@href") else rel
    assert [a.get("rel") for a in found.iter("a")] == [expected]


@pytest.mark.parametrize(
    ("written", "rel"),
    [
        ("nofollow", "external nofollow noopener"),
        ("UGC", "external noopener ugc"),
        ("sponsored opener", "external noopener sponsored"),
        ("noreferrer prefetch", "external noopener"),
    ],
)
def test_rel_of_the_author_is_kept_where_it_has_a_meaning(written, rel):
    found = tree(f'<a href="https://example.org" rel="{written}">words</a>')
    assert found.xpath(".//a/@rel") == [rel]


def test_links_are_listed_in_reading_order_without_footnotes_and_anchors():
    links = render(
        "## One\n\n[a](/a) [**b** c](https://example.org/b)[^1]\n\n[^1]: [d](/d)", SITE
    ).links
    assert links == [
        {"href": "/a", "text": "a", "rel": []},
        {"href": "https://example.org/b", "text": "b c", "rel": ["external", "noopener"]},
        {"href": "/d", "text": "d", "rel": []},
    ]


# Pictures


def test_a_known_picture_points_at_our_copy_with_its_size():
    (img,) = tree("![A drop](known.png)").iter("img")
    assert dict(img.attrib) == {
        "alt": "A drop",
        "src": "/media/pictures/known.png",
        "decoding": "async",
        "width": "40",
        "height": "30",
    }


def test_pictures_after_the_first_are_loaded_when_they_are_near():
    found = tree("![a](known.png)\n\n![b](/img/two.png)")
    assert [img.get("loading") for img in found.iter("img")] == [None, "lazy"]


def test_a_size_that_the_author_wrote_gives_way_to_the_true_one():
    (img,) = tree('<img src="known.png" width="9999" height="1" alt="x">').iter("img")
    assert (img.get("width"), img.get("height")) == ("40", "30")


def test_a_missing_picture_is_shown_as_its_alt_text():
    rendered = render("See ![a drop](gone.png) there.", SITE)
    assert rendered.html == '<p>See <span class="missing">a drop</span> there.</p>'
    assert rendered.removed == ["picture not found, shown as its alt text: gone.png"]


def test_a_picture_on_another_host_is_shown_as_a_link():
    rendered = render("![a drop](https://example.org/drop.png)", SITE)
    assert rendered.html == (
        '<p><a href="https://example.org/drop.png" rel="external noopener">a drop</a></p>'
    )
    assert rendered.removed == [
        "picture on another host, shown as a link: https://example.org/drop.png"
    ]


def test_a_picture_on_another_host_within_a_link_does_not_nest_two_links():
    found = tree("[![a drop](https://example.org/drop.png)](https://example.org/)")
    assert found.xpath(".//a/@href") == ["https://example.org/"]
    assert found.xpath("string(.//span[@class='missing'])") == "a drop"


def test_all_pictures_are_listed_as_the_text_names_them():
    images = render("![a](known.png) ![b](gone.png) ![](https://example.org/c.png)", SITE).images
    assert images == [
        {"src": "known.png", "alt": "a"},
        {"src": "gone.png", "alt": "b"},
        {"src": "https://example.org/c.png", "alt": ""},
    ]


# What the site learns


def test_a_heading_with_a_question_mark_and_the_paragraph_after_it_are_a_question():
    questions = render(
        "## Why so?\n\nBecause *it* is.\n\nMore.\n\n## Who?\n\n- a list\n\n"
        "## No\n\nWords.\n\n## End?",
        SITE,
    ).questions
    assert questions == [{"id": "why-so", "question": "Why so?", "answer": "Because it is."}]


@pytest.mark.parametrize(
    ("source", "words", "text"),
    [
        ("", 0, ""),
        ("One two  three.", 3, "One two three."),
        ("## One\n\nTwo *three*four.", 3, "One\nTwo threefour."),
        ("- a\n- b\n\n|c|d|\n|-|-|\n|e|f|", 6, "a\nb\nc\nd\ne\nf"),
        ("a  \nb", 2, "a\nb"),
        ("<!-- not this -->seen", 1, "seen"),
        ("<script>not this</script>\n\nseen", 1, "seen"),
        ("日本語 です", 2, "日本語 です"),
    ],
)
def test_words_are_those_that_a_reader_sees(source, words, text):
    rendered = render(source, SITE)
    assert (rendered.words, rendered.text) == (words, text)


@pytest.mark.parametrize(
    ("source", "removed"),
    [
        ("Nothing *wrong*.", []),
        ("<!-- a comment -->", []),
        ("<script>x()</script>", ["<script>"]),
        ('<p onclick="x()">a</p>', ["onclick on <p>"]),
        ('<p style="color:red">a</p>\n\n<p style="x">b</p>', ["style on <p> (2 times)"]),
        ("<iframe src=https://example.org></iframe>", ["<iframe>"]),
        ("<video src=a.mp4></video>", ["<video>"]),
        ("[a](javascript:alert(1))", ["href on <a>"]),
        ("<font color=red>a</font>", ["<font>"]),
    ],
)
def test_what_was_removed_is_said(source, removed):
    assert render(source, SITE).removed == removed


# Always


def test_a_text_over_the_limit_is_refused_with_the_limit_in_the_message():
    assert render("é" * (MAX_SOURCE_BYTES // 2), SITE).words == 1
    with pytest.raises(RenderError, match="512 KB"):
        render("é" * (MAX_SOURCE_BYTES // 2) + "a", SITE)


def test_the_same_text_gives_the_same_bytes_twice(seed_post):
    body = seed_post.read_text().split("---\n", 2)[2] + "\n\nA[^1]. HTML\n\n[^1]: b\n\n*[HTML]: c"
    assert render(body, SITE) == render(body, SITE)


@pytest.mark.parametrize(
    "html_of_ours",
    [
        '<h2 id="one">One<a class="anchor" href="#one" aria-label="Link to “One”">#</a></h2>',
        "<p>a &amp; b &lt; c \" ' &nbsp; d</p>",
        '<pre><code class="language-c++">a\n\n b</code></pre>',
        '<ol start="3" type="a"><li value="4">x</li></ol>',
        "<details open><summary>a</summary>b</details>",
        '<time datetime="2026-03-10">x</time><q cite="https://example.org/">y</q>',
    ],
)
def test_sanitising_leaves_what_is_allowed(html_of_ours):
    once = sanitize(html_of_ours)
    assert sanitize(once) == once
    assert lxml_html.tostring(lxml_html.fragment_fromstring(once, create_parent="div")) == (
        lxml_html.tostring(lxml_html.fragment_fromstring(html_of_ours, create_parent="div"))
    )


MARKS = """
    * ** _ ` ``` ~~~ [ ] ( ) ! < > </ /> & &lt; &# # ## --- === : \\ " ' = | |- { } {: #a } {#b .c}
    [^1] [^1]: *[ ]: <b> </b> <p> </p> <div> </div> <a href= <a~name=x> </a> <img~src=x <li>
    <table> <tr> <td> </td> <pre> </pre> <!-- --> <! <![CDATA[ ]]> <? ?> <script> </script> <style>
    <svg> <math> <template> <noscript> <textarea> <title> <select> <option> <details> <summary> <br>
    <hr> <h2> </h2> javascript: https://a.test /x a b é 日 🙂 fn:1 fnref:1
"""
SPACES = [" ", "    ", "\t", "\n", "\n\n", "  \n", "- ", "1. ", "> ", "a\nb", "\xa0", "\u200b"]
CONTROLS = ["\x00", "\x02", "\x03", "\x0b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\uffff"]
PIECES = st.sampled_from([m.replace("~", " ") for m in MARKS.split()] + SPACES + CONTROLS)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=24).map("".join))


def rendered_or_refused(source):
    try:
        return render(source, SITE)
    except (RenderError, RecursionError):  # the latter becomes a RenderError in the child process
        return None


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TEXTS)
def test_any_text_gives_html_that_sanitising_does_not_change_again(source):
    if rendered := rendered_or_refused(source):
        assert sanitize(rendered.html) == rendered.html


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TEXTS)
def test_any_text_gives_well_formed_html(source):
    if not (rendered := rendered_or_refused(source)):
        return
    parser = etree.XMLParser(resolve_entities=False)
    closed = rendered.html.replace("&nbsp;", "&#160;")
    for void in ("br", "hr", "img"):
        closed = closed_in_place(closed, void)
    etree.fromstring(f"<div>{closed}</div>".encode(), parser)


def closed_in_place(html, tag):
    """Close a void element as XML wants it."""
    parts = html.split(f"<{tag}")
    closed = [parts[0]]
    for part in parts[1:]:
        attributes, end, rest = part.partition(">")
        while attributes.count('"') % 2:  # a ">" within a value
            more, end, rest = rest.partition(">")
            attributes += ">" + more
        closed.append(f"{attributes}/{end}{rest}")
    return f"<{tag}".join(closed)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS)
def test_every_heading_of_any_text_can_be_linked_to(source):
    if rendered := rendered_or_refused(source):
        found = lxml_html.fragment_fromstring(rendered.html, create_parent="div").xpath("//@id")
        assert {heading["id"] for heading in rendered.headings} <= set(found)
