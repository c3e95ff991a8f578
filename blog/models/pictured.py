"""What templates and texts ask of a picture, and where its renditions are kept."""

import hashlib
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

from blog import rendering
from blog.renditions import EXTENSIONS, Rendition

Renditions = list[dict[str, Any]]  # [{"format", "width", "height", "file", "size"}]
LAST_RESORT = ("jpeg", "png")  # what every browser reads
FORMATS = {extension: kind for kind, extension in EXTENSIONS.items()}  # {"jpg": "jpeg"}


class PictureFile(NamedTuple):
    """One file of a picture. size: in bytes, 0 where it is not known; width, height: in pixels."""

    url: str
    type: str
    size: int
    width: int
    height: int


class Pictured:
    """For a row with width, height, colour and renditions."""

    width: Any
    height: Any
    colour: Any
    renditions: Any
    file_size: Any = 0  # of the file at `url`, in bytes; 0: not known
    focus_class = ""

    @property
    def url(self) -> str:
        raise NotImplementedError

    @property
    def tone_class(self) -> str:
        """Classes that show its colour until it has come, in 8 steps a channel: utilities.css."""
        if not self.colour.startswith("#"):
            return ""
        red, green, blue = (int(self.colour[at : at + 2], 16) // 32 for at in (1, 3, 5))
        return f"tone red-{red} green-{green} blue-{blue}"

    @property
    def shown(self) -> rendering.Picture:
        """As a page shows it: the modern formats first, once they have been made."""
        known: dict[str, Renditions] = {}
        for rendition in self.renditions:
            known.setdefault(rendition["format"], []).append(rendition)
        last: Renditions = next((known.pop(kind) for kind in LAST_RESORT if kind in known), [])
        return rendering.Picture(
            url=default_storage.url(last[-1]["file"]) if last else self.url,
            width=self.width,
            height=self.height,
            srcset=srcset(last) if len(last) > 1 else "",
            sources=tuple((f"image/{kind}", srcset(each)) for kind, each in known.items()),
            classes=f"{self.tone_class} {self.focus_class}".strip(),
        )

    @property
    def for_programs(self) -> PictureFile:
        """The largest file that every program reads: what a feed hands on. Opens no file."""
        read = [each for each in self.renditions if each["format"] in LAST_RESORT]
        if not read:
            kind = PurePosixPath(self.url).suffix.removeprefix(".").lower()
            mime = f"image/{FORMATS.get(kind, kind)}"
            return PictureFile(self.url, mime, self.file_size, self.width, self.height)
        largest = read[-1]
        url, mime = default_storage.url(largest["file"]), f"image/{largest['format']}"
        size = largest.get("size", 0)
        return PictureFile(url, mime, size, largest["width"], largest["height"])


def srcset(renditions: Renditions) -> str:
    return ", ".join(f"{default_storage.url(r['file'])} {r['width']}w" for r in renditions)


def store_renditions(storage: Storage, stem: str, made: list[Rendition]) -> Renditions:
    """Return what a row remembers of them. A file's name holds a hash: it never changes."""
    rows = []
    for each in made:
        digest = hashlib.sha256(each.data).hexdigest()[:12]
        name = f"renditions/{stem}-{each.width}-{digest}.{EXTENSIONS[each.format]}"
        file = storage.save(name, ContentFile(each.data))
        size = {"width": each.width, "height": each.height, "size": len(each.data)}
        rows.append({"format": each.format, **size, "file": file})
    return rows


def delete_all(storage: Storage, names: list[str]) -> None:
    for name in names:
        storage.delete(name)
