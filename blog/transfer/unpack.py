"""An uploaded folder or zip becomes a folder on disk; what could do harm is refused, by name."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from .layout import SUFFIXES

MAX_FILES = 5_000
MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 100  # of one file; text shrinks to a tenth at best, zeros to a thousandth
SMALL = 1024 * 1024  # below this, the ratio harms nobody
MAX_NAME = 400
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"}
DIRECTORY_ENTRY = 46 + 2 * MAX_NAME  # bytes of the zip's directory for one file, at most
CHUNK = 64 * 1024


class UnpackError(Exception):
    """What is wrong, and with which file of it."""


def place_for(name: str) -> PurePosixPath | None:
    """Return where a file of this name belongs; None if it is of no use to an import.

    Raises UnpackError for a name that leads, or might lead, out of the folder.
    """
    shown = name[:100]
    if not name or len(name) > MAX_NAME:
        raise UnpackError(f"“{shown}”: its name is empty or longer than {MAX_NAME} characters")
    if "\\" in name or "\0" in name or re.match(r"[A-Za-z]:", name):
        raise UnpackError(f"“{shown}”: a name with a backslash, a drive or a NUL")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise UnpackError(f"“{shown}”: its name leads out of the folder")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    wanted = path.suffix.lower() in SUFFIXES | PICTURES
    return path if wanted and not hidden else None


class Folder:
    """Takes files one by one, within the limits of all of them together. root: is there, empty."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.size = self.count = 0
        self.passed_over: list[str] = []

    def take(self, name: str, chunks: Iterable[bytes]) -> None:
        """Raises UnpackError."""
        place = place_for(name)
        if place is None:
            self.passed_over.append(name)
            return
        self.count += 1
        if self.count > MAX_FILES:
            raise UnpackError(f"these are more than {MAX_FILES:,} files")
        target = self.root / place
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:  # x: a name that comes twice writes over nothing
                for chunk in chunks:
                    self.size += len(chunk)
                    if self.size > MAX_UNPACKED:
                        limit = MAX_UNPACKED >> 20
                        raise UnpackError(f"“{name[:100]}”: all together is more than {limit} MB")
                    file.write(chunk)
        except FileExistsError:
            raise UnpackError(f"“{name[:100]}” comes twice, or is a file and a folder") from None
        except (OSError, ValueError):
            raise UnpackError(f"“{name[:100]}” is no name for a file here") from None


def unzip(source: IO[bytes], folder: Folder) -> None:
    """Unpack into the folder. Raises UnpackError; what was unpacked until then stays there."""
    check_directory(source)
    try:
        with zipfile.ZipFile(source) as file:
            entries = [entry for entry in file.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES:
                raise UnpackError(f"the zip holds more than {MAX_FILES:,} files")
            for entry in entries:
                check(entry)
            for entry in entries:
                if place_for(entry.filename) is None:
                    folder.passed_over.append(entry.filename)
                    continue
                with file.open(entry) as content:
                    folder.take(entry.filename, chunks_of(content, entry))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise UnpackError(f"this is no zip, or a damaged one ({error})") from error
    except zlib.error as error:
        raise UnpackError("this zip is damaged") from error


def check(entry: zipfile.ZipInfo) -> None:
    """Raises UnpackError for an entry that no honest export holds."""
    name = f"“{entry.filename[:100]}”"
    if "\0" in entry.orig_filename:
        raise UnpackError(f"{name}: a name with a NUL")
    place_for(entry.filename)
    if entry.flag_bits & 0x1:
        raise UnpackError(f"{name} is encrypted; make a zip without a password")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind != stat.S_IFREG:
        raise UnpackError(f"{name} is a link, or no file at all")
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        raise UnpackError(f"{name} unpacks to more than {MAX_RATIO} times its size")


def chunks_of(content: IO[bytes], entry: zipfile.ZipInfo) -> Iterable[bytes]:
    """Counts what really comes: what the directory of the zip says may be a lie."""
    size = 0
    while chunk := content.read(CHUNK):
        size += len(chunk)
        if size > entry.file_size:
            raise UnpackError(f"“{entry.filename[:100]}” is larger than the zip says")
        yield chunk


def check_directory(source: IO[bytes]) -> None:
    """Refuse a directory of more entries than are allowed, before it is read into memory."""
    source.seek(0, 2)
    length = source.tell()
    source.seek(max(0, length - 66_000))  # the end record and the longest comment
    tail = source.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise UnpackError("this is no zip, or a damaged one")
    count, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    zip64 = tail[max(0, at - 20) : at].startswith(b"PK\6\7")
    if zip64 or count > 2 * MAX_FILES or size > 2 * MAX_FILES * DIRECTORY_ENTRY:
        raise UnpackError(f"the zip holds more than {MAX_FILES:,} files")
    source.seek(0)
