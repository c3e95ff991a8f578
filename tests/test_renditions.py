"""The copies of a picture that readers are sent: which sizes, which formats, from which bytes."""

import pytest
from PIL import Image

from blog import pictures, renditions
from tests.build import picture_bytes

from .test_pictures import animation, encoded, opened


def made(data):
    return renditions.make(pictures.prepare(data).data)


def widths_by_format(data):
    found: dict[str, list[int]] = {}
    for each in made(data)[1]:
        found.setdefault(each.format, []).append(each.width)
    return found


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (1, [1]),
        (40, [40]),
        (480, [480]),
        (500, [500]),
        (700, [480, 700]),
        (1000, [480, 1000]),
        (1300, [480, 960, 1300]),
        (1600, [480, 960, 1600]),
        (4000, [480, 960, 1600]),
    ],
)
def test_a_picture_is_never_enlarged_and_its_own_width_is_kept_if_it_is_small(own, expected):
    assert renditions.widths(own) == expected


def test_there_are_three_formats_the_best_first_and_each_is_what_it_says():
    data = picture_bytes("JPEG", (700, 350))
    assert list(widths_by_format(data)) == ["avif", "webp", "jpeg"]
    for each in made(data)[1]:
        image = opened(each.data)
        assert image.format == each.format.upper()
        assert image.size == (each.width, each.height)
        assert each.height == each.width // 2


def test_a_transparent_picture_stays_transparent_and_has_no_jpeg():
    data = encoded(Image.new("RGBA", (500, 20), (0, 0, 255, 60)), "PNG")
    assert list(widths_by_format(data)) == ["avif", "webp", "png"]
    for each in made(data)[1]:
        assert abs(opened(each.data).convert("RGBA").getpixel((5, 5))[3] - 60) < 6


def test_a_channel_of_transparency_that_hides_nothing_costs_no_png():
    data = encoded(Image.new("RGBA", (50, 20), (0, 0, 255, 255)), "WEBP", lossless=True, exact=True)
    assert list(widths_by_format(data)) == ["avif", "webp", "jpeg"]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_goes_on_moving_as_it_came(kind):
    colour, copies = made(animation(kind))
    assert copies == []
    assert colour.startswith("#")


@pytest.mark.parametrize(
    ("mode", "kind", "colour"),
    [
        ("1", "PNG", 1),
        ("L", "PNG", 100),
        ("LA", "PNG", (100, 50)),
        ("P", "GIF", 3),
        ("I;16", "PNG", 30_000),
        ("CMYK", "JPEG", (0, 255, 255, 0)),
        ("RGB", "WEBP", (1, 2, 3)),
        ("RGB", "AVIF", (1, 2, 3)),
    ],
)
def test_every_kind_of_picture_has_renditions(mode, kind, colour):
    assert len(widths_by_format(encoded(Image.new(mode, (60, 40), colour), kind))) == 3


def test_a_single_pixel_has_renditions_of_one_pixel():
    assert widths_by_format(picture_bytes(size=(1, 1))) == {"avif": [1], "webp": [1], "jpeg": [1]}


def test_a_line_of_one_pixel_is_never_less_than_one_pixel_high():
    assert {each.height for each in made(picture_bytes(size=(10_000, 1)))[1]} == {1}


def test_a_strip_that_no_format_holds_is_shown_as_it_came():
    assert made(picture_bytes(size=(2, 17_000)))[1] == []


def test_the_colour_is_that_of_the_whole():
    image = Image.new("RGB", (20, 10), "black")
    image.paste("white", (0, 0, 10, 10))
    red = int(made(encoded(image, "PNG"))[0][1:3], 16)
    assert 120 < red < 136


def test_a_transparent_picture_has_no_colour_as_the_page_is_seen_through_it():
    data = encoded(Image.new("RGBA", (20, 10), (0, 0, 255, 60)), "PNG")
    assert made(data)[0] == renditions.NO_COLOUR


@pytest.mark.parametrize("data", [b"", b"hello", picture_bytes()[:40]])
def test_what_is_no_picture_has_no_renditions(data):
    with pytest.raises(pictures.PictureError):
        renditions.make(data)


def test_the_same_bytes_give_the_same_renditions():
    data = picture_bytes("JPEG", (700, 350))
    assert made(data) == made(data)
