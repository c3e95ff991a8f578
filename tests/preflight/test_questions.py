import pytest

from blog.preflight import Entry, Site

from .build import said, severities

WHY = "## Why?\n\n"
ANSWER = "It lasts because the metal is pure, and because nobody who works it hurries at all."


@pytest.mark.parametrize(
    "answer, expected",
    [
        (ANSWER, []),
        ("word " * 14, ["W"]),
        ("word " * 15, []),
        ("So. " + "Word " * 79, []),
        ("So. Then " + "word " * 79, ["W"]),
        ("word " * 30 + "end.", ["W"]),
        ("Who knows? " + "Word " * 20, ["W"]),
        ("- word", ["W"]),
        ("", ["W"]),
    ],
)
def test_a_question_is_answered_at_once(answer, expected):
    assert severities("PF18", WHY + answer) == expected


def test_a_heading_that_asks_nothing_needs_no_answer():
    assert severities("PF18", "## Because\n\nShort.") == []


def test_a_page_with_questions_has_some():
    assert severities("PF19", faq=True) == ["B"]
    assert severities("PF19", faq=False) == []


def test_questions_in_the_text_stand_there_with_their_answers():
    entry = Entry("Why?", ANSWER, inline=True)
    text = f"{WHY}{ANSWER.replace('pure', '**pure**')} And more."
    assert severities("PF19", text, faq=True, entries=(entry,)) == []
    assert severities("PF19", WHY, faq=True, entries=(entry,)) == ["B"]
    assert severities("PF19", ANSWER, faq=True, entries=(entry,)) == ["B"]
    assert severities("PF19", "", faq=True, entries=(Entry("Why?", ANSWER),)) == []


def test_a_question_is_asked_on_one_page():
    site = Site(same_questions={"why?": "/blog/b"})
    found = said("PF19", site=site, faq=True, entries=(Entry("Why?", ANSWER),))
    assert found == [("W", "/blog/b asks “Why?” as well.")]
