"""What the history shows: acts and changes, latest first, a page at a time by key.

`sight` is what may be seen, as pairs of noun and field; None is all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from webapp.history.filters import Filter
from webapp.history.reach import END, candidates, is_by
from webapp.storage.acts import Act
from webapp.storage.changes import Change
from webapp.storage.steps import KEPT

PER_PAGE = 30
# So many changes of an act are shown in a list of acts; of what is more, up to so many are counted.
SHOWN, COUNTED = 4, 1000
Sight = tuple[tuple[str, str], ...] | None

_LATER: Any = aliased(Act)
_ACT = (Act.id, Act.at, Act.actor, Act.actor_id, Act.way, Act.undoes)
_TAKEN = select(literal(1)).where(_LATER.undoes == Act.id, _LATER.way != KEPT).exists()
_LINE = (Change.id, Change.act_id, Change.noun, Change.record_id, Change.field, Change.locale, Change.old, Change.new)


@dataclass(frozen=True, slots=True)
class Page:
    """Acts, the id to go on from where there may be more, and whether there are none only because it looked no further."""

    acts: Sequence[Any]
    before: int | None
    stopped: bool


def page_of_acts(connection: Connection, asked: Filter, sight: Sight) -> Page:
    """Where a page is not full because it looked no further, it says how far it looked."""
    lowest, seen = candidates(connection, asked)
    statement = select(*_ACT, _TAKEN.label("taken"), _count(sight).label("changes")).where(
        Act.id.in_(seen), Act.way != KEPT
    )
    for condition in _conditions(asked, sight):
        statement = statement.where(condition)
    acts = connection.execute(statement.order_by(Act.id.desc()).limit(PER_PAGE + 1)).all()
    if len(acts) > PER_PAGE:
        return Page(acts[:PER_PAGE], acts[PER_PAGE - 1].id, False)
    return Page(acts, lowest or None, bool(lowest))


def _conditions(asked: Filter, sight: Sight) -> Iterator[ColumnElement[bool]]:
    if asked.person:
        yield is_by(asked)
    if asked.way:
        yield Act.way == asked.way
    if moments := asked.moments():
        yield Act.at >= moments[0]
        yield Act.at < moments[1]
    seen = select(literal(1)).where(Change.act_id == Act.id, *_seen(sight))
    if asked.shown_table:
        seen = seen.where(Change.noun == asked.shown_table.noun)
    if asked.record:
        seen = seen.where(Change.record_id == int(asked.record))
    yield seen.exists()


def _seen(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    return () if sight is None else (tuple_(Change.noun, Change.field).in_(sight),)


def _count(sight: Sight) -> Any:
    some = select(Change.id).where(Change.act_id == Act.id, *_seen(sight)).correlate(Act).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def first_changes(connection: Connection, acts: list[int], sight: Sight) -> list[Any]:
    """The first changes of each act, in their order."""
    other = aliased(Change)
    seen = () if sight is None else (tuple_(other.noun, other.field).in_(sight),)
    nth = (
        select(other.id)
        .where(other.act_id == Act.id, *seen)
        .order_by(other.act_id, other.id)
        .limit(1)
        .offset(SHOWN - 1)
        .correlate(Act)
        .scalar_subquery()
    )
    # PostgreSQL would look for the last of them again for each change of an act.
    last = select(Act.id, func.coalesce(nth, END).label("change")).where(Act.id.in_(acts))
    bounds = last.cte("bounds").prefix_with("MATERIALIZED")
    within = (Change.act_id == bounds.c.id) & (Change.id <= bounds.c.change)
    joined = select(*_LINE).select_from(bounds).join(Change, within)
    return list(connection.execute(joined.where(*_seen(sight)).order_by(Change.id)))


def act(connection: Connection, act_id: int, sight: Sight) -> Any:
    """One act, None where nothing of it may be seen."""
    statement = select(*_ACT, _TAKEN.label("taken"), _count(sight).label("changes")).where(Act.id == act_id)
    row = connection.execute(statement).first()
    return row if row and row.changes else None


def changes_of_act(connection: Connection, act_id: int, after: int, sight: Sight) -> list[Any]:
    """One more than a page of them, so that it is known whether there are more."""
    of_act = select(*_LINE).where(Change.act_id == act_id, Change.id > after, *_seen(sight))
    return list(connection.execute(of_act.order_by(Change.act_id, Change.id).limit(PER_PAGE + 1)))


@cache
def _changes(of_field: bool) -> Select[Any]:
    here = (Change.noun == bindparam("noun"), Change.record_id == bindparam("record"), Change.id < bindparam("before"))
    columns: tuple[Any, ...] = (*_LINE, Act.at, Act.actor, Act.actor_id, Act.way)
    statement: Select[Any] = select(*columns).join(Act, Act.id == Change.act_id).where(*here)
    if of_field:
        spoken = Change.locale.is_not_distinct_from(bindparam("locale", type_=Change.locale.type))
        statement = statement.where(Change.field == bindparam("field"), spoken)
    return statement.order_by(Change.id.desc()).limit(PER_PAGE + 1)


def changes_of_record(connection: Connection, noun: str, record: int, before: int, sight: Sight) -> list[Any]:
    values = {"noun": noun, "record": record, "before": before}
    return list(connection.execute(_changes(False).where(*_seen(sight)), values))


def changes_of_field(
    connection: Connection, noun: str, record: int, field: str, locale: str | None, before: int
) -> list[Any]:
    values = {"noun": noun, "record": record, "field": field, "locale": locale, "before": before}
    return list(connection.execute(_changes(True), values))


def change(connection: Connection, change_id: int) -> Any:
    return connection.execute(select(*_LINE).where(Change.id == change_id)).first()
