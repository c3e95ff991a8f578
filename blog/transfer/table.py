"""Tables for a spreadsheet: as CSV, line by line, however many there are."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: Any) -> str:
    """A cell that no table takes for a formula; None is an empty one."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the header and each row, written out."""
    out = StringIO()
    written = csv.writer(out)
    written.writerow(header)
    for row in rows:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        written.writerow([inert(cell) for cell in row])
    yield out.getvalue()
