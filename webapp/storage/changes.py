"""Changes: one field of one record, from what to what, as an act noted it; and what they tell of a record's past."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ForeignKey, Index, String, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.extensions import Base
from webapp.storage.clock import Moment
from webapp.storage.records import Record
from webapp.storage.versions import seen_of

TRASHED = "trashed_at"
# Whoever saw a state older than this many changes is asked rather than merged.
LOOKED_BACK = 200


class Change(Base):
    """One field of one record that an act changed; values as JSON, `null` where there was none."""

    __tablename__ = "act_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    noun: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str | None] = mapped_column(String(16))
    old: Mapped[str]
    new: Mapped[str]
    version_before: Mapped[str | None] = mapped_column(String(16))
    version_after: Mapped[str] = mapped_column(String(16))

    @property
    def record(self) -> tuple[str, int]:
        """The noun and id of what it is a change of."""
        return self.noun, self.record_id

    __table_args__ = (
        # Merging and history: the changes of one record, in their order.
        Index("ix_act_change_record", "noun", "record_id", "id"),
        # Undo and history: those of an act; and the acts that changed a table, latest first.
        Index("ix_act_change_act", "act_id", "id"),
        Index("ix_act_change_noun", "noun", "act_id"),
    )


def since(session: Session, record: Record, field: str, locale: str, seen: str) -> list[Change] | None:
    """The changes of what holds a field, the record or its text in a language, after the state that was `seen`, oldest first.

    None where they are not all known: that state was never ours, or a change came from outside.
    """
    part, version = record.part(field, locale), seen_of(seen, record.is_text(field))
    expected: str | None = part.version if part else ""
    if version is None:
        return None
    if version == expected:
        return []
    spoken = locale if record.is_text(field) else None
    of_part = (
        Change.noun == record.__noun__,
        Change.record_id == record.id,
        Change.locale.is_not_distinct_from(spoken),
    )
    rows = session.scalars(select(Change).where(*of_part).order_by(Change.id.desc()).limit(LOOKED_BACK))
    found: list[Change] = []
    for (before, after), step in groupby(rows, key=lambda change: (change.version_before, change.version_after)):
        if after != expected:
            return None
        found += step
        if (before or "") == version:
            return found[::-1]
        expected = before
    return None


def last_change(session: Session, record: Record, field: str, locale: str | None = None) -> Change | None:
    """The latest change of one field of a record, in a language where it is a text."""
    of_field = (Change.noun == record.__noun__, Change.record_id == record.id, Change.field == field)
    spoken = Change.locale.is_not_distinct_from(locale)
    return session.scalar(select(Change).where(*of_field, spoken).order_by(Change.id.desc()).limit(1))


def changes_of(session: Session, act_id: int) -> Sequence[Change]:
    """What an act changed, newest first: the order in which it is taken back."""
    return session.scalars(select(Change).where(Change.act_id == act_id).order_by(Change.id.desc())).all()


def from_json(model: type[Record], field: str, text: str) -> Any:
    """What a change noted of a field, as the field's own type."""
    value = json.loads(text)
    holder = model.__texts__ if model.is_text(field) and model.__texts__ else model
    is_moment = isinstance(inspect(holder).columns[field].type, Moment)
    return datetime.fromisoformat(value) if is_moment and value is not None else value
