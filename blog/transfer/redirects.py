"""Redirects in and out as CSV: from, to, kind. Looked at row by row, then taken in at once."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.core.exceptions import ValidationError
from django.db import transaction

from blog.models import Redirect, SiteSettings, written
from blog.models.following import SECTION
from blog.publishing import links

from . import redirect_ends, table
from .redirect_ends import batches

MOST_ROWS = 100_000
MOST_BYTES = 20 * 1024 * 1024
MOST_ERRORS = 1000  # characters of a cell that are repeated in a reason
NAMES = {
    "old": {"from", "source", "old", "from_path", "old url", "old address", "source url"},
    "new": {"to", "target", "new", "to_url", "destination", "new url", "target url"},
    "kind": {"kind", "status", "code", "type"},
}
MOVED = {"301", "308", "permanent", "moved", "redirect"}
GONE = {"410", "gone"}
PASSING = {"302", "303", "307", "temporary"}


class CsvError(Exception):
    """Why a file is not looked at, in words for whoever sent it."""


@dataclass(slots=True)
class Line:
    """state: new, changed, same or refused; field and reason say why not, or what else happens."""

    number: int
    old: str
    new: str
    kind: str
    state: str = ""
    field: str = ""
    reason: str = ""
    before: str = ""
    to_post: int | None = None

    def refuse(self, field: str, reason: str) -> None:
        self.state, self.field, self.reason = "refused", field, reason

    @property
    def is_rule(self) -> bool:
        return self.old.endswith(SECTION)


@dataclass
class Plan:
    lines: list[Line]

    @property
    def counts(self) -> dict[str, int]:
        counts = Counter(line.state for line in self.lines)
        return {state: counts[state] for state in ("new", "changed", "same", "refused")}

    def of(self, *states: str) -> list[Line]:
        return [line for line in self.lines if line.state in states]


def decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise CsvError(f"The file is larger than {MOST_BYTES >> 20} MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvError("The file is not in UTF-8: save it as “CSV UTF-8”.") from error


def read(text: str) -> list[Line]:
    """Return the rows as they are written, cut where they are longer than any address.

    Raises CsvError.
    """
    first = text[:10_000].lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    lines: list[Line] = []
    columns: dict[str, int] = {}
    try:
        for row in rows:
            cells = [cell.strip()[:MOST_ERRORS] for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = columns_of(cells)
                if "old" in columns and cells[columns["old"]].lower() in NAMES["old"]:
                    continue
            if len(lines) == MOST_ROWS:
                raise CsvError(f"These are more than {MOST_ROWS:,} rows; send them in parts.")
            named = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
            lines.append(Line(rows.line_num, named["old"], named["new"], named.get("kind", "")))
    except csv.Error as error:
        raise CsvError(f"Line {rows.line_num} cannot be read: {error}.") from error
    if not lines:
        raise CsvError("There is no row in it.")
    return lines


def columns_of(cells: list[str]) -> dict[str, int]:
    """Return which column holds what; without names it is from, to, kind."""
    found = {
        name: at
        for name, names in NAMES.items()
        for at, cell in reversed([*enumerate(cells)])
        if cell.lower() in names
    }
    if "old" in found and "new" in found:
        return found
    if not found and len(cells) > 1 and cells[0].startswith(("/", "http")):
        return {"old": 0, "new": 1, **({"kind": 2} if len(cells) > 2 else {})}
    raise CsvError("The first line must name the columns: from,to or from,to,kind.")


def plan(text: str) -> Plan:
    """Say of each row what taking it in would do. Raises CsvError.

    The number of queries grows with the batches of 500 rows, not with what stands in them.
    """
    lines = read(text)
    hosts = frozenset(SiteSettings.plain().all_hosts)
    by_old: dict[str, Line] = {}
    for line in lines:
        spell(line, hosts)
        if not line.state and (earlier := by_old.setdefault(line.old, line)) is not line:
            line.refuse("from", f"Line {earlier.number} has this address already.")
    redirect_ends.settle(by_old)
    present = redirect_ends.present(by_old)
    for line in by_old.values():
        if line.state:
            continue
        before = present.get(line.old)
        if before is None:
            line.state = "new"
        elif (before.to_post_id, before.to_url) == (line.to_post, stored(line)):
            line.state = "same"
        else:
            line.state, line.before = "changed", before.target or "gone"
    return Plan(lines)


def spell(line: Line, hosts: Collection[str]) -> None:
    """Bring the row into the one spelling of an address, or refuse it."""
    kind = line.kind.lower()
    if kind in PASSING:
        return line.refuse("kind", "Only what moves for good is kept: 301, or 410 for gone.")
    if kind not in MOVED | GONE | {""}:
        return line.refuse("kind", f"“{kind[:20]}” is not known: write 301 or 410.")
    if not line.old:
        return line.refuse("from", "There is no old address.")
    try:
        line.old = written.old_address(line.old, hosts)
    except ValidationError as error:
        return line.refuse("from", " ".join(error.messages))
    if kind in GONE:
        line.kind = "410"
        return line.refuse("to", "What is gone leads nowhere.") if line.new else None
    line.kind = "301"
    if not line.new:
        return line.refuse("to", "There is no new address; write 410 in kind if it is gone.")
    try:
        line.new = written.target(line.new, hosts, rule=line.is_rule)
    except ValidationError as error:
        return line.refuse("to", " ".join(error.messages))
    if len(line.new) > 500:
        return line.refuse("to", "Write at most 500 characters.")
    return None


def stored(line: Line) -> str:
    return "" if line.to_post else line.new


def take_in(made: Plan) -> None:
    """Write what is new or changed, in one transaction; what led to these leads on at once."""
    lines = made.of("new", "changed")
    moved = [line.old for line in lines]
    with transaction.atomic():
        for batch in batches(lines):
            Redirect.objects.bulk_create(
                [
                    Redirect(
                        from_path=line.old,
                        to_post_id=line.to_post,
                        to_url=stored(line),
                        origin=Redirect.Origin.IMPORT,
                    )
                    for line in batch
                ],
                update_conflicts=True,
                unique_fields=["from_path"],
                update_fields=["to_post", "to_url", "origin"],
            )
        for batch in batches([line for line in lines if not line.is_rule]):
            ends = {line.old: line for line in batch}
            before = list(Redirect.objects.filter(to_url__in=ends))
            for redirect in before:
                line = ends[redirect.to_url]
                redirect.to_post_id, redirect.to_url = line.to_post, stored(line)
            Redirect.objects.bulk_update(before, ["to_post", "to_url"])
            moved += [redirect.from_path for redirect in before]
        links.moved(moved)


def written_out(redirects: Iterable[Redirect]) -> Iterator[str]:
    """Yield the lines of a CSV that plan() reads again."""
    header = ["from", "to", "kind", "made", "hits", "last hit"]
    rows = (
        (row.from_path, row.target, 301 if row.target else 410, row.origin, row.hits, row.last_hit)
        for row in redirects
    )
    yield from table.lines(header, rows)
