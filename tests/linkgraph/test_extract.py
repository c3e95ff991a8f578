import pytest

from blog.linkgraph import find_links
from blog.rendering import render


def links(markdown):
    return find_links(render(markdown).html)


def link(markdown):
    [found] = links(markdown)
    return found


def test_the_links_of_the_sample_article_are_found_in_order(seed_post):
    body = seed_post.read_text().split("---", 2)[2]
    found = links(body)
    assert [(each.position, each.href) for each in found] == [
        (0, "/blog/seo"),
        (1, "/blog/backlink-packages"),
        (2, "/guides/seo/internal-linking-architecture"),
    ]
    assert found[0].anchor == "working definition of modern SEO"
    assert found[0].section == "why-they-matter-more-in-2026-not-less"
    assert {each.placement for each in found} == {"body"}


def test_the_marks_that_rendering_adds_are_no_links():
    found = links("## [Forge](/forge)\n\n- **Bold** item[^1]\n\n[^1]: A [note](/note).")
    assert [each.href for each in found] == ["/forge", "/note"]
    assert found[0].in_heading
    assert not found[1].in_heading


def test_a_link_in_code_is_text():
    assert links("`[a](/b)`\n\n```\n<a href='/c'>c</a>\n```") == []


def test_the_sentence_is_the_one_around_the_link():
    text = "First one. Then **we** wrote [about forges](/forge), e.g. Ours vs. Theirs! Last."
    found = link(text)
    assert found.sentence == "Then we wrote about forges, e.g. Ours vs. Theirs!"


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("[All of it.](/x) And more.", "All of it."),
        ("Before. [Words](/x)", "Words"),
        ('He said: "Go [there](/x)." Then he went.', 'He said: "Go there."'),
        ("One。[二](/x)三。Four", "二三。"),
        ("| a | b |\n|---|---|\n| cell [one](/x) | other |", "cell one"),
        ("- item [one](/x)\n- other", "item one"),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(markdown, sentence):
    assert link(markdown).sentence == sentence


def test_a_long_sentence_is_cut_at_words_around_the_link():
    found = link("word " * 300 + "[forge](/x) " + "word " * 300)
    assert len(found.sentence) <= 302
    assert "word forge word" in found.sentence
    assert found.sentence.startswith("…word")
    assert found.sentence.endswith("word…")


def test_a_long_anchor_is_cut():
    found = link(f"See [{'z' * 10_000}](/x) there.")
    assert found.anchor == "z" * 300
    assert len(found.sentence) <= 302


def test_the_words_of_a_picture_are_its_alt_text():
    found = find_links('<p><a href="/x"><img src="/m/a.webp" alt="A  forge"></a></p>')[0]
    assert (found.anchor, found.image) == ("A forge", True)
    found = find_links('<p><a href="/x"><img src="/m/a.webp" alt="A forge"> at night</a></p>')[0]
    assert (found.anchor, found.image) == ("at night", False)
    found = find_links('<p><a href="/x"></a></p>')[0]
    assert (found.anchor, found.image) == ("", False)


def test_rel_is_what_the_page_says():
    assert link('<a href="https://other.example/" rel="nofollow">x</a>').rel == (
        "external",
        "nofollow",
        "noopener",
    )


@pytest.mark.parametrize(
    ("count", "words", "placement"), [(10, "", "list"), (9, "", "body"), (10, "word " * 3, "body")]
)
def test_ten_links_that_are_half_of_a_list_are_a_list_of_links(count, words, placement):
    found = links("\n".join(f"- [linked](/{n}) {words}" for n in range(count)))
    assert {each.placement for each in found} == {placement}


def test_a_link_in_a_list_within_a_list_of_links_is_in_it_too():
    text = "\n".join(f"- [linked](/{n})" for n in range(10)) + "\n    - a [deep](/deep) one"
    found = {each.href: each.placement for each in links(text)}
    assert found["/deep"] == "list"


def test_a_long_list_of_links_does_not_make_the_prose_around_it_a_list():
    text = "Prose with [a link](/prose).\n\n" + "\n".join(f"- [linked](/{n})" for n in range(10))
    assert {e.href: e.placement for e in links(text)}["/prose"] == "body"


def test_a_link_around_blocks_is_one_link():
    found = find_links('<div><a href="/x"><p>One</p><p>Two</p></a><p>After.</p></div>')
    assert [(each.anchor, each.href) for each in found] == [("OneTwo", "/x")]


def test_five_thousand_links_in_one_paragraph_are_five_thousand_rows():
    found = find_links("<p>" + " ".join(f'w <a href="/{n}">n</a>' for n in range(5000)) + "</p>")
    assert len(found) == 5000
    assert found[-1].position == 4999


def test_a_page_without_text_has_no_links():
    assert find_links("") == []


def test_lists_as_deep_as_rendering_lets_them_are_read():
    html = "<ul><li>" * 200 + '<a href="/x">x</a>' + "</li></ul>" * 200
    assert [each.href for each in find_links(html)] == ["/x"]
