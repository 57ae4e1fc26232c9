"""Writing one field: guarded by the version that its author saw, merged where somebody changed another field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.grid.columns import Column, Table
from webapp.grid.fields import Invalid
from webapp.storage import acts
from webapp.storage.acts import Act, Change, Intent
from webapp.storage.records import InUse, Record


@dataclass(frozen=True, slots=True)
class By:
    """Who made a change, and when; `id` is the user's, None for a command."""

    name: str
    id: int | None
    at: Any


class Missing(Exception):
    """No such record."""


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


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write: the act, None where nothing changed, and the value before."""

    act: int | None
    old: Any


def write_field(
    intent: Intent, table: Table, column: Column, record_id: int, locale: str, value: Any, seen: str
) -> Written:
    """Set a field in one transaction. Raises `Missing`, `Gone`, `Conflict`, `Invalid`, and what `carry_out` raises."""

    def work(session: Session) -> Any:
        record = found(session, table, record_id)
        if record.trashed_at is not None:
            raise Gone(_last(session, record, acts.TRASHED))
        old = record.value(column.field, locale)
        if old != value:
            if record.version != seen:
                _merge_or_conflict(session, record, column.field, locale, seen)
            _apply(column, record, value, locale)
            session.flush()
        return old

    try:
        old, act = acts.carry_out(intent, work)
    except IntegrityError as error:
        raise Invalid("taken", _("Another record already has this. It must be the only one.")) from error
    return Written(act, old)


def create(intent: Intent, table: Table, values: dict[str, Any], locale: str) -> tuple[int, int | None]:
    """Make a record with some values; return its id and the act."""

    def work(session: Session) -> int:
        record = table.model()
        session.add(record)
        with session.no_autoflush:
            for column in table.columns:
                if column.field in values:
                    _apply(column, record, values[column.field], locale)
        session.flush()
        return record.id

    try:
        return acts.carry_out(intent, work)
    except IntegrityError as error:
        raise Invalid("taken", _("Another record already has this. It must be the only one.")) from error


def set_trashed(intent: Intent, table: Table, record_id: int, trashed: bool) -> int | None:
    """Move a record to the trash or back; raises `Missing` and `InUse`. Nothing changes where it is there already."""

    def work(session: Session) -> None:
        record = found(session, table, record_id)
        if (record.trashed_at is not None) != trashed:
            (record.trash if trashed else record.restore)()

    return acts.carry_out(intent, work)[1]


def found(session: Session, table: Table, record_id: int) -> Record:
    record = session.get(table.model, record_id)
    if record is None:
        raise Missing
    return record


def in_use_text(error: InUse, noun: str) -> str:
    return str(_("%(n)s records refer to this (%(noun)s). Move them first.", n=error.count, noun=noun))


def _apply(column: Column, record: Record, value: Any, locale: str) -> None:
    try:
        column.apply(record, value, locale)
    except ValueError as error:
        raise Invalid(str(error) or "refused", _("This value cannot be used here.")) from error


def _merge_or_conflict(session: Session, record: Record, field: str, locale: str, seen: str) -> None:
    """Silent where others changed only other fields since; a conflict where this one, or nobody knows what."""
    changes = acts.since(session, record, seen)
    spoken = locale if record.is_text(field) else None
    same = [c for c in changes or [] if c.field == field and c.locale == spoken]
    if changes is not None and not same:
        return
    original = json.loads(same[0].old) if same else None
    by = _author(session, same[-1]) if same else None
    raise Conflict(record.value(field, locale), original, bool(same), by, record.version)


def _last(session: Session, record: Record, field: str) -> By | None:
    change = acts.last_change(session, record, field)
    return _author(session, change) if change else None


def _author(session: Session, change: Change) -> By:
    act = session.get_one(Act, change.act_id)
    return By(act.actor, act.actor_id, act.at)
