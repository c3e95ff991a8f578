"""Pictures in a text: in several formats, and only as we made them."""

import pytest

from blog.rendering import Context, Picture, render, sanitize

SET = "/media/renditions/a-480-0a.avif 480w, /media/renditions/a-960-0b.avif 960w"
PLAIN = Picture("/media/a.png", 1000, 500)
FULL = Picture(
    "/media/renditions/a-960-0c.jpg",
    1000,
    500,
    srcset="/media/renditions/a-480-0d.jpg 480w, /media/renditions/a-960-0c.jpg 960w",
    sources=(("image/avif", SET), ("image/webp", SET.replace("avif", "webp"))),
    classes="tone red-1 green-2 blue-3 focus-x-30 focus-y-100",
)


def html(text, picture=FULL):
    return render(text, Context(pictures={"a.png": picture, "b.png": picture})).html


def test_a_picture_without_renditions_is_a_plain_img():
    assert html("![A](a.png)", PLAIN) == (
        '<p><img alt="A" src="/media/a.png" decoding="async" width="1000" height="500"></p>'
    )


def test_a_picture_with_renditions_offers_each_format_and_keeps_its_size():
    shown = html("Before ![A](a.png) after")
    assert shown.startswith('<p>Before <picture><source type="image/avif" srcset="/media/')
    assert shown.count("<source ") == 2
    assert shown.count("sizes=") == 3
    assert 'width="1000" height="500"' in shown
    assert 'class="tone red-1 green-2 blue-3 focus-x-30 focus-y-100"' in shown
    assert shown.endswith("></picture> after</p>")


def test_all_pictures_but_the_first_wait_until_they_are_near():
    assert html("![A](a.png)\n\n![B](b.png)").count('loading="lazy"') == 1


def test_a_wide_picture_is_announced_as_wide():
    assert html("![A](a.png){.wide}").count("54rem") == 3


def test_what_we_made_passes_the_gate_again_unchanged():
    shown = html("![A](a.png)\n\n[![B](b.png)](/x)")
    assert sanitize(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        '<picture><source srcset="https://evil.example/x.png 1w"><img src="a.png"></picture>',
        '<img src="a.png" srcset="https://evil.example/x.png 2x">',
        '<img src="a.png" sizes="100vw" srcset="/media/other.png 480w">',
        "![A](a.png){srcset=/evil.png}",
        '<source type="image/avif" srcset="/evil.png 1w"> ![A](a.png)',
    ],
)
@pytest.mark.parametrize("picture", [PLAIN, FULL])
def test_what_an_author_writes_about_sources_does_not_pass(text, picture):
    result = render(text, Context(pictures={"a.png": picture}))
    assert "evil" not in result.html
    assert "other.png" not in result.html
    assert result.html.count("<source") == len(picture.sources)
    assert result.html.count("srcset") == (3 if picture is FULL else 0)


@pytest.mark.parametrize(
    "value",
    [
        "//evil.example/x.png 480w",
        "javascript:alert(1) 480w",
        "data:image/png;base64,AA 480w",
        "/a.png 480w, javascript:alert(1) 960w",
        "/a.png 2x",
        "x.png 480w",
    ],
)
def test_the_gate_lets_no_other_address_through(value):
    assert "srcset" not in sanitize(f'<picture><source srcset="{value}"></picture>')


def test_colour_classes_stand_on_pictures_alone():
    assert 'class="' not in html("*Words*{.tone .red-1 .focus-x-30}")
