"""The rows that an order is about, each with the version that somebody has seen of it."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.orm import aliased

from webapp.grid import selects
from webapp.grid.blocks.limits import MOST_CELLS
from webapp.grid.blocks.orders import Order, Place, too_much
from webapp.grid.columns import Table
from webapp.grid.lists import list_key
from webapp.grid.rows import PER_PAGE, whole_records
from webapp.hypermedia.locales import current
from webapp.storage.versions import seen_sql

# Rows whose versions are read by one statement.
READ = 500


def places(connection: Connection, order: Order, columns: int = 1) -> list[Place]:
    """The rows that are named, or all that match the list's query. A version that nobody has seen is the one of now:
    it is what the preview shows."""
    if order.rows or order.query is None:
        return seen(connection, order.table, list(order.rows))
    ids = _listed(connection, order, 0, MOST_CELLS // max(columns, 1) + 1)
    if len(ids) * columns > MOST_CELLS:
        too_much()
    return seen(connection, order.table, [(id_, "") for id_ in ids])


def following(connection: Connection, order: Order, count: int) -> list[Place]:
    """So many of the list's rows that come after those of its page."""
    if count <= 0 or order.query is None:
        return []
    first = list_key(order.table, order.query).page * PER_PAGE if order.rows else 0
    known = {id_ for id_, _seen in order.rows}
    # A row that has moved since the page was loaded may be among them.
    ids = [id_ for id_ in _listed(connection, order, first, count + len(known)) if id_ not in known]
    return seen(connection, order.table, [(id_, "") for id_ in ids[:count]])


def seen(connection: Connection, table: Table, rows: list[Place]) -> list[Place]:
    unseen = iter([id_ for id_, version in rows if not version])
    versions: dict[int, str] = {}
    while ids := list(islice(unseen, READ)):
        found = connection.execute(_versions(table), {"locale": current().code, "ids": ids})
        versions |= {row.id: row.version for row in found}
    return [(id_, version or versions.get(id_, "")) for id_, version in rows]


def values_of(connection: Connection, table: Table, record: int) -> Any:
    """What a record itself holds in this language, by the names of its fields; None where there is none."""
    found = whole_records(connection, table, [record], current())
    return found[0] if found else None


def _listed(connection: Connection, order: Order, first: int, limit: int) -> list[int]:
    key = list_key(order.table, order.query or {})
    values = {"locale": current().code, "first": first, "limit": limit, **selects.words(key.q)}
    statement = selects.ids(order.table, key.sort or order.table.sort, bool(key.q), key.trash)
    return [row.id for row in statement.all(connection, **values)]


@cache
def _versions(table: Table) -> Select[Any]:
    model: Any = table.model
    version: Any = model.version + "."
    statement = select(model.id).select_from(model)
    if model.__texts__ is not None:
        own = aliased(model.__texts__, name="own")
        on = (getattr(own, f"{table.noun}_id") == model.id) & (own.locale == bindparam("locale", ""))
        statement = statement.outerjoin(own, on)
        version = seen_sql(model.version, own.version)
    return statement.add_columns(version.label("version")).where(model.id.in_(bindparam("ids", expanding=True)))
