"""The figures above a list: how many rows it has, and the totals over them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from webapp.grid.columns import Table
from webapp.grid.lists import ListKey
from webapp.grid.selects import matching, words
from webapp.hypermedia.locales import Language
from webapp.storage import tallies
from webapp.storage.tallies import STANDING


def figures(
    connection: Connection, table: Table, key: ListKey, spoken: Language
) -> tuple[int, list[tuple[str, str, str]]]:
    """How many rows the filter lets through, and (field, label, text) of the table's totals over them."""
    count, *sums = (None if key.q or key.trash else _tallied(connection, table)) or _counted(
        connection, table, key, spoken
    )
    shown = [(t.field, t.label, t.type.shown(int(v or 0), spoken)) for t, v in zip(table.totals, sums, strict=True)]
    return count, shown


def _tallied(connection: Connection, table: Table) -> Sequence[Any] | None:
    """The same of all rows that stand, without reading them; None where something is counted that no tally keeps."""
    kept = [total.tally for total in table.totals]
    return tallies.kept(connection, table.noun, STANDING.name, *kept) if all(kept) else None


def _counted(connection: Connection, table: Table, key: ListKey, spoken: Language) -> Sequence[Any]:
    values = {"locale": spoken.code, **words(key.q)}
    return connection.execute(_figures(table, bool(key.q), key.trash), values).one()


@cache
def _figures(table: Table, filtered: bool, trash: bool) -> Select[Any]:
    statement = select(func.count(), *(total.figure for total in table.totals)).select_from(table.model)
    return matching(statement, table, filtered, trash)
