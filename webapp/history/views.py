"""What the templates of the history are given: the acts of a page with their first changes, one act, the changes of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from webapp.access import Right, Visitor
from webapp.grid.columns import Column, Table, tables_for
from webapp.history import names, queries
from webapp.history.filters import Filter
from webapp.history.lines import Line, lines
from webapp.history.queries import COUNTED, PER_PAGE, Sight
from webapp.history.reach import END
from webapp.history.ways import WAYS
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.hypermedia.templates import render
from webapp.storage.changes import TRASHED
from webapp.storage.noting import CREATED
from webapp.storage.steps import UNDO


@dataclass(frozen=True, slots=True)
class Told:
    """An act as it is shown: its row, some of its changes, and how it can be taken back, `undo`, `redo` or not at all."""

    row: Any
    lines: list[Line]
    way: str
    verb: str = ""

    @property
    def more(self) -> int:
        return int(self.row.changes) - len(self.lines)


def sight_of(visitor: Visitor) -> Sight:
    """Fields that stand on no desk are for the owner."""
    if visitor.may(Right.RULE):
        return None
    whole = (CREATED, TRASHED)
    return tuple(
        (table.noun, field) for table in tables_for(visitor) for field in (*(c.field for c in table.columns), *whole)
    )


def list_context(connection: Connection, asked: Filter, spoken: Language, visitor: Visitor) -> Mapping[str, Any]:
    sight, zone = sight_of(visitor), settings_timezone()
    page = queries.page_of_acts(connection, asked, sight)
    changes = queries.first_changes(connection, [act.id for act in page.acts], sight) if page.acts else []
    shown = dict(zip((row.id for row in changes), lines(connection, changes, spoken), strict=True))
    acts = [_told(act, [shown[row.id] for row in changes if row.act_id == act.id], visitor) for act in page.acts]
    days = [(day, list(of_day)) for day, of_day in groupby(acts, key=lambda act: spoken.day(act.row.at, zone))]
    return {
        "asked": asked,
        "days": days,
        "page": page,
        "people": names.people(connection),
        "tables": tables_for(visitor),
        "ways": WAYS,
        "title": _title_of(connection, asked, spoken),
        **_common(),
    }


def _title_of(connection: Connection, asked: Filter, spoken: Language) -> str:
    """What the record is called that the list is about, if it is about one."""
    if not (asked.record and asked.shown_table):
        return ""
    record = int(asked.record)
    return names.titles(connection, asked.shown_table, {record}, spoken.code).get(record) or f"#{record}"


def _told(row: Any, changes: list[Line], visitor: Visitor) -> Told:
    own = row.actor_id == visitor.id or visitor.may(Right.RULE)
    verb = ("redo" if row.way == UNDO else "undo") if own and visitor.may(Right.UNDO) and not row.taken else ""
    return Told(row, changes, WAYS.get(row.way, row.way), verb)


def act_context(
    connection: Connection, act_id: int, after: int, spoken: Language, visitor: Visitor
) -> Mapping[str, Any] | None:
    """One act with a page of its changes; None where there is none that this visitor may see."""
    sight = sight_of(visitor)
    if (row := queries.act(connection, act_id, sight)) is None:
        return None
    rows = queries.changes_of_act(connection, act_id, after, sight)
    shown = lines(connection, rows[:PER_PAGE], spoken)
    further = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return {"act": _told(row, shown, visitor), "after": after, "further": further, **_common()}


def record_context(
    connection: Connection,
    table: Table,
    record: int,
    before: int,
    spoken: Language,
    visitor: Visitor,
    column: Column | None = None,
) -> Mapping[str, Any]:
    """The changes of a record, or of one of its fields, in this language where that is a text."""
    if column is None:
        rows = queries.changes_of_record(connection, table.noun, record, before, sight_of(visitor))
    else:
        locale = spoken.code if table.model.is_text(column.field) else None
        rows = queries.changes_of_field(connection, table.noun, record, column.field, locale, before)
    may = frozenset(one.field for one in table.columns if table.may_write(visitor, one, spoken.code))
    shown = lines(connection, rows[:PER_PAGE], spoken, may)
    further = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return {
        "table": table,
        "column": column,
        "changes": list(zip(rows, shown, strict=False)),
        "further": further,
        "first": before == END,
        "ways": WAYS,
        **_common(),
    }


def _common() -> dict[str, Any]:
    return {"zone": settings_timezone(), "counted": COUNTED}


def html_of(part: str, spoken: Language, context: Mapping[str, Any]) -> str:
    return render(f"partials/history/{part}.html", "display", spoken.code, context)
