"""Writing many cells as one act: in transactions of some hundred rows, each cell guarded and merged as one by itself is.

What is shown before it is written is found out in the same way, by doing it and taking it back; so every refusal is known
then, those of verbs and of the database too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.grid.blocks.cells import CHANGED, CONFLICT, GONE, PROBLEMS, READY, SAME, WRONG, Block, Cell
from webapp.grid.columns import Table
from webapp.grid.fields import Invalid
from webapp.grid.meanwhile import Conflict, Gone
from webapp.grid.writing import made, put, refusal
from webapp.hypermedia.locales import current
from webapp.storage import acts
from webapp.storage.acts import Act, Intent, Repeated
from webapp.storage.changes import Change, from_json
from webapp.storage.noting import CREATED, settle
from webapp.storage.records import Record, all_locked
from webapp.storage.transactions import snapshot

# Rows that one transaction writes: the locks that it takes are held for some ten milliseconds.
ROWS = 200

Keep = Callable[[], bool]


class _TakenBack(Exception):
    """The transaction did what it was to find out."""


def tried(intent: Intent, table: Table, block: Block) -> int | None:
    """Find out what would come of each cell; nothing is written."""
    return _carry_out(replace(intent, key=None), table, block, lambda: False)


def written(intent: Intent, table: Table, block: Block) -> int | None:
    """Write what can be written, and return the act."""
    return _carry_out(intent, table, block, lambda: True)


def written_whole(intent: Intent, table: Table, block: Block) -> int | None:
    """The same if nothing is wrong with any cell, and else nothing: for a block that one transaction writes."""
    return _carry_out(intent, table, block, lambda: not block.count(*PROBLEMS))


def _carry_out(intent: Intent, table: Table, block: Block, keep: Keep) -> int | None:
    """Raises `Invalid` where this form was sent before for something else."""
    work: list[Callable[[Session], None]] = [partial(_write, table=table, cells=cells) for cells in _batches(block)]
    if new := _whole_rows(block.new):
        work.append(partial(_make, table=table, rows=new))
    act: int | None = None
    try:
        for step in work:
            act = _one(replace(intent, key=None) if act else intent, step, act, keep)
    except Repeated as repeated:
        act = repeated.act_id
        _go_on(intent, table, block, act, keep)
    return act


def _one(intent: Intent, step: Callable[[Session], None], act: int | None, keep: Keep) -> int | None:
    def work(session: Session) -> None:
        step(session)
        if not keep():
            raise _TakenBack

    try:
        return acts.carry_out(intent, work, act)[1]
    except _TakenBack:
        return act


def _go_on(intent: Intent, table: Table, block: Block, act: int, keep: Keep) -> None:
    """The answer to this very form was lost, perhaps in the midst of the work: only what was not done is done."""
    done = _done_by(intent, table, act)
    for cell in block.cells:
        if (change := done.get((cell.record, cell.column.field))) is not None:
            cell.state, cell.old = CHANGED, from_json(table.model, cell.column.field, change.old)
            cell.new = from_json(table.model, cell.column.field, change.new)
    for cells in _batches(block):
        _one(replace(intent, key=None), partial(_write, table=table, cells=cells), act, keep)
    if any(field == CREATED for _record, field in done):
        # All new rows are made by one transaction.
        for cell in block.new:
            cell.state = CHANGED if cell.state == READY else cell.state
    elif new := _whole_rows(block.new):
        _one(replace(intent, key=None), partial(_make, table=table, rows=new), act, keep)


def _done_by(intent: Intent, table: Table, act: int) -> dict[tuple[int, str], Any]:
    mine = (Act.id == act, Act.actor_id == intent.actor.id, Act.way == intent.way, Change.noun == table.noun)
    found = select(Change.record_id, Change.field, Change.old, Change.new).join(Act, Act.id == Change.act_id)
    with snapshot() as connection:
        done = {(row.record_id, row.field): row for row in connection.execute(found.where(*mine))}
    if not done:
        raise Invalid("bad_key", _("This form was sent before, for something else. Load the page again."))
    return done


def _batches(block: Block) -> Iterator[list[Cell]]:
    """The cells that are ready, so many rows at a time."""
    batch: list[Cell] = []
    for number, (_record, cells) in enumerate(groupby(block.cells, lambda cell: cell.record), 1):
        batch += [cell for cell in cells if cell.state == READY]
        if number % ROWS == 0 and batch:
            yield batch
            batch = []
    if batch:
        yield batch


def _whole_rows(cells: list[Cell]) -> list[list[Cell]]:
    """New rows; one with a value that is none is not made."""
    rows = [list(row) for _record, row in groupby(cells, lambda cell: cell.record)]
    return [row for row in rows if all(cell.state == READY for cell in row)]


def _write(session: Session, table: Table, cells: list[Cell]) -> None:
    """What the database refuses is looked for by halves: its refusal names no row."""
    try:
        with acts.savepoint(session), session.no_autoflush:
            texts = any(table.model.is_text(cell.column.field) for cell in cells)
            records = all_locked(session, table.model, (cell.record for cell in cells), texts)
            for cell in cells:
                _put(session, records.get(cell.record), cell)
            settle(session)
    except IntegrityError as error:
        if (error.statement or "").startswith("INSERT INTO act "):
            raise  # the same request was quicker by a moment
        if len(cells) == 1:
            cells[0].refuse(WRONG, refusal(error).text)
            return
        half = len(cells) // 2
        _write(session, table, cells[:half])
        _write(session, table, cells[half:])


def _put(session: Session, record: Record | None, cell: Cell) -> None:
    if record is None:
        cell.refuse(GONE)
        return
    spoken, old = current().code, record.value(cell.column.field, current().code)
    assert cell.meant
    try:
        cell.old, cell.new = put(session, record, cell.column, spoken, cell.meant, cell.seen)
        cell.state = SAME if cell.old == cell.new else CHANGED
    except Invalid as error:
        cell.old = old
        cell.refuse(WRONG, error.text)
    except Conflict as conflict:
        cell.old, cell.new, cell.by = conflict.theirs, cell.meant(old), conflict.by
        cell.refuse(CONFLICT)
    except Gone as gone:
        cell.old, cell.by = old, gone.by
        cell.refuse(GONE)


def _make(session: Session, table: Table, rows: list[list[Cell]]) -> None:
    for row in rows:
        try:
            with acts.savepoint(session):
                for cell in row:
                    assert cell.meant
                    cell.new = cell.meant(None)
                given = {cell.column.field: cell.new for cell in row if cell.new is not None}
                made(session, table, given, current().code)
        except (Invalid, IntegrityError) as error:
            wrong = error if isinstance(error, Invalid) else refusal(error)
            row[0].refuse(WRONG, wrong.text)
        else:
            for cell in row:
                cell.state = CHANGED
