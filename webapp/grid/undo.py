"""Undo: an act taken back by another act. What somebody changed since is kept and told, never forced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.storage import acts
from webapp.storage.acts import CREATED, TRASHED, Act, Change, Intent
from webapp.storage.records import InUse, Record
from webapp.storage.transactions import write

BATCH = 200


class NotYours(Exception):
    """The act is somebody else's, or there is none."""


class DoneBefore(Exception):
    """The act was taken back already."""


@dataclass(slots=True)
class Undone:
    """What an undo did: its own act, the records it touched, each as (noun, id), and what it left as it is."""

    act: int | None = None
    touched: dict[tuple[str, int], None] = field(default_factory=dict)
    changed: list[tuple[str, int, str, str | None, Any, Any]] = field(default_factory=list)
    kept: list[tuple[str, int, str, str | None, Any]] = field(default_factory=list)
    # Whether rows came or went, so that a list has to be read anew.
    rows_moved: bool = False

    def add(self, other: Undone) -> None:
        """What a further transaction did; each collects by itself, since it may be run anew."""
        self.touched |= other.touched
        self.changed += other.changed
        self.kept += other.kept
        self.rows_moved |= other.rows_moved


def undo(
    intent: Intent, act_id: int, anybodys: bool, allowed: Callable[[Change], bool] = lambda _change: True
) -> Undone:
    """Take an act back, in transactions of some hundred changes; what is not `allowed` is kept.

    Raises `NotYours` and `DoneBefore`.
    """
    changes = write(lambda session: _checked(session, intent, act_id, anybodys))
    undone = Undone()
    for batch in _batches(changes):
        key = Intent(intent.actor, intent.way, intent.key if undone.act is None else None, act_id)
        done, undone.act = acts.carry_out(key, partial(_take_back, batch=batch, allowed=allowed), undone.act)
        undone.add(done)
    return undone


def latest(actor_id: int) -> int | None:
    """The last act of somebody that is no undo and was not taken back: what Undo without a name means."""

    def work(session: Session) -> int | None:
        undoing = select(Act.undoes).where(Act.undoes.is_not(None))
        mine = select(Act.id).where(Act.actor_id == actor_id, Act.undoes.is_(None), Act.id.not_in(undoing))
        return session.scalar(mine.order_by(Act.id.desc()).limit(1))

    return write(work)


def _checked(session: Session, intent: Intent, act_id: int, anybodys: bool) -> list[int]:
    act = session.get(Act, act_id)
    if act is None or (act.actor_id != intent.actor.id and not anybodys):
        raise NotYours
    if session.scalar(select(exists().where(Act.undoes == act_id))):
        raise DoneBefore
    return [change.id for change in acts.changes_of(session, act_id)]


def _batches(changes: list[int]) -> Iterator[list[int]]:
    remaining = iter(changes)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _take_back(session: Session, batch: list[int], allowed: Callable[[Change], bool]) -> Undone:
    undone = Undone()
    rows = session.scalars(select(Change).where(Change.id.in_(batch)).order_by(Change.id.desc())).all()
    created = _created_in(session, rows)
    for change in rows:
        record = acts.owner_of(session, change)
        if record is None or ((change.noun, change.record_id) in created and change.field != CREATED):
            continue
        if not allowed(change):
            undone.kept.append((change.noun, change.record_id, change.field, change.locale, None))
            continue
        changed = len(undone.changed)
        try:
            with acts.savepoint(session):
                _reverse(record, change, undone)
        except (IntegrityError, InUse, ValueError):
            del undone.changed[changed:]
            undone.kept.append((change.noun, change.record_id, change.field, change.locale, None))
            continue
        undone.touched[change.noun, change.record_id] = None
    return undone


def _created_in(session: Session, rows: Sequence[Change]) -> set[tuple[str, int]]:
    """Records of these changes that their act made: to take that back is to trash them, whatever they were made with.

    They are looked for by record: an import of many thousands would be gone through anew for each batch.
    """
    of_these = (Change.noun.in_({row.noun for row in rows}), Change.record_id.in_({row.record_id for row in rows}))
    made = session.execute(
        select(Change.noun, Change.record_id, Change.act_id).where(*of_these, Change.field == CREATED)
    )
    return {(noun, record_id) for noun, record_id, act_id in made if act_id == rows[0].act_id}


def _reverse(record: Record, change: Change, undone: Undone) -> None:
    new = json.loads(change.new)
    if change.field in (CREATED, TRASHED):
        there = record.trashed_at is None
        if there != (change.field == CREATED or new is None):
            undone.kept.append((change.noun, change.record_id, change.field, change.locale, None))
            return
        undone.rows_moved = True
        (record.trash if there else record.restore)()
    elif _plain(record.value(change.field, change.locale or "")) != new:
        current = record.value(change.field, change.locale or "")
        undone.kept.append((change.noun, change.record_id, change.field, change.locale, current))
    else:
        record.assign(change.field, change.locale or "", acts.from_json(type(record), change.field, change.old))
        values = (acts.from_json(type(record), change.field, text) for text in (change.new, change.old))
        undone.changed.append((change.noun, change.record_id, change.field, change.locale, *values))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
