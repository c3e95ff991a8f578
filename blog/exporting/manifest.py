"""What an export wrote, beside it: so that the next one builds what has changed, and that alone."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

TABLE = """CREATE TABLE IF NOT EXISTS page (
  address TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, written REAL NOT NULL,
  tick INTEGER NOT NULL, slots TEXT NOT NULL, media TEXT NOT NULL
) WITHOUT ROWID"""
FORMAT = 1


@dataclass(frozen=True)
class Kept:
    """A written page. tick: read before it was built; slots: where the stamps of what it shows
    lie; written: seconds since 1970 when its bytes were last other ones."""

    address: str
    file: str
    sha256: str
    written: float
    tick: int
    slots: list[int] = field(default_factory=list)
    media: list[str] = field(default_factory=list)


class Manifest:
    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        (found,) = self.connection.execute("PRAGMA user_version").fetchone()
        if found != FORMAT:
            self.connection.execute("DROP TABLE IF EXISTS page")
            self.connection.execute(f"PRAGMA user_version = {FORMAT}")
        self.connection.execute(TABLE)

    def read(self) -> dict[str, Kept]:
        rows = self.connection.execute("SELECT * FROM page")
        return {row[0]: of_row(row) for row in rows}

    def write(self, kept: Iterable[Kept], gone: Iterable[str] = ()) -> None:
        with self.connection:
            self.connection.executemany(
                "REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
                (as_row(each) for each in kept),
            )
            self.connection.executemany("DELETE FROM page WHERE address = ?", ((a,) for a in gone))

    def close(self) -> None:
        self.connection.close()


def of_row(row: Sequence[Any]) -> Kept:
    address, file, sha256, written, tick, slots, media = row
    return Kept(address, file, sha256, written, tick, json.loads(slots), json.loads(media))


def as_row(kept: Kept) -> tuple[Any, ...]:
    *plain, slots, media = astuple(kept)
    return *plain, json.dumps(slots), json.dumps(media)
