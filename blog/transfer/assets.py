"""Pictures that come with the texts: beside the file, or below the folder of assets."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from blog import pictures
from blog.models import Image, Post
from blog.models.image import ADDRESS_IN_TEXT, source_of
from blog.pictures import MAX_BYTES, PictureError, Prepared

from .layout import inside

MAX_SOURCE = Image._meta.get_field("source").max_length or 0


@dataclass
class Assets:
    """root: the folder of the import. folder: where absolute addresses are looked for."""

    root: Path
    folder: Path
    write: bool = True
    changes: int = 0  # times that a picture was taken which was new or had other bytes
    renewed: set[tuple[Path, str]] = field(default_factory=set)
    taken: dict[tuple[Path, str], Image] = field(default_factory=dict)
    kept: dict[tuple[Path, str], Image] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    under_way: dict[str, Future[Prepared]] = field(default_factory=dict)

    def find(self, address: str, file: Path, path: str) -> tuple[Path | None, str]:
        """Return (file of the picture or None, its source) for an address in a text.

        file: the text's own. path: the post's address. Raises PictureError for an address
        that leads out of both folders, for one that is too long, and for a file that is too large.
        """
        name, source = unquote(address), source_of(address, path)
        if len(source) > MAX_SOURCE:
            raise PictureError(f"is longer than {MAX_SOURCE} characters")
        if name.startswith("/"):
            places = [self.folder / name.lstrip("/")]
        else:
            places = [file.parent / name, file.with_suffix("") / name]
        for place in places:
            if not (inside(self.root, place) or inside(self.folder, place)):
                raise PictureError("leads out of the folder")
            if place.is_file():
                if place.stat().st_size > MAX_BYTES:
                    raise PictureError(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
                return place, source
        return None, source

    def prepare(self, texts: Iterable[tuple[Path, str, str, str]]) -> None:
        """Begin to re-encode, on all cores, the pictures that are new.

        texts: (file, address of the post, body, featured picture or "").
        """
        self.under_way = {}
        pool = ThreadPoolExecutor(os.cpu_count())
        for data in self._new(texts):
            self.under_way[hashlib.sha256(data).hexdigest()] = pool.submit(pictures.prepare, data)
        pool.shutdown(wait=False)

    def _new(self, texts: Iterable[tuple[Path, str, str, str]]) -> Iterator[bytes]:
        known = dict(Image.objects.values_list("source", "sha256"))
        for file, path, body, image in texts:
            for address in {image, *named_in(body)} - {""}:
                try:
                    place, source = self.find(address, file, path)
                except PictureError:
                    continue  # take() will say so, to the right post
                if place is None:
                    continue
                data = place.read_bytes()
                if known.get(source) != (sha256 := hashlib.sha256(data).hexdigest()):
                    known[source] = sha256
                    yield data

    def take(self, address: str, file: Path, post: Post, alt: str = "") -> Image | None:
        """Return the picture, stored if it is new or changed; None if there is no such file.

        Raises PictureError.
        """
        place, source = self.find(address, file, post.first_path)
        if place is None:
            return Image.objects.filter(source=source).first()
        key = place.resolve(), source
        if key not in self.taken:
            known = Image.objects.filter(source=source).values_list("sha256", flat=True).first()
            image = Image.objects.take(
                place.read_bytes(),
                place.name,
                source=source,
                alt=alt,
                write=self.write,
                prepare=self._prepared,
            )
            self.taken[key] = image
            if image.sha256 != known:
                self.renewed.add(key)
                self.written += [str(image.file.name), str(image.thumbnail.name or "")]
        self.changes += key in self.renewed
        return self.taken[key]

    def _prepared(self, data: bytes) -> Prepared:
        future = self.under_way.get(hashlib.sha256(data).hexdigest())
        return future.result() if future else pictures.prepare(data)

    def take_all_in(self, post: Post, file: Path) -> None:
        """Take every picture that the text names and that is there."""
        for address in named_in(post.body):
            try:
                self.take(address, file, post)
            except PictureError as error:
                raise PictureError(f"{address[:100]}: {error}") from error

    def keep(self) -> None:
        """What was taken so far has been committed."""
        self.kept = dict(self.taken)
        self.written = []

    def take_back(self) -> None:
        """The transaction was rolled back: so are the files that it stored."""
        if self.write:
            for name in filter(None, self.written):
                Image.file.field.storage.delete(name)
        self.taken, self.written = dict(self.kept), []


def named_in(body: str) -> list[str]:
    """Return the addresses of pictures that are not on another host."""
    found = sorted(set(ADDRESS_IN_TEXT.findall(body)))
    return [a for a in found if "://" not in a and not a.startswith("//")]
