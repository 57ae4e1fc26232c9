"""Undo and redo: an act taken back by another act. What somebody changed since is left and told, never forced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.grid.reversals import Undone, all_reversed
from webapp.storage import acts, steps
from webapp.storage.acts import Intent, Repeated
from webapp.storage.changes import Change, changes_of
from webapp.storage.noting import CREATED
from webapp.storage.transactions import snapshot

BATCH = 200


class NotYours(Exception):
    """The act is somebody else's, or there is none."""


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
        for change in changes_of(session, repeated.act_id):
            undone.note(change, change.old, change.new)
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
    return all_reversed(session, [one for one in changes if one.field == CREATED or one.record not in created], allowed)


def _created_in(session: Session, rows: Sequence[Change]) -> set[tuple[str, int]]:
    """Records of these changes that their act made: to take that back is to trash them, whatever they were made with.

    They are looked for by record: an import of many thousands would be gone through anew for each batch.
    """
    of_these = (Change.noun.in_({row.noun for row in rows}), Change.record_id.in_({row.record_id for row in rows}))
    made = session.execute(
        select(Change.noun, Change.record_id, Change.act_id).where(*of_these, Change.field == CREATED)
    )
    return {(noun, record_id) for noun, record_id, act_id in made if act_id == rows[0].act_id}
