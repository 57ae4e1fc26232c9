"""The form that changes fields of many rows alike: each field has a switch, and only what is switched on is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext as _

from webapp import access
from webapp.grid.blocks.orders import SET, Order
from webapp.grid.columns import Column, Table
from webapp.grid.fields import Boolean, Invalid
from webapp.grid.figures import figures
from webapp.grid.lists import list_key
from webapp.hypermedia.locales import current
from webapp.storage.transactions import snapshot


@dataclass(frozen=True, slots=True)
class Bulk:
    """The form: the order that it is going to be, the columns that this visitor may write, how many rows it is about, what
    was typed, by the names of the form, and field -> what is wrong with that; "" -> what is wrong with all of it."""

    order: Order
    columns: list[Column]
    count: int
    typed: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def table(self) -> Table:
        return self.order.table

    @property
    def rows(self) -> str:
        return " ".join(f"{id_}:{seen}" for id_, seen in self.order.rows)

    @property
    def listed(self) -> str:
        """That of the list; empty where rows are named."""
        return "" if self.order.rows else f"?{urlencode(self.order.query or {})}"

    @property
    def has_texts(self) -> bool:
        return any(self.table.model.is_text(column.field) for column in self.columns)

    @property
    def has_numbers(self) -> bool:
        return any(column.type.number for column in self.columns)

    def may_clear(self, column: Column) -> bool:
        return may_clear(self.table, column)


def bulk_of(order: Order, typed: Mapping[str, str], errors: Mapping[str, str]) -> Bulk:
    visitor, locale = access.visitor(), current().code
    columns = [column for column in order.table.columns if order.table.may_write(visitor, column, locale)]
    return Bulk(order, columns, _count(order), typed, errors)


def _count(order: Order) -> int:
    if order.rows or order.query is None:
        return len(order.rows)
    with snapshot() as connection:
        return figures(connection, order.table, list_key(order.table, order.query), current())[0]


def may_clear(table: Table, column: Column) -> bool:
    """Whether the field can hold nothing; yes or no is always one of both."""
    if isinstance(column.type, Boolean):
        return False
    try:
        table.parse(column, "", current())
    except Invalid:
        return False
    return True


def mistakes(order: Order) -> dict[str, str]:
    """What is wrong with the form whatever its rows hold: field -> a sentence."""
    if not order.changes:
        return {"": _("Nothing is switched on yet. Switch on each field that is to change.")}
    visitor, locale = access.visitor(), current().code
    found: dict[str, str] = {}
    for field, (do, text) in order.changes.items():
        column = order.table.column(field)
        if (
            column
            and order.table.may_write(visitor, column, locale)
            and (wrong := _mistake(order.table, column, do, text))
        ):
            found[field] = wrong
    return found


def _mistake(table: Table, column: Column, do: str, text: str) -> str:
    if do == SET and not text.strip() and may_clear(table, column):
        return str(_("Type what it is to be, or choose “Clear”."))
    try:
        # What starts from the value of a row is tried on some number: its limits are another matter in each row.
        table.parse(column, text, current(), 1)
    except Invalid as error:
        return "" if error.code == "out_of_range" and column.type.is_relative(text) else error.text
    return ""
