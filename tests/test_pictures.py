"""What comes in as a picture, and what of it goes out."""

import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from blog import pictures
from blog.pictures import MAX_BYTES, PictureError, prepare
from tests.build import picture_bytes

KINDS = ["PNG", "JPEG", "WEBP", "GIF", "AVIF"]
ORIENTATION = 0x0112


def encoded(image, kind, **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def prepared(data):
    return opened(prepare(data).data)


def near(colour, other, by=6):
    return all(abs(a - b) <= by for a, b in zip(colour, other, strict=True))


def png(width, height, data=b""):
    """A PNG that says it is this large, whatever it holds."""

    def chunk(name, content):
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def animation(kind, count=3, size=(8, 6), **options):
    colours = ["red", "lime", "blue"]
    frames = [Image.new("RGB", size, colours[n % 3]) for n in range(count)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)


# Formats


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "gif"), ("AVIF", "avif")],
)
def test_a_picture_goes_out_in_the_format_it_came_in(kind, extension):
    result = prepare(picture_bytes(kind))
    image = opened(result.data)
    assert (result.extension, result.width, result.height) == (extension, 40, 30)
    assert (image.format, image.size) == (kind, (40, 30))
    assert near(image.convert("RGB").getpixel((20, 15)), (0xFF, 0x5A, 0x1F))


def test_the_format_is_what_the_bytes_say():
    assert prepare(picture_bytes("WEBP")).extension == "webp"


def test_the_jpeg_of_a_telephone_with_a_preview_behind_it_is_a_jpeg():
    image = Image.new("RGB", (40, 30), "#ff5a1f")
    data = encoded(image, "MPO", save_all=True, append_images=[image.resize((8, 6))])
    assert opened(data).format == "MPO"
    assert prepared(data).format == "JPEG"


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "EPS", "PDF", "TGA", "PCX", "DDS"])
def test_other_formats_are_refused(kind):
    data = encoded(Image.new("RGB", (40, 30)), kind)
    with pytest.raises(PictureError, match="no PNG, JPEG, WebP, GIF or AVIF"):
        prepare(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg><svg/>",
        b"<html><img src=x onerror=alert(1)></html>",
        b"PK\x03\x04" + b"\0" * 200,
        b"%PDF-1.4\n%%EOF",
        b"\x89PNG",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
        b"\0\0\0\x1cftypavif",
        b"\x1f\x8b\x08<svg/>",
    ],
    ids=ascii,
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureError):
        prepare(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_picture_is_refused(kind, share):
    data = encoded(Image.effect_noise((64, 64), 50).convert("RGB"), kind)
    with pytest.raises(PictureError):
        prepare(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_damaged_picture_is_refused(kind):
    data = encoded(Image.effect_noise((64, 64), 50).convert("RGB"), kind)
    middle = len(data) // 3
    with pytest.raises(PictureError):
        prepare(data[:middle] + bytes(len(data) - 2 * middle) + data[-middle:])


# Limits


def test_a_file_of_more_than_20_mb_is_refused_unread():
    with pytest.raises(PictureError, match="limit is 20 MB"):
        prepare(b"\0" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1), (8_000, 5_001)]
)
def test_a_small_file_that_claims_to_be_large_is_refused_at_once(size):
    start = time.perf_counter()
    with pytest.raises(PictureError, match="pixels"):
        prepare(png(*size))
    assert time.perf_counter() - start < 2


def test_a_picture_at_the_limit_of_pixels_is_taken(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 40 * 30)
    assert prepare(picture_bytes(size=(40, 30))).width == 40
    with pytest.raises(PictureError, match="limit is 1,200"):
        prepare(picture_bytes(size=(40, 31)))


def test_a_png_whose_data_unpacks_to_far_more_than_it_shows_is_harmless():
    data = png(4, 4, b"\0" * 30_000_000)
    assert len(data) < 100_000
    assert prepare(data).width == 4


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_of_more_than_200_frames_is_refused(kind):
    assert prepare(animation(kind, 200)).extension == kind.lower()
    with pytest.raises(PictureError, match="201 frames; the limit is 200"):
        prepare(animation(kind, 201))


def test_an_animation_of_few_but_very_large_frames_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 100)
    with pytest.raises(PictureError, match="too large"):
        prepare(animation("GIF", 9, (10, 10)))


def test_a_gif_of_very_many_frames_is_refused_in_time():
    data = animation("GIF", 2, (1, 1))
    at = data.rindex(b"\x21\xf9")
    start = time.perf_counter()
    with pytest.raises(PictureError, match="frames"):
        prepare(data[:at] + data[at:-1] * 100_000 + b";")
    assert time.perf_counter() - start < 10


# Animations


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_stays_one(kind):
    image = prepared(animation(kind, duration=[100, 200, 300]))
    assert image.n_frames == 3
    seen = []
    for n in range(3):
        image.seek(n)
        image.load()
        seen.append((image.info["duration"], image.convert("RGB").getpixel((4, 3))))
    assert [duration for duration, _ in seen] == [100, 200, 300]
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert all(near(colour, other) for (_, colour), other in zip(seen, colours, strict=True))


def test_a_transparent_animation_stays_transparent():
    frames = [Image.new("RGBA", (8, 6), (n * 80, 0, 0, 0)) for n in range(3)]
    for n, frame in enumerate(frames):
        frame.paste((0, 0, 255, 255), (n, 0, n + 2, 2))
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], disposal=2)
    image = prepared(data)
    assert image.n_frames == 3
    assert image.convert("RGBA").getpixel((7, 5))[3] == 0


@pytest.mark.parametrize("kind", ["PNG", "AVIF"])
def test_an_animation_of_another_format_shows_its_first_frame(kind):
    image = prepared(animation(kind, duration=100))
    assert getattr(image, "n_frames", 1) == 1
    assert near(image.convert("RGB").getpixel((4, 3)), (255, 0, 0))


# Upright, in sRGB, without metadata


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_and_the_flag_is_gone(kind, orientation):
    upright = Image.new("RGB", (32, 16), "red")
    upright.paste("blue", (0, 0, 16, 8))  # the upper left quarter
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turned[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    image = prepared(encoded(stored, kind, exif=exif)).convert("RGB")
    assert image.size == (32, 16)
    assert near(image.getpixel((4, 3)), (0, 0, 255), by=40)
    assert near(image.getpixel((28, 13)), (255, 0, 0), by=40)
    assert not image.getexif()


def exif_with_a_place():
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif[0x013B] = "SECRET author"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def png_text():
    info = PngInfo()
    info.add_text("Comment", "SECRET")
    info.add_itxt("XML:com.adobe.xmp", "SECRET")
    return info


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"comment": b"SECRET"}),
        ("JPEG", {"exif": exif_with_a_place()}),
        ("JPEG", {"xmp": b"<x:xmpmeta>SECRET</x:xmpmeta>"}),
        ("PNG", {"pnginfo": png_text()}),
        ("PNG", {"exif": exif_with_a_place()}),
        ("WEBP", {"exif": exif_with_a_place()}),
        ("WEBP", {"xmp": b"<x:xmpmeta>SECRET</x:xmpmeta>"}),
        ("GIF", {"comment": b"SECRET"}),
        ("AVIF", {"exif": exif_with_a_place()}),
        ("AVIF", {"xmp": b"<x:xmpmeta>SECRET</x:xmpmeta>"}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_nothing_that_was_said_about_the_picture_is_kept(kind, options):
    data = picture_bytes(kind, **options)
    assert b"SECRET" in data
    result = prepare(data)
    assert b"SECRET" not in result.data
    image = opened(result.data)
    assert not image.getexif()
    assert not {"comment", "exif", "xmp", "icc_profile", "dpi", "Comment"} & image.info.keys()


def profile_with_red_and_blue_exchanged():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb.replace(b"rXYZ", b"****").replace(b"bXYZ", b"rXYZ").replace(b"****", b"bXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_colour_profile_is_applied_and_gone(kind):
    red = Image.new("RGB", (16, 16), "red")
    data = encoded(red, kind, icc_profile=profile_with_red_and_blue_exchanged())
    image = prepared(data)
    assert "icc_profile" not in image.info
    assert near(image.convert("RGB").getpixel((8, 8)), (0, 0, 255))


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "LA"])
@pytest.mark.parametrize("profile", ["sRGB", "LAB", "broken"])
def test_a_colour_profile_that_does_not_fit_is_left_out(mode, profile):
    icc = b"SECRET: no profile at all"
    if profile != "broken":
        icc = ImageCms.ImageCmsProfile(ImageCms.createProfile(profile)).tobytes()
    grey = (100,) * {"RGB": 3, "L": 1, "RGBA": 3, "LA": 1}[mode]
    colour = (*grey, 50) if mode.endswith("A") else grey
    image = prepared(encoded(Image.new(mode, (8, 6), colour), "PNG", icc_profile=icc))
    alpha = 50 if mode.endswith("A") else 255
    assert near(image.convert("RGBA").getpixel((4, 3)), (100, 100, 100, alpha), by=2)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_appended_is_gone(kind):
    data = picture_bytes(kind) + b"PK\x03\x04 an archive <script>alert(1)</script>"
    result = prepare(data).data
    assert b"archive" not in result
    assert b"script" not in result


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, (255, 255, 255, 255)),
        ("L", 100, (100, 100, 100, 255)),
        ("LA", (100, 50), (100, 100, 100, 50)),
        ("RGBA", (10, 20, 30, 40), (10, 20, 30, 40)),
        ("I;16", 30_000, (117, 117, 117, 255)),
        ("I;16", 1_000, (3, 3, 3, 255)),
        ("I;16", 65_535, (255, 255, 255, 255)),
    ],
)
def test_a_png_of_any_depth_keeps_its_colour_and_transparency(mode, colour, expected):
    image = prepared(encoded(Image.new(mode, (8, 6), colour), "PNG")).convert("RGBA")
    assert near(image.getpixel((4, 3)), expected, by=2)


def test_a_transparent_colour_of_a_palette_stays_transparent():
    image = Image.new("P", (8, 6), 1)
    image.putpalette([255, 0, 0, 0, 255, 0])
    for kind in ("PNG", "GIF"):
        assert (
            prepared(encoded(image, kind, transparency=1)).convert("RGBA").getpixel((4, 3))[3] == 0
        )


def test_a_jpeg_for_print_is_shown_on_screens():
    image = prepared(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"))
    assert image.mode == "RGB"
    assert near(image.getpixel((4, 4)), (255, 0, 0))


def test_a_photograph_keeps_its_many_colours():
    gradient = Image.merge(
        "RGB", [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L")]
    )
    assert prepared(encoded(gradient, "PNG")).tobytes() == gradient.tobytes()


def test_the_same_bytes_give_the_same_picture():
    data = picture_bytes("JPEG")
    assert prepare(data) == prepare(data)


# Thumbnails


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("size", "small"), [((1200, 600), (480, 240)), ((300, 900), (160, 480)), ((40, 30), (40, 30))]
)
def test_a_thumbnail_is_a_webp_of_at_most_480_pixels(kind, size, small):
    image = opened(prepare(picture_bytes(kind, size)).thumbnail)
    assert (image.format, image.size) == ("WEBP", small)
    assert near(image.convert("RGB").getpixel((5, 5)), (0xFF, 0x5A, 0x1F), by=10)


def test_the_thumbnail_of_an_animation_is_its_first_frame():
    image = opened(prepare(animation("GIF")).thumbnail)
    assert getattr(image, "n_frames", 1) == 1
    assert near(image.convert("RGB").getpixel((4, 3)), (255, 0, 0), by=10)


def test_a_thumbnail_stays_transparent():
    data = encoded(Image.new("RGBA", (8, 6), (0, 0, 255, 0)), "PNG")
    assert opened(prepare(data).thumbnail).convert("RGBA").getpixel((4, 3))[3] == 0


def test_a_stored_picture_gets_the_same_thumbnail_later():
    ready = prepare(picture_bytes(size=(1200, 600)))
    assert opened(pictures.thumbnail(ready.data)).size == opened(ready.thumbnail).size


def test_what_is_no_picture_has_no_thumbnail():
    with pytest.raises(PictureError):
        pictures.thumbnail(b"hello")
