"""Many rows of a table written by one statement, however many they are: one for each costs more than what it does.

SQLite has it run once for each row by its driver. PostgreSQL is given an array for each column, so that it goes to the server once,
and the triggers that renew scopes, which fire for each statement, do so once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, column, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import TableValuedAlias

from webapp.storage.prepared import Prepared

# Of what stands in a row, behind the name of a column; and of an array, behind the name of what is in it.
WAS, ALL = "_was", "_all"
Rows = Sequence[dict[str, Any]]


def add(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; each has the same columns."""
    if _one_by_one(connection, rows):
        _adding(table).run(connection, *rows)
    else:
        _adding_all(table, *rows[0]).run(connection, _arrays(rows))


def change(connection: Connection, table: Table, rows: Rows) -> int:
    """Set the same columns of several rows, each as long as it has the version that it had; return how many had it.

    A row has the new values by column, and those of the key and the version before as `id_was`, `version_was`.
    """
    if _one_by_one(connection, rows):
        return _changing(table, *rows[0]).run(connection, *rows)
    return _changing_all(table, *rows[0]).run(connection, _arrays(rows))


def _one_by_one(connection: Connection, rows: Rows) -> bool:
    return len(rows) == 1 or connection.dialect.name == "sqlite"


def _arrays(rows: Rows) -> dict[str, Any]:
    """As tuples, since a list would be the values of an IN."""
    return {name + ALL: tuple(row[name] for row in rows) for name in rows[0]}


@cache
def _adding(table: Table) -> Prepared:
    return Prepared(insert(table))


@cache
def _adding_all(table: Table, *names: str) -> Prepared:
    given = _given(table, names)
    return Prepared(insert(table).from_select(names, select(*given.c), include_defaults=False))


@cache
def _changing(table: Table, *_names: str) -> Prepared:
    return Prepared(update(table).where(*(one == bindparam(one.name + WAS) for one in _guarded(table))))


@cache
def _changing_all(table: Table, *names: str) -> Prepared:
    given = _given(table, names)
    new = {name: given.c[name] for name in names if not name.endswith(WAS)}
    return Prepared(update(table).values(new).where(*(one == given.c[one.name + WAS] for one in _guarded(table))))


def _guarded(table: Table) -> list[Any]:
    return [*table.primary_key, table.c.version]


def _given(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    """The rows that arrays of their columns hold."""
    types = {name: table.c[name.removesuffix(WAS)].type for name in names}
    arrays = [bindparam(name + ALL, type_=ARRAY(kind)) for name, kind in types.items()]
    columns = [column(name, kind) for name, kind in types.items()]
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
