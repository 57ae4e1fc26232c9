"""What somebody chose lately for a field: read from their own last acts, by the indexes that undo and history use."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from webapp.grid.columns import Table
from webapp.storage.acts import Act
from webapp.storage.changes import Change

# So many acts are looked through, and so many choices are shown. An act by hand has few changes, an import thousands.
LOOKED_THROUGH, SHOWN = 50, 5
BY_HAND = ("grid", "page")


def recent(connection: Connection, table: Table, field: str, actor_id: int) -> list[int]:
    """The ids of the records, the latest first."""
    values = {"noun": table.noun, "field": field, "actor": actor_id}
    chosen = (json.loads(text) for text in connection.scalars(_chosen(), values))
    return list(dict.fromkeys(id_ for id_ in chosen if id_ is not None))[:SHOWN]


@cache
def _chosen() -> Select[Any]:
    mine = select(Act.id).where(Act.actor_id == bindparam("actor"), Act.way.in_(BY_HAND))
    last = mine.order_by(Act.id.desc()).limit(LOOKED_THROUGH).subquery()
    of_field = (Change.noun == bindparam("noun"), Change.field == bindparam("field"))
    return select(Change.new).join(last, last.c.id == Change.act_id).where(*of_field).order_by(Change.id.desc())
