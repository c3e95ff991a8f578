import pytest

from blog.linkgraph import PLAIN_WORDS, count_terms, terms_of, words_of


def test_words_and_terms_are_those_of_the_worked_cases(cases):
    for case in cases["text"]:
        assert words_of(case["text"]) == case["words"]
        assert terms_of(case["text"]) == case["terms"]


def test_the_plain_words_are_those_of_the_worked_cases(cases):
    assert set(cases["stopwords"]) == PLAIN_WORDS


@pytest.mark.parametrize("text", ["owns", "does", "x", "2026", "ones", "_", "’", ""])
def test_what_says_nothing_is_no_term(text):
    assert terms_of(text) == []


def test_letters_of_every_script_are_words():
    assert words_of("Straße, Ｗｉｄｅ и 日本") == ["straße", "wide", "и", "日本"]


def test_the_title_counts_three_times_beside_the_text():
    assert count_terms("Forge links", "A forge.") == {"forge": 4, "link": 3}


def test_a_term_is_no_longer_than_its_column():
    assert terms_of("z" * 300) == ["z" * 100]
