"""A row that is looked up by one value, over and over: Django writes its statement once.

That of a post with its pictures takes three times as long to write as to be answered.
"""

from copy import copy
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler


class Lookup:
    """rows: all that there may be. The statement has no value but the one to look for: the moment
    of a published() would be that of the first time. field: a text, and unique."""

    def __init__(self, rows: QuerySet, field: str) -> None:
        self.rows: Any = rows.order_by().filter(**{field: ""})
        query: Any = self.rows.query.chain(_Query)
        query.written = {}
        self.rows.query = query

    def get(self, value: str) -> Any:
        """Return the row, or None."""
        rows = self.rows.all()
        rows.query.value = value
        return next(iter(rows), None)


class _Query(Query):
    value: str
    written: "dict[str, _Compiler]"  # by the kind of database; all clones share it

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True):
        connection = connection or connections[using]
        if connection.vendor not in self.written:
            self.written[connection.vendor] = _Compiler(self, connection, using, elide_empty)
        compiler = copy(self.written[connection.vendor])
        compiler.query, compiler.connection, compiler.using = self, connection, using
        return compiler


class _Compiler(SQLCompiler):
    """Knows what is selected, and the statement for it, from the beginning."""

    query: _Query

    def __init__(self, query: _Query, *args: Any) -> None:
        super().__init__(query, *args)
        self.sql, (_place,) = super().as_sql()
        # This one stays. It must not keep open what belongs to a thread: see get_compiler().
        self.query = self.connection = None  # type: ignore[assignment]

    def as_sql(self, *_args: Any, **_options: Any) -> tuple[str, tuple]:
        return self.sql, (self.query.value,)
