"""How words are set on a card."""

import pytest

from blog.drawing.letters import HEAD, cut, face, fit, settable

SIZES = range(92, 39, -4)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain words", "Plain words"),
        ("Żółć, naïve Ångström", "Żółć, naïve Ångström"),
        ("🔥 Ten hot takes 🔥", "Ten hot takes"),
        ("one\ttwo\u00a0three", "one two three"),
        ("e\u0301clair", "éclair"),
        ("Đặng", "Đang"),  # a letter may lose an accent
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("日本語", ""),
        ("مرحبا بالعالم", ""),
        ("Hello שלום", ""),  # half of it would be another title
        ("", ""),
        ("👩‍👩‍👧", ""),
        ("\ue000\U0010fffd", ""),
    ],
)
def test_a_text_is_set_as_the_face_can_and_no_word_loses_a_letter(text, shown):
    assert settable(text, HEAD) == shown


@pytest.mark.parametrize(
    "text",
    [
        "SEO",
        "What is an orphan page, and how do you find yours?",
        "x" * 200,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        " ".join(["word"] * 40),
        "W" * 199 + " i",
    ],
)
def test_a_title_stays_in_its_box_whatever_it_says(text):
    setting = fit(text, HEAD, 700, 320, SIZES)
    assert len(setting.lines) * setting.leading <= 320
    assert max(face(HEAD, setting.size).getlength(line) for line in setting.lines) <= 700
    assert setting.size in SIZES


def test_a_short_title_is_large_and_a_long_one_small():
    assert fit("SEO", HEAD, 700, 320, SIZES).size == SIZES[0]
    assert fit("A title of quite some words " * 6, HEAD, 700, 320, SIZES).size < 60


def test_what_does_not_fit_ends_in_an_ellipsis():
    lines = fit("Many words " * 60, HEAD, 700, 320, SIZES).lines
    assert lines[-1].endswith("…")
    assert cut("short", face(HEAD, 40), 700) == "short"


def test_lines_are_of_about_the_same_length():
    font = face(HEAD, 40)
    lines = fit("One two three four five six", HEAD, 500, 120, range(40, 39, -1)).lines
    lengths = [font.getlength(line) for line in lines]
    assert len(lines) == 2
    assert min(lengths) > 0.6 * max(lengths)
