"""Ranges that reach beyond the page: what the numbers of all rows come to, and values as they are copied."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from babel.numbers import format_decimal
from sqlalchemy import Connection, func, select

from webapp.grid.columns import Column, Table
from webapp.grid.fields import Boolean, Choice, LongText
from webapp.grid.lists import ListKey
from webapp.grid.numbers import Money
from webapp.grid.rows import Cell, as_row, inherited, whole_records
from webapp.grid.selects import ids, matching, words
from webapp.hypermedia.locales import Language
from webapp.storage.clock import moment_of
from webapp.storage.prepared import Prepared

# More is a matter of the export, which works beside the request.
MOST_ROWS = 5_000
MOST_LETTERS = 5_000_000
BATCH = 500


class TooMany(Exception):
    """More than a clipboard should hold."""


def sums(
    connection: Connection, table: Table, key: ListKey, spoken: Language, fields: list[str]
) -> tuple[int, list[tuple[str, tuple[str, ...]]]]:
    """How many rows match, and of each column of numbers among the fields (label, (sum, average, least, greatest))."""
    columns = [column for column in table.columns if column.field in fields and column.type.number]
    statement = _sums(table, tuple(column.field for column in columns), bool(key.q), key.trash)
    count, *found = statement.all(connection, locale=spoken.code, **words(key.q))[0]
    each = zip(columns, zip(*[iter(found)] * 4, strict=True), strict=True)
    return count, [(column.label, _shown(column, spoken, *four)) for column, four in each if four[1]]


def _shown(column: Column, spoken: Language, total: Any, count: int, least: int, greatest: int) -> tuple[str, ...]:
    exact = Decimal(int(total)) / count
    if isinstance(column.type, Money):
        average = spoken.money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
    else:
        average = format_decimal(exact.quantize(Decimal("0.01"), ROUND_HALF_UP), "#,##0.##", locale=spoken.babel)
    return (
        column.type.shown(int(total), spoken),
        average,
        *(column.type.shown(end, spoken) for end in (least, greatest)),
    )


@cache
def _sums(table: Table, fields: tuple[str, ...], filtered: bool, trash: bool) -> Prepared:
    values = [getattr(table.model, field) for field in fields]
    figures = [figure for v in values for figure in (func.sum(v), func.count(v), func.min(v), func.max(v))]
    return Prepared(matching(select(func.count(), *figures).select_from(table.model), table, filtered, trash))


def matching_ids(connection: Connection, table: Table, key: ListKey, spoken: Language) -> list[int]:
    """The ids of all rows that match, in the order of the list. Raises `TooMany`."""
    values = {"locale": spoken.code, "first": 0, "limit": MOST_ROWS + 1, **words(key.q)}
    found = [row.id for row in ids(table, key.sort or table.sort, bool(key.q), key.trash).all(connection, **values)]
    if len(found) > MOST_ROWS:
        raise TooMany
    return found


def copied(
    connection: Connection, table: Table, wanted: list[int], spoken: Language, fields: list[str]
) -> list[list[str]]:
    """The values of some records as they are copied: as one types them, and of long texts all. Raises `TooMany`."""
    rows: list[list[str]] = []
    letters = 0
    for first in range(0, len(wanted), BATCH):
        batch = wanted[first : first + BATCH]
        found = {record.id: record for record in whole_records(connection, table, batch, spoken)}
        for id_ in batch:
            if id_ in found:
                rows.append(_texts(table, found[id_], spoken, fields, moment_of(connection)))
                letters += sum(map(len, rows[-1]))
        if letters > MOST_LETTERS:
            raise TooMany
    return rows


def _texts(table: Table, record: Any, spoken: Language, fields: list[str], moment: datetime) -> list[str]:
    cells = {cell.field: cell for cell in as_row(table, record, spoken, (), moment).cells}
    return [_text(table, table.column(field), record, cells[field]) for field in fields]


def _text(table: Table, column: Column | None, record: Any, cell: Cell) -> str:
    if column is not None and isinstance(column.type, LongText):
        value: str | None = getattr(record, column.field)
        if value is None and table.model.is_text(column.field):
            value, _code = inherited(table, column, record)
        return value or ""
    # A choice is typed by a word of ours, which nobody reads.
    return cell.text if column is not None and isinstance(column.type, Boolean | Choice) else cell.typed or cell.text
