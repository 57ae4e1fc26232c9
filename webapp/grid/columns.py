"""Columns and tables: what the next developer declares to put a noun on the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from webapp.access import Right, Visitor
from webapp.grid.fields import Field
from webapp.grid.numbers import Integer
from webapp.hypermedia.answers import Partial
from webapp.hypermedia.fragments import Placed
from webapp.hypermedia.locales import Language, source
from webapp.storage.records import Record


@dataclass(frozen=True)
class Column:
    """One field of a noun on the desk. `label` is a msgid.

    `write` is a verb of the model, given the value (and the locale where the field is a text); without one the value is
    assigned. `new` asks for it when a record is made. A `locked` column is shown and never written. What is not `copied`
    a copy of the record begins without, as any new one does: that it is published, say. `refusals` are
    (code, msgid): what is wrong and what to do where the verb raises `ValueError` with that code.
    """

    field: str
    type: Field
    label: str
    write: Callable[..., None] | None = None
    sortable: bool = False
    searched: bool = False
    new: bool = False
    locked: bool = False
    copied: bool = True
    refusals: tuple[tuple[str, str], ...] = ()

    def apply(self, record: Record, value: Any, locale: str) -> None:
        if self.write is None:
            record.assign(self.field, locale, value)
        elif record.is_text(self.field):
            self.write(record, value, locale)
        else:
            self.write(record, value)


@dataclass(frozen=True)
class Derived:
    """A cell that follows from others of its row and the moment: `show(row, language, moment)` gives (text, state)."""

    field: str
    label: str
    show: Callable[[Any, Language, datetime], tuple[str, str]]


WHOLE = Integer()


@dataclass(frozen=True, eq=False)
class Total:
    """A figure over all rows that the filter lets through; `tally` names the one of the model that keeps it for all that stand."""

    field: str
    label: str
    figure: ColumnElement[Any]
    type: Field = WHOLE
    tally: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A noun on the desk: `/<locale>/desk/<plural>` and the URLs of its fields.

    `title` is the field that names a record. `page(locale, id)` places the fragment of its public page, for edits made
    there, and `page_url(locale, row)` is where that page is. Where one fragment named by its record would not do, such as
    for a row list of the noun's own, `elsewhere(id)` gives the parts of the page that the request was sent from.
    `right` is what it takes to see it at all and to write any of it, where that is more than for other tables. `refusals` are
    those of a column, where the trash raises `ValueError`.
    """

    model: type[Record]
    plural: str
    label: str
    columns: tuple[Column, ...]
    derived: tuple[Derived, ...] = ()
    totals: tuple[Total, ...] = ()
    title: str = "name"
    sort: str = "name"
    page: Callable[[str, int], Placed] | None = None
    page_url: Callable[[str, Any], str | None] | None = None
    elsewhere: Callable[[int], Iterable[Partial]] | None = None
    right: Right | None = None
    refusals: tuple[tuple[str, str], ...] = ()

    @property
    def noun(self) -> str:
        return self.model.__noun__

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.field == name), None)

    def meaning(self, column: Column, typed: str, spoken: Language) -> Callable[[Any], Any]:
        """The value of what was typed, given the value that stands there. What means the same anyway is read at once."""
        if column.type.is_relative(typed):
            return lambda before: self.parse(column, typed, spoken, before)
        value = self.parse(column, typed, spoken)
        return lambda _before: value

    def parse(self, column: Column, typed: str, spoken: Language, before: Any = None) -> Any:
        """The value of what was typed; a required text may be empty where another language stands in, or it is not told at all."""
        optional = self.model.is_text(column.field) and not (self.model.falls_back() and spoken.code == source())
        if optional and column.type.required and not typed.strip():
            return None
        return column.type.parse(typed, spoken, before)

    def locked_for(self, visitor: Visitor | None, locale: str) -> tuple[str, ...]:
        """The fields that somebody may not write in this language."""
        return tuple(c.field for c in self.columns if c.locked or not self.may_write(visitor, c, locale))

    def may_see(self, visitor: Visitor | None) -> bool:
        return visitor is not None and visitor.may(self.right or Right.LOOK)

    def may_write(self, visitor: Visitor | None, column: Column, locale: str) -> bool:
        right = self.right or (Right.TEXTS if self.model.is_text(column.field) else Right.FIELDS)
        return visitor is not None and not column.locked and visitor.may(right, locale)


_TABLES: dict[str, Table] = {}


def register(*tables: Table) -> None:
    """Put tables on the desk, in this order."""
    for table in tables:
        _TABLES[table.plural] = table


def table_named(plural: str) -> Table | None:
    return _TABLES.get(plural)


def table_of(noun: str) -> Table | None:
    return next((table for table in _TABLES.values() if table.noun == noun), None)


def tables() -> Iterator[Table]:
    yield from _TABLES.values()


def tables_for(visitor: Visitor | None) -> list[Table]:
    """Those that this visitor may see; what not everybody may stands last."""
    return sorted((table for table in tables() if table.may_see(visitor)), key=lambda table: table.right is not None)
