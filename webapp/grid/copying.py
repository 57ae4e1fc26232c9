"""Copies of records, with their texts in all languages: what has to be the only one of its kind is made anew.

Which fields those are the model says itself. A text of that kind, such as an address, is left to the verb that writes the
name; any other is asked of its type.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from webapp.grid.columns import Column, Table
from webapp.grid.uniques import only_ones
from webapp.grid.writing import Missing, apply, carried_out
from webapp.hypermedia.locales import current
from webapp.hypermedia.locales import gettext as _
from webapp.storage.acts import Act, Intent, Repeated
from webapp.storage.changes import TRASHED, Change
from webapp.storage.noting import CREATED
from webapp.storage.records import Record
from webapp.storage.transactions import snapshot

# How many values are looked up at a time until one is free.
ASKED = 50


def copy(intent: Intent, table: Table, ids: list[int]) -> tuple[list[int], int | None]:
    """Copy records as one act; return the ids of the copies, and the act. Raises `Missing` and `Invalid`."""

    def work(session: Session) -> list[int]:
        return [_copied(session, table, record).id for record in _originals(session, table, ids)]

    try:
        return carried_out(intent, work)
    except Repeated as repeated:
        return _made_by(intent, table, repeated.act_id), repeated.act_id


def _originals(session: Session, table: Table, ids: list[int]) -> list[Any]:
    """In the order of their ids; none of them is in the trash."""
    model: Any = table.model
    found = select(model).where(model.id.in_(ids), model.trashed_at.is_(None)).order_by(model.id)
    records = list(session.scalars(found.options(selectinload(model.texts)) if model.__texts__ else found))
    if len(records) < len(ids):
        raise Missing
    return records


def _made_by(intent: Intent, table: Table, act_id: int) -> list[int]:
    """The copies that this very form has made before; raises `Missing` where it was sent for something else."""
    mine = (Act.id == act_id, Act.actor_id == intent.actor.id, Change.noun == table.noun, Change.field == CREATED)
    found = select(Change.record_id).join(Act, Act.id == Change.act_id).where(*mine).order_by(Change.record_id)
    with snapshot() as connection:
        made = list(connection.scalars(found))
    if not made:
        raise Missing
    return made


def _copied(session: Session, table: Table, original: Any) -> Record:
    record = table.model()
    session.add(record)
    with session.no_autoflush:
        for field in _undeclared(table):
            setattr(record, field, getattr(original, field))
        for column in table.columns:
            if column.copied and not column.locked:
                for value, locale in _values(session, table, column, original):
                    apply(column, record, value, locale)
    session.flush()
    return record


def _undeclared(table: Table) -> set[str]:
    """Fields of the record itself that are on no desk, such as its picture."""
    fields = set(inspect(table.model).columns.keys()) - {"id", "version", TRASHED}
    return fields - {column.field for column in table.columns} - only_ones(inspect(table.model).local_table)


def _values(session: Session, table: Table, column: Column, original: Any) -> Iterator[tuple[Any, str]]:
    """The values of a field with their languages; of one that is no text, this page's stands for any."""
    model: Any = table.model
    if model.is_text(column.field):
        if column.field not in only_ones(inspect(model.__texts__).local_table):
            found = {locale: original.value(column.field, locale) for locale in original.texts}
            yield from ((value, locale) for locale, value in found.items() if value is not None)
        return
    value = getattr(original, column.field)
    if value is not None and column.field in only_ones(inspect(model).local_table):
        value = _free(session, table, column, value)
    yield value, current().code


def _free(session: Session, table: Table, column: Column, value: Any) -> Any:
    """The first value after this one that nobody has, in the trash or not."""
    field = getattr(table.model, column.field)
    for first in count(2, ASKED):
        tried = [_another(table, column, value, number) for number in range(first, first + ASKED)]
        taken = set(session.scalars(select(field).where(field.in_(tried))))
        if free := next((one for one in tried if one not in taken), None):
            return free
    raise AssertionError("the numbers do not end")


def _another(table: Table, column: Column, value: Any, number: int) -> Any:
    """What a record is called says that it is a copy; other values are told apart in the way of their type."""
    if column.field != table.title:
        return column.type.another(value, number)
    called = _("%(name)s (copy)") if number == 2 else _("%(name)s (copy %(n)s)", name="%(name)s", n=number - 1)
    longest: int = getattr(column.type, "longest", len(value + called))
    return called % {"name": value[: longest - len(called % {"name": ""})]}
