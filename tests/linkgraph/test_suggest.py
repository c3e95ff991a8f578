import re
from collections import Counter

import pytest

from blog.linkgraph import (
    Candidate,
    Prose,
    cosine,
    count_terms,
    find_links,
    suggest,
    vector,
)
from blog.linkgraph.phrases import phrases_of
from blog.linkgraph.suggest import (
    LEAST_COSINE,
    MOST_SHOWN,
    PHRASE_BONUS,
    link_to,
    phrase_weight,
)
from blog.rendering import render


@pytest.fixture
def pages(sample_site):
    """{path: (title, rendered)} of the sample site."""
    found = {}
    for file in sample_site.rglob("*.md"):
        front, body = file.read_text().split("---", 2)[1:]
        title = re.search(r'^title: "(.*)"$', front, re.MULTILINE)[1]
        found[f"/{file.relative_to(sample_site).with_suffix('')}"] = title, render(body)
    return found


def suggestions(pages):
    counts = {path: count_terms(title, page.text) for path, (title, page) in pages.items()}
    pages_with = Counter(term for terms in counts.values() for term in terms)
    vectors = {path: vector(terms, len(pages), pages_with) for path, terms in counts.items()}

    def with_phrases(phrases):
        return Counter(w for prose in proses.values() for w in prose.having(phrases))

    proses = {path: Prose(page.html) for path, (_, page) in pages.items()}
    for path, (_, page) in pages.items():
        linked = {path, *(link.href for link in find_links(page.html))}
        candidates = [
            Candidate(other, other, title, cosine(vectors[path], vectors[other]))
            for other, (title, _) in pages.items()
            if other not in linked
        ]
        yield path, suggest(proses[path], candidates, len(pages), with_phrases)


def test_the_suggestions_of_the_sample_site_are_those_of_the_worked_cases(cases, pages):
    for path, found in suggestions(pages):
        expected = cases["suggestions"]["outbound"][path]
        assert [each.path for each in found] == [each["path"] for each in expected], path
        for each, case in zip(found, expected, strict=True):
            assert each.phrase == (case["phrase"] or "")
            assert each.cosine == pytest.approx(case["cosine"], abs=1e-3)
            assert each.phrase_weight == pytest.approx(case["phrase_weight"], abs=1e-3)
            assert each.score == pytest.approx(case["score"], abs=1e-3)


def test_the_first_suggestion_of_the_sample_article_comes_with_its_sentence(pages):
    first = dict(suggestions(pages))["/blog/backlinks"][0]
    assert first.markdown == "[semantic SEO service](/services/semantic-seo)"
    assert "semantic SEO service" in first.spot.sentence
    assert first.spot.section


def test_the_limits_are_those_of_the_worked_cases(cases):
    given = cases["constants"]["suggest"]
    assert (given["min_cosine"], given["phrase_bonus"]) == (LEAST_COSINE, PHRASE_BONUS)
    assert given["limit"] == MOST_SHOWN


def one(text, title="Forge Work", cosine=0.0, having=1, pages=100, link_phrases=()):
    candidate = Candidate(1, "/forge", title, cosine, link_phrases)
    asked = []

    def pages_with(phrases):
        asked.append(phrases)
        return dict.fromkeys(phrases, having)

    found = suggest(Prose(render(text).html), [candidate], pages, pages_with)
    assert len(asked) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    "text",
    [
        "[forge work](/x)",
        "[the forge](/x) work",
        "## Forge work",
        "`forge work`",
        "```\nforge work\n```",
        "forge, work",
        "forge\n\nwork",
        "forge. Work",
        "forges work",
        "",
    ],
)
def test_a_phrase_that_is_linked_or_no_prose_is_none(text):
    assert one(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We do Forge\nwork.", "Forge work"),
        ("**Forge** work", "Forge work"),
        ("[forge work](/x), then FORGE WORK", "FORGE WORK"),
        ("- forge work", "forge work"),
        ("A forge-work piece", "forge-work"),
        ("Ünï ﬁ forge work", "forge work"),
    ],
)
def test_a_phrase_is_found_as_it_stands(text, words):
    assert one(text).spot.words == words


def test_a_phrase_on_many_pages_is_none_unless_its_editor_wants_it():
    assert one("Forge work here.", having=6) is None
    assert one("Forge work here.", having=5).phrase == "forge work"
    assert one("Forge work here.", having=6, link_phrases=("Forge work",)).phrase == "forge work"


def test_a_wished_phrase_may_be_one_word():
    assert one("A smith.", link_phrases=("smith", "!")).phrase == "smith"


def test_of_equally_rare_phrases_the_longest_is_taken():
    assert one("iron forge work", title="Iron Forge Work").phrase == "iron forge work"


def test_likeness_alone_is_shown_from_its_limit_on():
    assert one("Nothing.", cosine=0.0799) is None
    found = one("Nothing.", cosine=0.08, title="A [b] title")
    assert (found.spot, found.markdown) == (None, "[A \\[b\\] title](/forge)")


def test_the_eight_best_are_shown_and_equal_ones_by_their_path():
    candidates = [Candidate(n, f"/{n}", "", 0.5) for n in reversed(range(10))]
    found = suggest(Prose(""), candidates, 10, lambda phrases: {})
    assert [each.page for each in found] == list(range(8))


def test_the_phrases_of_a_title_have_no_plain_word_at_an_end_and_no_punctuation_inside():
    assert phrases_of("How to Earn Links: Iron Goo") == [("earn", "links"), ("iron", "goo")]
    assert ("work", "of", "iron") in phrases_of("The Work of Iron")
    assert phrases_of("One") == []
    assert phrases_of("Earn iron, earn links now", {"earn", "links"}) == [("earn", "links")]


def test_a_page_has_the_phrases_that_a_link_could_stand_on():
    prose = Prose(render("An iron forge, forge work\n\nhere; [good work](/x)").html)
    phrases = {("forge", "work"), ("iron", "forge"), ("work", "here"), ("good", "work")}
    assert prose.having(phrases) == {("iron", "forge"), ("forge", "work")}


def test_a_phrase_weighs_less_the_more_pages_have_it():
    assert [phrase_weight(7, df) for df in (0, 1, 7)] == pytest.approx([1, 2 / 3, 0])
    assert phrase_weight(0, 0) == 0


def test_an_odd_path_stays_one_address():
    assert link_to("x", "/a b(c)") == "[x](/a%20b%28c%29)"
