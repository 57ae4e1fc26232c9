"""How far back a list of acts looks, so that none costs more the longer the history is.

Of what narrows a list, each has an index that gives its acts in order; of the `LOOKED` latest of each the one is gone through
that reaches back furthest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from webapp.grid.numbers import INT32
from webapp.history.filters import COMMANDS, Filter
from webapp.storage.acts import Act
from webapp.storage.changes import Change

LOOKED = 500
# Above the id of any act and any change.
END = INT32
# Acts that were on their way at the same moment may have ids in another order than their times.
SLACK = timedelta(minutes=1)


def candidates(connection: Connection, asked: Filter) -> tuple[int, Select[Any]]:
    """The acts to go through, and the earliest of them; 0 where there are no others."""
    low, high = _bounds(connection, asked)
    reach = [(_reach(connection, seen), seen) for seen in _narrowed(asked, low, high)]
    return min(reach, key=lambda pair: pair[0])


def is_by(asked: Filter) -> ColumnElement[bool]:
    return Act.actor_id.is_(None) if asked.person == COMMANDS else Act.actor_id == int(asked.person)


def _bounds(connection: Connection, asked: Filter) -> tuple[int, int]:
    """The ids between which an act must lie."""
    before = int(asked.before) if asked.before else END
    if (moments := asked.moments()) is None:
        return 0, before
    first, after = moments
    low = select(Act.id).where(Act.at >= first - SLACK).order_by(Act.at, Act.id).limit(1).scalar_subquery()
    high = (
        select(Act.id).where(Act.at < after + SLACK).order_by(Act.at.desc(), Act.id.desc()).limit(1).scalar_subquery()
    )
    row = connection.execute(select(low.label("low"), high.label("high"))).one()
    return (row.low or END) - 1, min(before, (row.high or 0) + 1)


def _narrowed(asked: Filter, low: int, high: int) -> Iterator[Select[Any]]:
    """The latest acts of each thing that narrows the list, by the index that has them in order; else the latest of all."""
    within = (Act.id > low, Act.id < high)
    latest = select(Act.id).order_by(Act.id.desc()).limit(LOOKED)
    if asked.record and asked.shown_table:
        of_record = (Change.noun == asked.shown_table.noun, Change.record_id == int(asked.record))
        # As a sum, so that SQLite finds them by the record, and does not go through all acts of its table.
        place = Change.act_id + 0
        changed = select(place.label("act_id")).where(*of_record, place > low, place < high)
        yield select(changed.distinct().order_by(place.desc()).limit(LOOKED).subquery().c.act_id)
    elif asked.shown_table:
        yield _of_noun(asked.shown_table.noun, low, high)
    if asked.person:
        yield latest.where(is_by(asked), *within)
    if asked.way:
        yield latest.where(Act.way == asked.way, *within)
    if not (asked.table or asked.person or asked.way):
        yield latest.where(*within)


def _of_noun(noun: str, low: int, high: int) -> Select[Any]:
    """Each step asks the index for the next act only, however much one act changed."""
    last = select(func.max(Change.act_id)).where(Change.noun == noun, Change.act_id > low)
    begin = select(last.where(Change.act_id < high).scalar_subquery().label("id"), literal(1).label("n"))
    walk = begin.cte("walk", recursive=True)
    step = last.where(Change.act_id < walk.c.id).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(step, walk.c.n + 1).where(walk.c.id.is_not(None), walk.c.n < LOOKED))
    return select(walk.c.id).where(walk.c.id.is_not(None))


def _reach(connection: Connection, seen: Select[Any]) -> int:
    """The earliest act of those; 0 where they are all that there are."""
    found = seen.subquery()
    row = connection.execute(select(func.count(), func.min(found.c[0])).select_from(found)).one()
    return row[1] if row[0] >= LOOKED else 0
