"""A record that a relation names and that is not there yet: typed as `+ its name`, and made in the very act that refers to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from webapp.access import Right, Visitor
from webapp.grid.columns import Column, Table
from webapp.grid.fields import Invalid
from webapp.grid.relations import Relation
from webapp.hypermedia.locales import Language

SIGN = "+ "


@dataclass(frozen=True, slots=True)
class New:
    """What is yet to be made: a record of a table, by its name alone."""

    table: Table
    name: str


def may_make(visitor: Visitor | None, column: Column) -> bool:
    """Whether a name is enough for a record that this relation could name, and this visitor may make one."""
    if visitor is None or not isinstance(column.type, Relation):
        return False
    table = column.type.table
    asked = [one.field for one in table.columns if one.new and one.type.required]
    return asked == [table.title] and visitor.may(table.right or Right.FIELDS)


def meaning(
    shown: Table, column: Column, typed: str, spoken: Language, visitor: Visitor | None
) -> Callable[[Any], Any]:
    """As `Table.meaning`; of `+ name`, where there is none of that name, a `New` one. Raises `Invalid`."""
    makes, name = may_make(visitor, column), typed.removeprefix(SIGN).strip()
    try:
        return shown.meaning(column, name if makes and name and typed.startswith(SIGN) else typed, spoken)
    except Invalid as error:
        if not makes or not name or error.code != "no_such_record":
            raise
        if not typed.startswith(SIGN):
            text = _("There is no “%(name)s” here. Choose one of the list, or type + %(name)s to make it.", name=name)
            raise Invalid(error.code, text) from error
    made = _new(column, name, spoken)
    return lambda _before: made


def _new(column: Column, name: str, spoken: Language) -> New:
    assert isinstance(column.type, Relation)
    table = column.type.table
    title = table.column(table.title)
    assert title is not None, f"{table.plural} has no title"
    return New(table, title.type.parse(name, spoken))
