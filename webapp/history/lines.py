"""What is shown of a change: the record and field by their names, the old value and the new one as their language has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from webapp.grid.columns import Column, Table, table_of
from webapp.grid.contrast import Part, abridged
from webapp.grid.relations import Relation
from webapp.history import names
from webapp.hypermedia.locales import Language, language, languages, marked
from webapp.hypermedia.templates import href
from webapp.prose.differences import words
from webapp.storage.changes import TRASHED, from_json
from webapp.storage.noting import CREATED

# Longer texts are told by what differs between them; of that, so much is shown at most.
SHORT, LONGEST = 60, 600
# What no table has a column for. What became of a record as a whole needs no name.
UNSHOWN = {CREATED: "", TRASHED: "", "slug": marked("Address")}
Names = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One change. Either `old` and `new` are shown, or `parts`, or what `became` of the record as a whole."""

    id: int
    title: str
    label: str
    url: str | None
    field_url: str | None
    locale: str | None
    old: str = ""
    new: str = ""
    parts: tuple[Part, ...] = ()
    became: str = ""
    # Whether the old value may be restored from here.
    restorable: bool = False


def lines(
    connection: Connection, rows: Iterable[Any], spoken: Language, restorable: frozenset[str] = frozenset()
) -> list[Line]:
    """`restorable` are the fields whose old values may be restored, where they are of no language or of this one."""
    found = list(rows)
    names = _names(connection, found, spoken)
    return [_line(row, names, spoken, restorable) for row in found]


def _names(connection: Connection, rows: list[Any], spoken: Language) -> Names:
    """What the records that are changed, and those that are referred to, are called: one SELECT for each noun."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.noun, set()).add(row.record_id)
        column = _column(row)
        if column and isinstance(column.type, Relation):
            wanted.setdefault(column.type.noun, set()).update(
                value for value in (json.loads(row.old), json.loads(row.new)) if value is not None
            )
    shown = ((noun, table_of(noun), ids) for noun, ids in wanted.items())
    return {noun: names.titles(connection, table, ids, spoken.code) for noun, table, ids in shown if table and ids}


def _line(row: Any, names: Names, spoken: Language, restorable: frozenset[str]) -> Line:
    table, column = table_of(row.noun), _column(row)
    title = names.get(row.noun, {}).get(row.record_id) or f"#{row.record_id}"
    said = column.label if column else UNSHOWN.get(row.field, row.field)
    label = _(said) if said else ""
    place = {"locale": row.locale or spoken.code, "plural": table.plural, "record_id": row.record_id} if table else None
    url = href("history.record", **place | {"locale": spoken.code}) if place else None
    field_url = href("history.field", field=row.field, **place) if place and column else None
    may = column is not None and _may_restore(row, column, spoken, restorable)
    return Line(
        row.id, title, label, url, field_url, row.locale, restorable=may, **_values(row, table, column, names, spoken)
    )


def _may_restore(row: Any, column: Column, spoken: Language, restorable: frozenset[str]) -> bool:
    """Where there was nothing, as before a record was made, nothing is restored that has to be something."""
    here = row.field in restorable and row.locale in (None, spoken.code)
    return here and not (row.old == "null" and column.type.required)


def _values(row: Any, table: Table | None, column: Column | None, names: Names, spoken: Language) -> dict[str, Any]:
    if row.field == CREATED:
        return {"became": _("was made")}
    if row.field == TRASHED:
        return {"became": _("came back from the trash") if row.new == "null" else _("was moved to the trash")}
    old, new = (_shown(text, row, table, column, names, spoken) for text in (row.old, row.new))
    if max(len(old), len(new)) <= SHORT:
        return {"old": old, "new": new}
    return {"parts": tuple(_cut(abridged(words(old, new))))}


def _shown(text: str, row: Any, table: Table | None, column: Column | None, names: Names, spoken: Language) -> str:
    if table is None or column is None:
        value = json.loads(text)
        return "" if value is None else str(value)
    value = from_json(table.model, row.field, text)
    if isinstance(column.type, Relation):
        return "" if value is None else names.get(column.type.noun, {}).get(value) or f"#{value}"
    said = language(row.locale) if row.locale in {one.code for one in languages()} else spoken
    return column.type.compared(value, said)


def _cut(parts: Iterable[Part]) -> Iterable[Part]:
    left = LONGEST
    for kind, text in parts:
        if left <= 0:
            yield "cut", "…"
            return
        yield kind, text[:left] + ("…" if len(text) > left else "")
        left -= len(text)


def _column(row: Any) -> Column | None:
    table = table_of(row.noun)
    return table.column(row.field) if table else None
