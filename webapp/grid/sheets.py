"""A table of the desk as a sheet: each value as one reads it in a language and, where that differs, as machines do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from webapp.grid.columns import Column, Table
from webapp.grid.fields import LongText, Text
from webapp.grid.figures import figures
from webapp.grid.lists import ListKey
from webapp.grid.relations import Relation
from webapp.grid.rows import inherited, whole_records
from webapp.hypermedia.locales import Language
from webapp.storage.clock import moment_of
from webapp.storage.transactions import snapshot

# Each so many rows are a snapshot of their own: a long sheet holds none for minutes.
BATCH = 500
# What a spreadsheet would take for a formula, and what is no more than a number.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def header(table: Table, spoken: Language) -> list[str]:
    """Labels in the language; beside them the names for machines, `product.price` or `product.name@nl`."""
    names = ["id"]
    for column in table.columns:
        names.append(spoken.translations.gettext(column.label))
        if _has_two(table, column):
            own = f"@{spoken.code}" if table.model.is_text(column.field) else ""
            names.append(f"{table.noun}.{column.field}{own}")
    return names + [spoken.translations.gettext(derived.label) for derived in table.derived]


def batches(table: Table, spoken: Language) -> Iterator[list[list[str]]]:
    """All rows that are not in the trash, in the order of their ids."""
    last = 0
    while True:
        with snapshot() as connection:
            ids = list(connection.scalars(_ids_after(table), {"after": last, "limit": BATCH}))
            records = sorted(whole_records(connection, table, ids, spoken), key=lambda record: record.id)
            moment = moment_of(connection)
        if not records:
            return
        last = records[-1].id
        yield [
            [
                str(record.id),
                *(guarded(cell) for column in table.columns for cell in _cells(table, column, record, spoken)),
                *(guarded(derived.show(record, spoken, moment)[0]) for derived in table.derived),
            ]
            for record in records
        ]


def length(table: Table, spoken: Language) -> int:
    with snapshot() as connection:
        return figures(connection, table, ListKey(table.plural), spoken)[0]


@cache
def _ids_after(table: Table) -> Select[Any]:
    model: Any = table.model
    there = (model.trashed_at.is_(None), model.id > bindparam("after"))
    return select(model.id).where(*there).order_by(model.id).limit(bindparam("limit"))


def guarded(cell: str) -> str:
    """A text that a spreadsheet would run begins with an apostrophe, which it then shows instead."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def _has_two(table: Table, column: Column) -> bool:
    """Whether machines read something else than people do."""
    return table.model.is_text(column.field) or not isinstance(column.type, Text | LongText)


def _cells(table: Table, column: Column, record: Any, spoken: Language) -> list[str]:
    value = getattr(record, column.field)
    spelled = column.type.spelled(value, spoken)
    if isinstance(column.type, Relation):
        return [getattr(record, f"{column.field}_name") or "", spelled]
    if not _has_two(table, column):
        return [spelled]
    if value is None and table.model.is_text(column.field):
        value, _locale = inherited(table, column, record)
    return [column.type.compared(value, spoken), spelled]
