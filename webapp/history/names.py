"""What the history calls people and records."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from webapp.grid.columns import Table
from webapp.storage.acts import Act
from webapp.storage.listings import listing_of, record_column


def people(connection: Connection) -> list[Any]:
    """(id, name) of whoever did something, by the name that they bore last; each is found by one look into an index."""
    least = select(func.min(Act.actor_id))
    walk = select(least.scalar_subquery().label("id")).cte("walk", recursive=True)
    step = least.where(Act.actor_id > walk.c.id).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(step).where(walk.c.id.is_not(None)))
    last = select(Act.actor).where(Act.actor_id == walk.c.id).order_by(Act.id.desc()).limit(1)
    named = select(walk.c.id, last.correlate(walk).scalar_subquery().label("name")).where(walk.c.id.is_not(None))
    return sorted(connection.execute(named), key=lambda row: row.name.casefold())


@cache
def _titles(table: Table) -> Select[Any]:
    model: Any = table.model
    listing = listing_of(model)
    if listing is None:
        return select(model.id, getattr(model, table.title).label("name")).where(
            model.id.in_(bindparam("ids", expanding=True))
        )
    named = select(record_column(listing).label("id"), listing.name)
    return named.where(
        record_column(listing).in_(bindparam("ids", expanding=True)), listing.locale == bindparam("locale")
    )


def titles(connection: Connection, table: Table, ids: set[int], locale: str) -> dict[int, str]:
    """What records are called, those in the trash too."""
    values: dict[str, Any] = {"ids": sorted(ids)}
    if listing_of(table.model) is not None:
        values["locale"] = locale
    return {row.id: row.name for row in connection.execute(_titles(table), values) if row.name}
