"""The rows of a table as the grid shows them: one SELECT for the ids, and one for what they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection

from webapp.grid import selects
from webapp.grid.columns import Column, Table
from webapp.grid.fields import Boolean
from webapp.grid.lists import ListKey
from webapp.grid.relations import Relation
from webapp.hypermedia.locales import Language, marked, source
from webapp.storage import scopes
from webapp.storage.clock import moment_of
from webapp.storage.listings import listing_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows; `typed` is None where its editor comes from the server."""

    field: str
    kind: str
    text: str
    typed: str | None
    lang: str | None = None
    state: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the grid shows it. Whoever may write no field but texts may not move it to the trash either. `says`
    is what its buttons are called and its marks mean, the same for all rows in one language.
    """

    id: int
    version: str
    title: str
    cells: list[Cell]
    says: Mapping[str, str]
    index: int = 0
    url: str | None = None
    trashed: bool = False
    removable: bool = False

    def named(self, button: str) -> str:
        return self.says[button] % {"title": self.title}


# Translated once a language: asking gettext in each row costs as much as all its cells.
SAYINGS = {
    "open": marked("Open %(title)s"),
    "edit": marked("Edit"),
    "show": marked("Show %(title)s in the shop"),
    "restore": marked("Restore %(title)s"),
    "trash": marked("Move %(title)s to the trash"),
    "lent": marked("Not translated yet"),
}


@cache
def _sayings(spoken: Language) -> Mapping[str, str]:
    """Not escaped: what a title is put into is escaped with it."""
    return {name: spoken.translations.gettext(text) for name, text in SAYINGS.items()}


def scopes_of(table: Table, locale: str) -> set[str]:
    """All that the rows of a table show in one language: its noun, its relations, and the source that texts fall back to."""
    shown = [table, *(column.type.table for column in table.columns if isinstance(column.type, Relation))]
    nouns = {noun for one in shown for noun in _nouns(one.model)}
    due = {scopes.due(one.noun) for one in shown if hasattr(one.model, "__due__")}
    return {scopes.of(noun, spoken) for noun in nouns for spoken in (None, locale, source())} | due


def _nouns(model: Any) -> set[str]:
    """The nouns whose scopes a record's cells depend on: its own, and that of the name which the listing found for it."""
    listing = listing_of(model)
    named = scopes.declared(listing.__tablename__) if listing is not None else ()
    return {model.__noun__, *(scope.noun for scope in named if not scope.columns or "name" in scope.columns)}


def page_of_rows(
    connection: Connection, table: Table, key: ListKey, spoken: Language, locked: tuple[str, ...], count: int = 0
) -> list[Row]:
    """The rows of one page, in order; with the `count` of all, a page of the second half is read from the end."""
    first = (key.page - 1) * PER_PAGE
    ids = _ids_of_page(connection, table, key, spoken, first, count)
    by_id = {row.id: row for row in rows(connection, table, ids, spoken, locked)}
    return [_placed(by_id[id_], first + place) for place, id_ in enumerate(ids, 1)]


def _ids_of_page(
    connection: Connection, table: Table, key: ListKey, spoken: Language, first: int, count: int
) -> list[int]:
    sort, size, back = key.sort or table.sort, PER_PAGE, first > count // 2 > 0
    if back:
        size = max(0, min(size, count - first))
        first, sort = count - first - size, sort[1:] if sort.startswith("-") else f"-{sort}"
    values = {"locale": spoken.code, "first": first, "limit": size, **selects.words(key.q)}
    ids = [row.id for row in selects.ids(table, sort, bool(key.q), key.trash).all(connection, **values)]
    return ids[::-1] if back else ids


def rows(connection: Connection, table: Table, ids: list[int], spoken: Language, locked: tuple[str, ...]) -> list[Row]:
    """The rows of some records, in no order."""
    found = selects.shown(table).all(connection, locale=spoken.code, source=source(), ids=ids)
    return [as_row(table, record, spoken, locked, moment_of(connection)) for record in found]


def _placed(row: Row, index: int) -> Row:
    return replace(row, index=index)


def whole_records(connection: Connection, table: Table, ids: list[int], spoken: Language) -> list[Any]:
    """What the cells of some records show, and of long texts all; in no order."""
    return selects.shown(table, True).all(connection, locale=spoken.code, source=source(), ids=ids)


def as_row(table: Table, record: Any, spoken: Language, locked: tuple[str, ...], moment: datetime) -> Row:
    cells = [_cell(table, column, record, spoken, column.field in locked) for column in table.columns]
    for derived in table.derived:
        text, state = derived.show(record, spoken, moment)
        cells.append(Cell(derived.field, "derived", text, None, state=state, locked=True))
    title = getattr(record, "listed", None) or getattr(record, table.title) or f"#{record.id}"
    url = table.page_url(spoken.code, record) if table.page_url else None
    removable = any(c.field not in locked and not table.model.is_text(c.field) for c in table.columns)
    trashed = record.trashed_at is not None
    return Row(record.id, record.version, title, cells, _sayings(spoken), 0, url, trashed, removable)


def _cell(table: Table, column: Column, record: Any, spoken: Language, locked: bool) -> Cell:
    kind, value = column.type.kind, getattr(record, column.field)
    if isinstance(column.type, Relation):
        name = getattr(record, f"{column.field}_name") or ""
        return Cell(column.field, kind, name, name, locked=locked)
    if isinstance(column.type, Boolean):
        said, state = column.type.shown(value, spoken), "yes" if value else "no"
        return Cell(column.field, kind, said, column.type.typed(value, spoken), state=state, locked=locked)
    typed = column.type.typed(value, spoken) if column.type.opens_at_once else None
    if value is None and table.model.is_text(column.field):
        lent, code = inherited(table, column, record)
        if lent and code != spoken.code:
            return Cell(column.field, kind, column.type.shown(lent, spoken), typed, code, "inherited", locked)
    return Cell(column.field, kind, column.type.shown(value, spoken), typed, locked=locked)


def inherited(table: Table, column: Column, record: Any) -> tuple[Any, str]:
    """What stands in for a text that is not translated, and its language."""
    if column.field == table.title and hasattr(record, "listed"):
        return record.listed, record.listed_locale or source()
    return getattr(record, f"{column.field}_source"), source()
