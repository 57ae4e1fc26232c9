"""Reversals: what an undo does to each change of an act, and what of it is left because somebody changed it since."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.storage import acts
from webapp.storage.changes import TRASHED, Change, from_json
from webapp.storage.noting import CREATED, settle
from webapp.storage.records import InTrash, InUse, Record, all_locked, model_of


class Value(NamedTuple):
    """A field of a record, in one language where it is a text: what was there, and what is there now."""

    noun: str
    record_id: int
    field: str
    locale: str | None
    old: Any
    new: Any


class Left(NamedTuple):
    """What was left as it is. `wanted` and `written` are what stood there before the act and after it; `since` tells that it
    was changed since, where else it is in the trash, somebody may not write it or the database has a reason against it."""

    noun: str
    record_id: int
    field: str
    locale: str | None
    wanted: Any = None
    written: Any = None
    since: bool = False


@dataclass(slots=True)
class Undone:
    """What an undo or redo did: its own act, the records it touched, each as (noun, id), and what it left."""

    act: int | None = None
    touched: dict[tuple[str, int], None] = field(default_factory=dict)
    changed: list[Value] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    # Records that went to the trash or came back, so that a list has to be read anew: (noun, id) -> whether it came.
    moved: dict[tuple[str, int], bool] = field(default_factory=dict)

    def add(self, other: Undone) -> None:
        """What a further transaction did; each collects by itself, since it may be run anew."""
        self.touched |= other.touched
        self.changed += other.changed
        self.left += other.left
        self.moved |= other.moved

    def note(self, change: Change, old: str, new: str) -> None:
        """What a change was, or what it was when it was reversed."""
        self.touched[change.record] = None
        if change.field in (CREATED, TRASHED):
            self.moved[change.record] = change.field == TRASHED and new == "null"
        else:
            model = model_of(change.noun)
            values = (from_json(model, change.field, text) for text in (old, new))
            self.changed.append(Value(*_place(change), *values))


def _place(change: Change) -> tuple[str, int, str, str | None]:
    return change.noun, change.record_id, change.field, change.locale


def all_reversed(session: Session, changes: Sequence[Change], allowed: Callable[[Change], bool]) -> Undone:
    """All that can be. What the database refuses is looked for by halves: its refusal names no row."""
    try:
        with acts.savepoint(session):
            undone = _each_reversed(session, changes, allowed)
            settle(session)
            return undone
    except IntegrityError:
        if len(changes) == 1:
            return Undone(left=[Left(*_place(changes[0]))])
    half = len(changes) // 2
    undone = all_reversed(session, changes[:half], allowed)
    undone.add(all_reversed(session, changes[half:], allowed))
    return undone


def _each_reversed(session: Session, changes: Sequence[Change], allowed: Callable[[Change], bool]) -> Undone:
    undone, records = Undone(), _owners(session, changes)
    for change in changes:
        if (record := records.get(change.record)) is None:
            continue
        left = _reversed_or_left(record, change) if allowed(change) else Left(*_place(change))
        if left:
            undone.left.append(left)
        else:
            undone.note(change, change.new, change.old)
    return undone


def _owners(session: Session, changes: Sequence[Change]) -> dict[tuple[str, int], Record]:
    """(noun, id) -> the record that a change is of."""
    found: dict[tuple[str, int], Record] = {}
    for noun in sorted({change.noun for change in changes}):
        model, these = model_of(noun), [change for change in changes if change.noun == noun]
        texts = any(change.locale for change in these)
        records = all_locked(session, model, (change.record_id for change in these), texts)
        found |= {(noun, record_id): record for record_id, record in records.items()}
    return found


def _reversed_or_left(record: Record, change: Change) -> Left | None:
    """Reverse one change, unless somebody has changed the same since or the record has a reason against it."""
    if left := _changed_since(record, change):
        return left
    try:
        _reverse(record, change)
    except (InUse, InTrash, ValueError):
        return Left(*_place(change))
    return None


def _changed_since(record: Record, change: Change) -> Left | None:
    new = json.loads(change.new)
    if change.field in (CREATED, TRASHED):
        there = record.trashed_at is None
        as_left = there == (change.field == CREATED or new is None)
        return None if as_left else Left(*_place(change), since=True)
    if record.trashed_at is not None:
        return Left(*_place(change))
    stands = record.value(change.field, change.locale or "")
    if _plain(stands) == new:
        return None
    wanted, written = (from_json(type(record), change.field, text) for text in (change.old, change.new))
    return Left(*_place(change), wanted, written, since=True)


def _reverse(record: Record, change: Change) -> None:
    if change.field in (CREATED, TRASHED):
        (record.trash if record.trashed_at is None else record.restore)()
    else:
        value = from_json(type(record), change.field, change.old)
        record.refuse_trashed(change.field, value)
        record.assign(change.field, change.locale or "", value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
