"""Pictures and cards: the same words give the same bytes, and nothing that is said breaks them."""

from io import BytesIO

import pytest
from PIL import Image

from blog.drawing import CARD_SIZE, card, picture, png
from blog.drawing.canvas import Canvas
from blog.drawing.picture import FAMILY, POOL, composition

HARD = [
    "",
    "x" * 200,
    "🔥",
    "مرحبا بالعالم",
    "日本語の題名",
    "e\u0301" * 100,
    "\u202eright to left\u202c",
    "a\x00b\n\tc",
    "<script>alert(1)</script>",
]


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("words", HARD, ids=ascii)
def test_any_words_make_a_card(words):
    image = opened(card("a-post", words, words, words))
    assert (image.format, image.size) == ("JPEG", CARD_SIZE)


def test_a_title_is_written_in_light_letters_on_a_dark_ground():
    with_title, without = (opened(card("a", title, "", "")) for title in ("WWW", ""))
    box = (72, 380, 300, 486)
    assert with_title.crop(box).convert("L").getextrema()[1] > 230
    assert without.crop(box).convert("L").getextrema()[1] < 230


def test_the_same_words_give_the_same_bytes():
    assert card("a", "Title", "Topic", "Brand") == card("a", "Title", "Topic", "Brand")
    assert png(picture("a", "Topic")) == png(picture("a", "Topic"))


def test_each_slug_has_a_picture_of_its_own():
    assert len({png(picture(slug, "Topic")) for slug in "abcdef"}) == 6


def test_posts_of_one_topic_look_alike_and_those_without_are_of_all_kinds():
    slugs = [f"post-{n}" for n in range(300)]
    assert len({composition(slug, "Topic") for slug in slugs}) == FAMILY
    assert len({composition(slug, "") for slug in slugs}) == len(POOL)


@pytest.mark.parametrize("draw", POOL, ids=lambda draw: draw.__name__)
def test_every_composition_fills_the_sheet_and_glows(draw):
    canvas = Canvas("any")
    draw(canvas)
    image = canvas.finish()
    assert image.size == (1600, 900)
    assert len(image.getcolors(maxcolors=2_000_000)) > 20


@pytest.mark.parametrize("draw", POOL, ids=lambda draw: draw.__name__)
def test_a_composition_has_more_than_one_form(draw):
    forms = []
    for slug in ("one", "two"):
        canvas = Canvas(slug)
        draw(canvas)
        forms.append(canvas.finish().tobytes())
    assert forms[0] != forms[1]
