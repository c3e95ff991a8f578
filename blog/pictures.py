"""Pillow: what comes in is decoded within limits and encoded anew.

Nothing of the uploaded bytes reaches a reader: no metadata, no appended archive, no colour
profile, no orientation flag.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PIL import Image, ImageCms, ImageOps, ImageSequence

Result = TypeVar("Result")

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_FRAMES = 200
THUMBNAIL_SIZE = (480, 480)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "WEBP": {"quality": 88},
    "GIF": {},
    "AVIF": {"quality": 75, "speed": 8},
}
# Method 2: a third faster than the usual 4 and 3 % larger, over the pictures of a real blog.
THUMBNAIL_OPTIONS: dict[str, Any] = {"quality": 75, "method": 2}


class PictureError(Exception):
    """The bytes are not a picture that we take; the message is for people."""


@dataclass(frozen=True)
class Prepared:
    """thumbnail: WebP within THUMBNAIL_SIZE; of an animation its first frame."""

    data: bytes
    thumbnail: bytes
    extension: str
    width: int
    height: int


def prepare(data: bytes) -> Prepared:
    """Return the picture upright, in sRGB, without metadata, in the format it came in.

    Raises PictureError. Takes about 60 ms a megapixel for PNG, the slowest of the usual ones.
    """
    return read(data, _encode)


def thumbnail(data: bytes) -> bytes:
    """Return the small WebP of a picture that was stored without one. Raises PictureError."""
    return read(data, lambda image: _thumbnail(_plain(image, "WEBP")))


def read(data: bytes, use: Callable[[Image.Image], Result]) -> Result:
    if len(data) > MAX_BYTES:
        raise PictureError(f"The file has {len(data) >> 20} MB; the limit is {MAX_BYTES >> 20} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image)
                return use(image)
    except PictureError:
        raise
    except Image.UnidentifiedImageError:
        raise PictureError("This is no PNG, JPEG, WebP, GIF or AVIF picture.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"The picture has more than {MAX_PIXELS:,} pixels.") from None
    # Pillow's decoders raise what they like on bytes made to break them.
    except Exception as error:
        raise PictureError(f"The picture is damaged ({type(error).__name__}).") from error


def _check_size(image: Image.Image) -> None:
    frames = getattr(image, "n_frames", 1)
    if image.width * image.height > MAX_PIXELS:
        raise PictureError(
            f"The picture has {image.width * image.height:,} pixels; the limit is {MAX_PIXELS:,}."
        )
    if frames > MAX_FRAMES:
        raise PictureError(f"The picture has {frames} frames; the limit is {MAX_FRAMES}.")
    if frames > 1 and frames * image.width * image.height > 4 * MAX_PIXELS:
        raise PictureError("The animation is too large: fewer or smaller frames, please.")


def _encode(image: Image.Image) -> Prepared:
    # MPO: what telephones write, a JPEG with a preview behind it.
    kind = "JPEG" if image.format == "MPO" else image.format or "PNG"
    options = dict(OPTIONS[kind])
    frames = [_plain(image, kind)]
    if kind in {"GIF", "WEBP"} and getattr(image, "n_frames", 1) > 1:
        originals = list(ImageSequence.all_frames(image))
        frames = [_plain(frame, kind) for frame in originals]
        if kind == "GIF":
            frames = _with_one_palette(frames)
        durations = [frame.info.get("duration", 100) for frame in originals]
        options |= {"save_all": True, "append_images": frames[1:], "duration": durations, "loop": 0}
    out = io.BytesIO()
    frames[0].save(out, kind, **options)
    small = _thumbnail(frames[0])
    return Prepared(out.getvalue(), small, EXTENSIONS[kind], frames[0].width, frames[0].height)


def _thumbnail(image: Image.Image) -> bytes:
    """image: upright and plain. Takes about 10 ms."""
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail(THUMBNAIL_SIZE, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "WEBP", **THUMBNAIL_OPTIONS)
    return out.getvalue()


def _with_one_palette(frames: list[Image.Image]) -> list[Image.Image]:
    """Give all frames the colours of a mosaic of some of them.

    Left to itself, Pillow finds a palette for each frame: five times the time and twice the
    bytes for a screen recording. Transparent animations are left to it.
    """
    if any(frame.mode == "RGBA" for frame in frames):
        return frames
    picked = frames[:: max(1, len(frames) // 16)][:16]
    half = max(1, frames[0].width // 2), max(1, frames[0].height // 2)
    mosaic = Image.new("RGB", (half[0] * 4, half[1] * 4))
    for n, frame in enumerate(picked):
        tile = frame.resize(half, Image.Resampling.NEAREST)
        mosaic.paste(tile, (n % 4 * half[0], n // 4 * half[1]))
    palette = mosaic.quantize(255, method=Image.Quantize.MEDIANCUT)
    return [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """Return a copy that is upright, in sRGB and free of metadata."""
    copy = ImageOps.exif_transpose(image.copy())
    if copy.mode.startswith("I"):  # 16 bits of grey; convert() alone cuts off what is above 255
        copy = copy.point(lambda value: value * (1 / 256)).convert("L")
    profile = image.info.get("icc_profile")
    transparent = copy.has_transparency_data
    copy = copy.convert("RGBA" if transparent and kind != "JPEG" else "RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            copy = ImageCms.profileToProfile(copy, source, srgb, outputMode=copy.mode) or copy
        except (ImageCms.PyCMSError, OSError):
            pass  # of another colour model, or broken: the plain conversion has to do
    copy.info = {}
    if kind == "PNG" and copy.getcolors(256) is not None:
        return copy.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return copy
