"""What the history shows: acts and changes, latest first, a page at a time by key.

No list costs more the longer the history is. Of what narrows a list, each has an index that gives its acts in order; of the
`LOOKED` latest of each the one is gone through that reaches back furthest, and where a page is not full then, it says how far
it looked. `sight` is what may be seen, as pairs of noun and field; None is all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from webapp.grid.columns import Table
from webapp.grid.numbers import INT32
from webapp.history.filters import COMMANDS, Filter
from webapp.storage.acts import Act, Change
from webapp.storage.listings import listing_of, record_column
from webapp.storage.steps import KEPT

PER_PAGE = 30
# So many changes of an act are shown in a list of acts; of what is more, up to so many are counted.
SHOWN, COUNTED = 4, 1000
LOOKED = 500
END = INT32
# Acts that were on their way at the same moment may have ids in another order than their times.
SLACK = timedelta(minutes=1)
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
    bounds = _bounds(connection, asked)
    reach = [(_reach(connection, seen), seen) for seen in _narrowed(asked, *bounds)]
    lowest, seen = min(reach, key=lambda pair: pair[0])
    statement = select(*_ACT, _TAKEN.label("taken"), _count(sight).label("changes")).where(
        Act.id.in_(seen), Act.way != KEPT
    )
    for condition in _conditions(asked, sight):
        statement = statement.where(condition)
    acts = connection.execute(statement.order_by(Act.id.desc()).limit(PER_PAGE + 1)).all()
    if len(acts) > PER_PAGE:
        return Page(acts[:PER_PAGE], acts[PER_PAGE - 1].id, False)
    return Page(acts, lowest or None, bool(lowest))


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
        yield latest.where(_is_by(asked), *within)
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


def _conditions(asked: Filter, sight: Sight) -> Iterator[ColumnElement[bool]]:
    if asked.person:
        yield _is_by(asked)
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


def _is_by(asked: Filter) -> ColumnElement[bool]:
    return Act.actor_id.is_(None) if asked.person == COMMANDS else Act.actor_id == int(asked.person)


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
    )
    bound = func.coalesce(nth.correlate(Act).scalar_subquery(), END)
    joined = select(*_LINE).select_from(Act).join(Change, (Change.act_id == Act.id) & (Change.id <= bound))
    return list(connection.execute(joined.where(Act.id.in_(acts), *_seen(sight)).order_by(Change.id)))


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


def people(connection: Connection) -> list[Any]:
    """(id, name) of whoever did something, by the name that they bore last; each is found by one look into an index."""
    least = select(func.min(Act.actor_id))
    walk = select(least.scalar_subquery().label("id")).cte("walk", recursive=True)
    step = least.where(Act.actor_id > walk.c.id).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(step).where(walk.c.id.is_not(None)))
    last = select(Act.actor).where(Act.actor_id == walk.c.id).order_by(Act.id.desc()).limit(1)
    named = select(walk.c.id, last.correlate(walk).scalar_subquery().label("name")).where(walk.c.id.is_not(None))
    return sorted(connection.execute(named), key=lambda row: row.name.casefold())


@cache
def _titles(table: Table) -> Select[Any]:
    model: Any = table.model
    listing = listing_of(model)
    if listing is None:
        return select(model.id, getattr(model, table.title).label("name")).where(
            model.id.in_(bindparam("ids", expanding=True))
        )
    named = select(record_column(listing).label("id"), listing.name)
    return named.where(
        record_column(listing).in_(bindparam("ids", expanding=True)), listing.locale == bindparam("locale")
    )


def titles(connection: Connection, table: Table, ids: set[int], locale: str) -> dict[int, str]:
    """What records are called, those in the trash too."""
    values: dict[str, Any] = {"ids": sorted(ids)}
    if listing_of(table.model) is not None:
        values["locale"] = locale
    return {row.id: row.name for row in connection.execute(_titles(table), values) if row.name}
