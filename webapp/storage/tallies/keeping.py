"""Filling the tallies, and comparing them with what they count."""

from __future__ import annotations

from sqlalchemy import Connection, inspect

from webapp.storage.tallies.declaring import Declaration, declarations, name_of

# A sum of floating-point numbers, all that SQLite has which cannot overflow, is exact so far.
EXACT = 2**53


def fill(connection: Connection) -> None:
    """Count everything anew: after a migration, since it may have written where it had dropped the triggers."""
    connection.exec_driver_sql("DELETE FROM tally")
    connection.exec_driver_sql(f"INSERT INTO tally (name, value) {_counted(connection)}")


def refill(connection: Connection) -> None:
    """The same where something declared is not kept, which one look tells."""
    there = _pairs(connection, "SELECT name, value FROM tally")
    wanted = {name_of(one.noun, one.tally.name) for one in _present(connection) if not one.tally.by}
    if None in there.values() or wanted - there.keys():
        fill(connection)


def differing(connection: Connection) -> list[str]:
    """The names of those that are not what the rows say; what is not kept says nothing wrong."""
    kept = _pairs(connection, "SELECT name, value FROM tally")
    counted = _pairs(connection, _counted(connection))
    names = sorted(kept.keys() | counted.keys())
    return [n for n in names if None not in (a := kept.get(n, 0), b := counted.get(n, 0)) and a != b]


def _pairs(connection: Connection, sql: str) -> dict[str, int | None]:
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql)}


def _present(connection: Connection) -> list[Declaration]:
    tables = set(inspect(connection).get_table_names())
    return [one for table, several in declarations().items() if table in tables for one in several]


def _counted(connection: Connection) -> str:
    """A SELECT of (name, value) of everything declared, from the rows."""
    sqlite = connection.dialect.name == "sqlite"
    return " UNION ALL ".join(_select(one, sqlite) for one in _present(connection))


def _select(one: Declaration, sqlite: bool) -> str:
    amount = one.amount()
    # The larger of a number and its opposite: SQLite's abs() refuses the smallest number of all.
    total, size = (
        (f"total({amount})", f"max({amount}, -({amount}))") if sqlite else (f"sum({amount})", f"abs({amount})")
    )
    exact = f"{total.split('(')[0]}({size}) >= {EXACT}"
    value = f"CASE WHEN {exact} THEN NULL ELSE CAST(coalesce({total}, 0) AS BIGINT) END"
    of_each = f" WHERE {one.tally.by} IS NOT NULL GROUP BY {one.tally.by}" if one.tally.by else ""
    return f"SELECT {one.name()}, {value} FROM {one.table}{of_each}"
