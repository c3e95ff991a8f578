"""One file of an import, what is wrong with it, and the report of them all."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from django.core.exceptions import ValidationError

from .fields import Fields
from .layout import Place


@dataclass
class Problem:
    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


@dataclass
class Source:
    """A file that could be read. body: its links to old addresses renewed. old: its own ones.

    untouched: the file is the one that was imported last; what was edited since stays.
    """

    file: Path
    name: str
    place: Place
    fields: Fields
    lines: dict[str, int]
    body: str
    content: bytes
    zone: tzinfo
    address: str = ""
    old: list[str] = field(default_factory=list)
    untouched: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of what the file gives: its bytes, and its text with the links renewed."""
        return hashlib.sha256(self.content + b"\0" + self.body.encode()).hexdigest()

    def midnight(self, day: date) -> datetime:
        """Return the first moment of a day in the site's zone."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def problem(self, key: str, reason: str) -> Problem:
        return Problem(self.name, self.lines.get(key, 1), key, reason)

    def first_problem(self, error: ValidationError) -> Problem:
        """Name the key in the file, not the field in the database."""
        errors = error.message_dict if hasattr(error, "error_dict") else {"text": error.messages}
        name, messages = next(iter(errors.items()))
        reason = "is missing" if "cannot be blank" in messages[0] else messages[0]
        return self.problem(self.fields.keys.get(name, name), reason)


@dataclass
class Report:
    """What was done, or would be: addresses by outcome, refused files, and things to know."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    redirects: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.created)} created, {len(self.updated)} updated, "
            f"{len(self.unchanged)} unchanged, {len(self.refused)} refused, "
            f"{self.redirects} redirects"
        )


# Where an address can stand in Markdown or HTML: (/old), "/old", </old>, [ref]: /old
DESTINATION = re.compile(r"(?<=[(\"'<\s])/[^\s()<>\"'#?]+(?=[)\"'>\s#?]|\Z)")


def renewed(body: str, new: Mapping[str, str]) -> str:
    """Return the text with each link to an old address leading to the new one."""

    def renew(found: re.Match[str]) -> str:
        return new.get(found[0].rstrip("/"), found[0])

    return DESTINATION.sub(renew, body)
