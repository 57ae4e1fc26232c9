"""Values of which there is one alone: which fields hold such, and who has one already."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Table as Stored
from sqlalchemy import UniqueConstraint, inspect, select
from sqlalchemy.orm import Session

from webapp.grid.columns import Table
from webapp.grid.fields import Invalid


@cache
def only_ones(stored: Stored) -> frozenset[str]:
    """Columns of which no two rows hold the same, in any or in one language."""
    sets = [one.columns for one in stored.constraints if isinstance(one, UniqueConstraint)]
    sets += [one.columns for one in stored.indexes if one.unique]
    names = [{column.name for column in columns} - {"locale"} for columns in sets]
    return frozenset(name for some in names if len(some) == 1 for name in some)


def refuse_taken(session: Session, table: Table, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` for the first value of a new record that another one has, be it in the trash."""
    model: Any = table.model
    for field in sorted(only_ones(inspect(model).local_table) & values.keys()):
        there = session.execute(select(model.trashed_at).where(getattr(model, field) == values[field])).first()
        if there:
            raise taken(field, there.trashed_at is not None)


def taken(field: str = "", trashed: bool = False) -> Invalid:
    if trashed:
        text = _("Something in the trash already has this. Restore that, or choose something else.")
    else:
        text = _("Another record already has this. It must be the only one.")
    return Invalid("taken", text, field)
