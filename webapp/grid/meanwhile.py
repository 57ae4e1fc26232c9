"""Meanwhile: what somebody else did to a record after its author had seen it, and who that was, as the acts tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webapp.grid.columns import Column, Table
from webapp.storage.acts import Act
from webapp.storage.changes import TRASHED, Change, from_json, last_change, since
from webapp.storage.records import Record
from webapp.storage.transactions import snapshot


@dataclass(frozen=True, slots=True)
class By:
    """Who made a change, and when; `id` is the user's, None for a command."""

    name: str
    id: int | None
    at: Any


class Gone(Exception):
    """The record was moved to the trash meanwhile."""

    def __init__(self, by: By | None) -> None:
        super().__init__(by)
        self.by = by


class Conflict(Exception):
    """Somebody else changed this very field after its author had seen it. Values are as the field's type has them."""

    def __init__(self, theirs: Any, original: Any, known: bool, by: By | None, version: str) -> None:
        super().__init__(theirs)
        self.theirs = theirs
        self.original = original
        # Whether the original is known: a change from outside leaves no act that would tell it.
        self.known = known
        self.by = by
        self.version = version


def merge_or_conflict(session: Session, record: Record, field: str, locale: str, seen: str) -> None:
    """Silent where others changed only other fields since; a conflict where this one, or nobody knows what."""
    changes = since(session, record, field, locale, seen)
    same = [c for c in changes or [] if c.field == field]
    if changes is not None and not same:
        return
    original = from_json(type(record), field, same[0].old) if same else None
    by = _author(session, same[-1]) if same else None
    raise Conflict(record.value(field, locale), original, bool(same), by, record.version_in(locale))


def conflict_with(table: Table, column: Column, record_id: int, locale: str, written: Any) -> Conflict:
    """What stands in a field where an act that is taken back had `written` something else."""
    with snapshot() as connection, Session(connection) as session:
        record = session.get_one(table.model, record_id)
        spoken = locale if table.model.is_text(column.field) else None
        by = last_by(session, record, column.field, spoken)
        return Conflict(record.value(column.field, locale), written, True, by, record.version_in(locale))


def who_trashed(table: Table, record_id: int) -> By | None:
    """Who moved a record to the trash, as far as an act tells."""
    with snapshot() as connection, Session(connection) as session:
        return last_by(session, session.get_one(table.model, record_id), TRASHED)


def last_by(session: Session, record: Record, field: str, locale: str | None = None) -> By | None:
    change = last_change(session, record, field, locale)
    return _author(session, change) if change else None


def _author(session: Session, change: Change) -> By:
    act = session.get_one(Act, change.act_id)
    return By(act.actor, act.actor_id, act.at)
