"""Undo and redo: an act taken back by another act. What somebody changed since is left and told, never forced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.storage import acts, steps
from webapp.storage.acts import CREATED, TRASHED, Change, Intent, Repeated
from webapp.storage.noting import settle
from webapp.storage.records import InUse, Record, all_locked, model_of
from webapp.storage.transactions import snapshot

BATCH = 200


class NotYours(Exception):
    """The act is somebody else's, or there is none."""


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
    was changed since, where else somebody may not write it or the database has a reason against it."""

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


def take_back(
    intent: Intent,
    act_id: int | None,
    anybodys: bool = False,
    allowed: Callable[[Change], bool] = lambda _change: True,
) -> Undone | None:
    """Undo or redo, as the intent's way says: an act, or without one the next step of its author, None where there is none.

    It is done in transactions of some hundred changes; what is not `allowed` is left. Raises `NotYours` and `TakenBack`.
    """
    with snapshot() as connection:
        # Before anything else is asked: what is left to take back is not what it was.
        acts.refuse_repeated(connection, intent)
        if act_id is None:
            act_id = steps.next_step(connection, _id(intent), intent.way)
        elif not _may_name(steps.author_of(connection, act_id), intent, anybodys):
            raise NotYours
        if act_id is None:
            return None
        end = steps.end_of(connection, act_id, intent.way)
        changes = list(connection.scalars(select(Change.id).where(Change.act_id == end).order_by(Change.id.desc())))
    return _all_taken_back(intent, end, changes, allowed)


def _id(intent: Intent) -> int:
    assert intent.actor.id is not None, "only people undo"
    return intent.actor.id


def _may_name(author: tuple[int | None] | None, intent: Intent, anybodys: bool) -> bool:
    return author is not None and (anybodys or author == (intent.actor.id,))


def _all_taken_back(intent: Intent, end: int, changes: list[int], allowed: Callable[[Change], bool]) -> Undone:
    undone = Undone()
    for batch in _batches(changes):
        key = Intent(intent.actor, intent.way, intent.key if undone.act is None else None, end)
        work = partial(_take_back, end=None if undone.act else end, batch=batch, allowed=allowed)
        done, undone.act = acts.carry_out(key, work, undone.act)
        undone.add(done)
    if undone.act is None:
        acts.carry_out(Intent(intent.actor, steps.KEPT, intent.key, end), lambda session: session.info["act"].begin())
    return undone


def done_before(repeated: Repeated) -> Undone:
    """What an undo did whose answer was lost, to be told again."""
    with snapshot() as connection, Session(connection) as session:
        undone = Undone(repeated.act_id)
        for change in acts.changes_of(session, repeated.act_id):
            _note(undone, change, change.old, change.new)
        if not undone.touched:
            undone.act = None
    return undone


def _batches(changes: list[int]) -> Iterator[list[int]]:
    remaining = iter(changes)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _take_back(session: Session, end: int | None, batch: list[int], allowed: Callable[[Change], bool]) -> Undone:
    if end is not None:
        steps.claim(session, end)
    changes = session.scalars(select(Change).where(Change.id.in_(batch)).order_by(Change.id.desc())).all()
    created = _created_in(session, changes)
    # A part that fails would have them all read anew, one by one.
    session.expunge_all()
    return _reversed(session, [one for one in changes if one.field == CREATED or one.record not in created], allowed)


def _reversed(session: Session, changes: Sequence[Change], allowed: Callable[[Change], bool]) -> Undone:
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
    undone = _reversed(session, changes[:half], allowed)
    undone.add(_reversed(session, changes[half:], allowed))
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
            _note(undone, change, change.new, change.old)
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


def _place(change: Change) -> tuple[str, int, str, str | None]:
    return change.noun, change.record_id, change.field, change.locale


def _note(undone: Undone, change: Change, old: str, new: str) -> None:
    undone.touched[change.record] = None
    if change.field in (CREATED, TRASHED):
        undone.moved[change.record] = change.field == TRASHED and new == "null"
    else:
        model = model_of(change.noun)
        values = (acts.from_json(model, change.field, text) for text in (old, new))
        undone.changed.append(Value(*_place(change), *values))


def _created_in(session: Session, rows: Sequence[Change]) -> set[tuple[str, int]]:
    """Records of these changes that their act made: to take that back is to trash them, whatever they were made with.

    They are looked for by record: an import of many thousands would be gone through anew for each batch.
    """
    of_these = (Change.noun.in_({row.noun for row in rows}), Change.record_id.in_({row.record_id for row in rows}))
    made = session.execute(
        select(Change.noun, Change.record_id, Change.act_id).where(*of_these, Change.field == CREATED)
    )
    return {(noun, record_id) for noun, record_id, act_id in made if act_id == rows[0].act_id}


def _reversed_or_left(record: Record, change: Change) -> Left | None:
    """Reverse one change, unless somebody has changed the same since or the record has a reason against it."""
    if left := _changed_since(record, change):
        return left
    try:
        _reverse(record, change)
    except (InUse, ValueError):
        return Left(*_place(change))
    return None


def _changed_since(record: Record, change: Change) -> Left | None:
    new = json.loads(change.new)
    if change.field in (CREATED, TRASHED):
        there = record.trashed_at is None
        as_left = there == (change.field == CREATED or new is None)
        return None if as_left else Left(*_place(change), since=True)
    stands = record.value(change.field, change.locale or "")
    if _plain(stands) == new:
        return None
    wanted, written = (acts.from_json(type(record), change.field, text) for text in (change.old, change.new))
    return Left(*_place(change), wanted, written, since=True)


def _reverse(record: Record, change: Change) -> None:
    if change.field in (CREATED, TRASHED):
        (record.trash if record.trashed_at is None else record.restore)()
    else:
        record.assign(change.field, change.locale or "", acts.from_json(type(record), change.field, change.old))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
