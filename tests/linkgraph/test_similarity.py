import re
from collections import Counter

import pytest

from blog.linkgraph import cosine, count_terms, heaviest, vector
from blog.rendering import render


def test_the_cosines_of_the_sample_site_are_those_of_the_worked_cases(cases, sample_site):
    counts = {}
    for file in sample_site.rglob("*.md"):
        front, body = file.read_text().split("---", 2)[1:]
        title = re.search(r'^title: "(.*)"$', front, re.MULTILINE)[1]
        path = f"/{file.relative_to(sample_site).with_suffix('')}"
        counts[path] = count_terms(title, render(body).text)
    pages_with = Counter(term for terms in counts.values() for term in terms)
    vectors = {path: vector(terms, len(counts), pages_with) for path, terms in counts.items()}
    for pair, expected in cases["suggestions"]["cosine"].items():
        one, other = pair.split()
        assert cosine(vectors[one], vectors[other]) == pytest.approx(expected, abs=1e-6), pair


def test_a_page_is_wholly_like_itself_and_not_at_all_like_one_of_other_words():
    one, other = vector({"forge": 2, "iron": 1}, 2, {}), vector({"prose": 1}, 2, {})
    assert cosine(one, one) == pytest.approx(1)
    assert cosine(one, other) == 0


def test_a_page_without_terms_is_like_nothing():
    assert vector({}, 5, {}) == {}
    assert cosine({}, {"forge": 1.0}) == 0


def test_a_term_that_few_pages_have_weighs_more():
    weights = vector({"rare": 1, "common": 1}, 10, {"rare": 1, "common": 10})
    assert weights["rare"] > weights["common"]


def test_the_heaviest_terms_are_kept_and_equal_ones_by_the_alphabet():
    assert list(heaviest({"b": 1.0, "a": 1.0, "c": 2.0, "ab": 1.0}, 3)) == ["c", "a", "ab"]
