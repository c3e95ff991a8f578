"""Setting words: which letters the face has, where lines break, what is cut."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
HEAD, TEXT = "Besley-Bold.ttf", "Brygada1918-Regular.ttf"
NOBODYS = "\U0010fffd"  # no face has it, so it shows what a missing letter looks like
ELLIPSIS = "…"


@lru_cache(maxsize=128)
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Basic layout: the same on every machine, with or without a library for complex scripts."""
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def has(name: str, letter: str) -> bool:
    font = face(name, 32)
    return bytes(font.getmask(letter)) != bytes(font.getmask(NOBODYS))


def settable(text: str, name: str) -> str:
    """Return the text as the face can set it, or "" if it has a letter that the face lacks.

    Emoji and other signs are left out; a letter may lose an accent, but no word a letter.
    """
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        plain = letter if has(name, letter) else unicodedata.normalize("NFD", letter)[0]
        if letter.isspace():
            kept.append(" ")
        elif has(name, plain):
            kept.append(plain)
        elif letter.isalnum():
            return ""
    return " ".join("".join(kept).split())


@dataclass(frozen=True)
class Setting:
    """leading: pixels from line to line. width: of the longest line, in pixels."""

    size: int
    lines: list[str]
    leading: int
    width: float


def fit(text: str, name: str, width: int, height: int, sizes: range, lead: float = 1.12) -> Setting:
    """Return the largest setting that fits the box; in the smallest size what is too long is cut.

    sizes: falling. Lines are made as even as they can be in as few lines.
    """
    for size in sizes:
        leading = round(size * lead)
        lines = wrap(text, face(name, size), width)
        if len(lines) * leading <= height and not _torn(lines, text):
            return _set(balanced(lines, text, face(name, size), width), name, size, leading)
    most = max(1, height // leading)
    lines = wrap(text, face(name, size), width)
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), face(name, size), width)]
    return _set(lines, name, size, leading)


def _set(lines: list[str], name: str, size: int, leading: int) -> Setting:
    font = face(name, size)
    return Setting(size, lines, leading, max(font.getlength(line) for line in lines))


def _torn(lines: list[str], text: str) -> bool:
    """Whether a word had to be broken: a smaller size may spare it that."""
    return " ".join(lines) != text


def wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        while font.getlength(word) > width:
            end = max(1, _letters_within(word, font, width))
            lines.append(word[:end])
            word = word[end:]
        if word:
            lines.append(word)
    return lines


def _letters_within(word: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    low, high = 0, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(word[:middle]) <= width else (low, middle - 1)
    return low


def balanced(lines: list[str], text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return as many lines in the narrowest column that holds them: no word stands alone."""
    low, high = width // 2, width
    while high - low > 4:
        middle = (low + high) // 2
        narrow = wrap(text, font, middle)
        if len(narrow) > len(lines) or _torn(narrow, text):
            low = middle
        else:
            high = middle
    return wrap(text, font, high)


def cut(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """Return what fits, with an ellipsis if that is not all."""
    if font.getlength(text) <= width:
        return text
    end = _letters_within(text, font, width - font.getlength(ELLIPSIS))
    return text[:end].rstrip(" ,.;:–-") + ELLIPSIS
