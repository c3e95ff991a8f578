import hashlib
import posixpath
import re
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator
from django.db import DatabaseError, models, transaction
from django.utils.text import slugify

from blog import pictures, rendering, renditions
from blog.renditions import Rendition

from .fields import validate_line
from .pictured import Pictured, delete_all, store_renditions

Prepare = Callable[[bytes], pictures.Prepared]
# Begins where a word does: begun at every letter it would be quadratic in the longest word.
ADDRESS_IN_TEXT = re.compile(
    r"(?<![^\s()<>\"'\[\]])[^\s()<>\"'\[\]]+\.(?:png|jpe?g|webp|gif|avif)", re.IGNORECASE
)


def source_of(address: str, path: str) -> str:
    """Return the `source` of a picture that the post at `path` calls by this address."""
    name = unquote(address)
    if name.startswith("/"):
        return posixpath.normpath(name)
    return f"{path}{posixpath.normpath('/' + name)}"


class ImageQuerySet(models.QuerySet["Image"]):
    def lacking_alt(self):
        """Pictures of which nobody has said what they show, nor that it does not matter."""
        return self.filter(alt="", decorative=False)

    def unfinished(self):
        """Pictures that the background has not looked at yet, or could not read."""
        return self.filter(colour="")

    def used_in(self, text: str, path: str) -> dict[str, rendering.Picture]:
        """Return the pictures that a Markdown text names, by the address as it stands there.

        path: the address of the post; a relative name is of a picture of this post alone.
        """
        keys = {name: source_of(name, path) for name in set(ADDRESS_IN_TEXT.findall(text))}
        if not keys:
            return {}
        prefix = self.model.file.field.storage.url("")
        files = {k.removeprefix(prefix) for k in keys.values() if k.startswith(prefix)}
        found = self.filter(models.Q(source__in=set(keys.values())) | models.Q(file__in=files))
        known = {}
        for image in found:
            known[unquote(image.file.url)] = known[image.source] = image.shown
        return {name: known[key] for name, key in keys.items() if key in known}

    def take(
        self,
        data: bytes,
        name: str,
        *,
        source: str = "",
        alt: str = "",
        write: bool = True,
        by: Any = None,
        prepare: Prepare = pictures.prepare,
    ) -> "Image":
        """Return the picture with these bytes, re-encoded and stored if it is new here.

        source: the address that texts use for it, by default that of its file; a picture with
        other bytes at the same source is replaced.
        write=False: check it and make the row, but store no file (a dry run).
        by: who brought it, if it is new.
        Raises pictures.PictureError, with a message for people.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        known = self.filter(source=source) if source else self.filter(sha256=sha256)
        image = known.first() or Image(source=source, alt=alt, uploaded_by=by)
        if image.sha256 != sha256:
            image.replace(prepare(data), name, sha256, write=write)
        return image


class Image(Pictured, models.Model):
    """A picture, re-encoded when it came in. sha256 is of the bytes as they came.

    source is the address by which texts know it, for good: the file may be replaced by another.
    """

    file = models.FileField(upload_to="pictures", max_length=255)
    source = models.CharField(max_length=255, unique=True, editable=False)
    alt = models.CharField(
        "alt text",
        max_length=300,
        blank=True,
        validators=[validate_line],
        help_text="What the picture shows, for people who cannot see it. Not “image of …”.",
    )
    decorative = models.BooleanField(
        default=False,
        help_text="It says nothing that the text does not say: screen readers pass over it.",
    )
    focus_x = models.PositiveSmallIntegerField(
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="Per cent from the left: what a crop must keep.",
    )
    focus_y = models.PositiveSmallIntegerField(
        default=50, validators=[MaxValueValidator(100)], help_text="Per cent from the top."
    )
    thumbnail = models.FileField(upload_to="pictures", max_length=255, editable=False, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    colour = models.CharField(
        max_length=7,
        editable=False,
        blank=True,
        help_text="#rrggbb, of the whole: stands there until the picture has come.",
    )
    renditions = models.JSONField(
        editable=False,
        default=list,
        help_text="[{format, width, height, file, size}], made in the background; empty till then.",
    )
    file_size = models.PositiveIntegerField(
        default=0, editable=False, help_text="In bytes; 0: not known."
    )
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    added = models.DateTimeField(auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-added", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_a_size"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="picture_has_a_source"),
            models.CheckConstraint(
                condition=models.Q(focus_x__lte=100, focus_y__lte=100),
                name="picture_focus_in_per_cent",
            ),
            models.CheckConstraint(
                condition=models.Q(decorative=False) | models.Q(alt=""),
                name="decorative_picture_has_no_alt",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.name

    def replace(
        self, prepared: pictures.Prepared, name: str, sha256: str, *, write: bool = True
    ) -> None:
        """Store the file and its thumbnail and save the row.

        The old files go once the new ones are committed; the new ones if the row is refused.
        """
        before = type(self).objects.filter(pk=self.pk).first()
        old = before.file_names() if before else []
        self.colour, self.renditions = "", []  # of the old file; made anew in the background
        storage = self.file.storage
        self.width, self.height, self.sha256 = prepared.width, prepared.height, sha256
        self.file_size = len(prepared.data)
        # Assigned as names: an uploaded file that hung here must never be stored as it came.
        self.file = self._free_name(name, prepared.extension)
        if write:
            # The storage has the last word on a name: two may ask for the same one at once.
            self.file = storage.save(self.file.name, ContentFile(prepared.data))
            self.thumbnail = None  # of the old file
            self._write_thumbnail(prepared.thumbnail)
        self.source = self.source or unquote(self.file.url)
        try:
            self.save()
        except DatabaseError:
            self.delete_files()
            raise
        if write:
            transaction.on_commit(partial(delete_all, storage, old))

    def make_renditions(self) -> tuple[str, list[Rendition]]:
        """Read the file; see renditions.make(). Raises OSError, pictures.PictureError."""
        with self.file.open() as file:
            return renditions.make(file.read())

    def store_renditions(self, colour: str, made: list[Rendition]) -> bool:
        """Store what was made of the file. False, and nothing is stored, if it changed since."""
        stem = PurePosixPath(self.name).stem
        rows = store_renditions(self.file.storage, stem, made)
        same = type(self).objects.filter(pk=self.pk, sha256=self.sha256, file=self.file.name)
        old = same.values_list("renditions", flat=True).first() or []
        if not same.update(colour=colour, renditions=rows):
            delete_all(self.file.storage, [row["file"] for row in rows])
            return False
        transaction.on_commit(partial(delete_all, self.file.storage, [r["file"] for r in old]))
        self.colour, self.renditions = colour, rows
        return True

    def store_thumbnail(self, data: bytes) -> None:
        """For a picture that was stored before there were thumbnails."""
        self._write_thumbnail(data)
        type(self).objects.filter(pk=self.pk).update(thumbnail=self.thumbnail.name)

    def _write_thumbnail(self, data: bytes) -> None:
        path = f"thumbnails/{self.name}.webp"
        self.thumbnail = self.file.storage.save(path, ContentFile(data))

    def delete_files(self) -> None:
        delete_all(self.file.storage, self.file_names())

    def file_names(self) -> list[str]:
        """Every file of the picture, by its name in the storage."""
        made = [rendition["file"] for rendition in self.renditions]
        return [str(name) for name in (self.file.name, self.thumbnail.name, *made) if name]

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def name(self) -> str:
        return PurePosixPath(self.file.name or "").name

    @property
    def thumbnail_url(self) -> str:
        return self.thumbnail.url if self.thumbnail else self.file.url

    @property
    def lacks_alt(self) -> bool:
        """The row's form of ImageQuerySet.lacking_alt()."""
        return not (self.alt or self.decorative)

    @property
    def focus_class(self) -> str:  # type: ignore[override]
        """Classes that move a crop to the focal point, in steps of 10 %: see utilities.css."""
        if (self.focus_x, self.focus_y) == (50, 50):
            return ""
        return f"focus-x-{round(self.focus_x, -1)} focus-y-{round(self.focus_y, -1)}"

    def clean(self) -> None:
        super().clean()
        if self.decorative and self.alt:
            raise ValidationError(
                {
                    "alt": "A decorative picture has no alt text. "
                    "Empty this, or take the mark “decorative” away."
                }
            )

    def _free_name(self, name: str, extension: str) -> str:
        """Return a file name that no other picture has, and whose address none is known by."""
        stem = slugify(PurePosixPath(name).stem)[:80] or "picture"
        storage = self.file.storage
        others = type(self).objects.exclude(pk=self.pk)
        for number in count(1):
            numbered = f"{stem}-{number}" if number > 1 else stem
            path = f"pictures/{numbered}.{extension}"
            address = unquote(storage.url(path))
            if not storage.exists(path) and not others.filter(source=address).exists():
                return path
        raise AssertionError("count() does not end")
