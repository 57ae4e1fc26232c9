"""When records were last changed, as far as acts know: what came from outside has no time of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from webapp.storage.acts import Act
from webapp.storage.changes import Change

_LATEST = (
    select(Change.record_id, Change.locale, func.max(Act.at).label("at"))
    .join(Act, Act.id == Change.act_id)
    .where(Change.noun == bindparam("noun"), Change.record_id.in_(bindparam("ids", expanding=True)))
    .group_by(Change.record_id, Change.locale)
)
Latest = dict[tuple[int, str | None], datetime]


def latest_changes(connection: Connection, noun: str, ids: Collection[int]) -> Latest:
    """(id, locale) -> when its text in that language was changed last; under None what is no text."""
    rows = connection.execute(_LATEST, {"noun": noun, "ids": list(ids)})
    return {(row.record_id, row.locale): row.at for row in rows}
