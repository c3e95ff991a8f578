"""Where a file lies says what it is: `guides/seo/x.md` is a guide of topic seo at /guides/seo/x."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from django.utils.text import slugify

SUFFIXES = {".md", ".markdown"}
FOLDERS = {
    "blog": "post",
    "posts": "post",
    "_posts": "post",
    "guides": "guide",
    "services": "service",
    "pages": "page",
}
EXPORT_FOLDERS = {"post": "blog", "guide": "guides", "service": "services", "page": "pages"}
DATED = re.compile(r"(\d{4})-(\d{2})-(\d{2})-(.+)")


@dataclass(frozen=True)
class Place:
    """slug: as the address has it. name: as the file has it. day: of a dated file name."""

    kind: str
    category: str
    slug: str
    name: str
    day: date | None


def place_of(path: PurePosixPath) -> Place:
    """path: with the folders above it, as far as they are part of the import."""
    folders = list(path.parts[:-1])
    name = path.stem
    if name == "index" and folders:
        name = folders.pop()
    day = None
    if dated := DATED.fullmatch(name):
        with suppress(ValueError):  # 2014-99-99-x is just a name
            day, name = date(int(dated[1]), int(dated[2]), int(dated[3])), dated[4]
    kind, category = "post", ""
    for at in range(len(folders) - 1, -1, -1):
        if folders[at] in FOLDERS:
            kind = FOLDERS[folders[at]]
            category = folders[at + 1] if kind == "guide" and at + 1 < len(folders) else ""
            break
    return Place(kind, category, slugify(name), name, day)


def names_that_count(folder: Path) -> tuple[str, ...]:
    """Return what the name of the imported folder itself says: `import_posts site/guides/seo`."""
    return folder.parts[-2:] if folder.parent.name == "guides" else folder.parts[-1:]


def files_below(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield (file, reason to refuse it or ""), by name; hidden ones are left out."""
    if root.is_file():
        yield root, ""
        return
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in list(subfolders):
            if not inside(root, Path(folder, name)):
                yield Path(folder, name), "is a link that leaves the folder"
        for name in sorted(names):
            file = Path(folder, name)
            if file.suffix.lower() in SUFFIXES and not name.startswith("."):
                yield file, "" if inside(root, file) else "is a link that leaves the folder"


def inside(root: Path, path: Path) -> bool:
    """Whether the path, with every link followed, is below the folder (or is it)."""
    try:
        end = path.resolve(strict=True)
    except FileNotFoundError:
        end = path.resolve()
    except (OSError, RuntimeError):  # a circle; which of the two depends on Python's version
        return False
    return end.is_relative_to(root.resolve())


def export_file(kind: str, path: str) -> PurePosixPath:
    """Return where a post of this kind and address is exported to."""
    below = PurePosixPath(path.lstrip("/"))
    if kind == "page":
        below = PurePosixPath(EXPORT_FOLDERS[kind]) / below
    return below.with_name(f"{below.name}.md")
