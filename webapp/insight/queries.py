"""Reading what was measured: what all processes have written, and what this one still has in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from webapp.insight.counting import HOURS_A_DAY
from webapp.insight.measures import Measures
from webapp.insight.models import FragmentHour, RouteDay, RouteHour, StatementDay
from webapp.insight.normalising import normalised
from webapp.insight.periods import Period
from webapp.insight.tallies import FragmentTally, RouteTally, StatementTally
from webapp.insight.writing import Rows, rows_of

# What this process has written of the time that it still holds, it also holds in memory, and newer.
HOURS, DAYS, STATEMENTS = (
    select(*model.__table__.c).where(at >= bindparam("since"), or_(source != bindparam("mine"), at < bindparam("held")))
    for model, at, source in (
        (RouteHour, RouteHour.hour, RouteHour.source),
        (RouteDay, RouteDay.day, RouteDay.source),
        (StatementDay, StatementDay.day, StatementDay.source),
    )
)
FRAGMENTS = (
    select(FragmentHour.name, *(func.sum(FragmentHour.__table__.c[one.name]) for one in fields(FragmentTally)))
    .where(
        FragmentHour.hour >= bindparam("since"),
        or_(FragmentHour.source != bindparam("mine"), FragmentHour.hour < bindparam("held")),
    )
    .group_by(FragmentHour.name)
)
NEVER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a route, with all that its processes counted; `sql` as one of them sent it."""

    route: str
    sql: str
    tally: StatementTally = field(default_factory=StatementTally)

    @property
    def text(self) -> str:
        return normalised(self.sql)

    @property
    def mean_s(self) -> float:
        return self.tally.seconds / max(1, self.tally.count)


@dataclass(slots=True)
class Found:
    """What was measured: by slot of the charts and route, by route, by statement, by fragment."""

    slots: dict[tuple[int, str], RouteTally] = field(default_factory=dict)
    routes: dict[str, RouteTally] = field(default_factory=dict)
    statements: dict[tuple[str, str], Statement] = field(default_factory=dict)
    fragments: dict[str, FragmentTally] = field(default_factory=dict)


def measured(connection: Connection, measures: Measures, period: Period, first: int) -> Found:
    """Of a period that begins with the hour `first`. Nothing is written for it: what is not yet in the database is added from
    memory."""
    own, found = rows_of(measures), Found()
    by_day = period.step == HOURS_A_DAY
    model, stored, since = (RouteDay, DAYS, first // HOURS_A_DAY) if by_day else (RouteHour, HOURS, first)
    for at, _source, route, *values in _rows(connection, measures, stored, own[model], since):
        values[2] = {int(bucket): count for bucket, count in json.loads(values[2])}
        slot = at - since if by_day else (at - first) // period.step
        found.slots.setdefault((slot, route), RouteTally()).add(RouteTally(*values))
    for (_slot, route), tally in found.slots.items():
        found.routes.setdefault(route, RouteTally()).add(tally)
    _add_statements(connection, measures, own, first // HOURS_A_DAY, found)
    _add_fragments(connection, measures, own, first, found)
    return found


def _add_statements(connection: Connection, measures: Measures, own: Rows, since: int, found: Found) -> None:
    rows = _rows(connection, measures, STATEMENTS, own[StatementDay], since)
    for _day, _source, route, digest, sql, *values in rows:
        found.statements.setdefault((route, digest), Statement(route, sql)).tally.add(StatementTally(*values))


def _add_fragments(connection: Connection, measures: Measures, own: Rows, since: int, found: Found) -> None:
    held = own[FragmentHour]
    for name, *values in connection.execute(FRAGMENTS, _bound(measures, held, since)):
        found.fragments.setdefault(name, FragmentTally()).add(FragmentTally(*values))
    for row in held:
        tally = FragmentTally(*(row[one.name] for one in fields(FragmentTally)))
        found.fragments.setdefault(row["name"], FragmentTally()).add(tally)


def _rows(
    connection: Connection, measures: Measures, stored: Select[Any], own: list[dict[str, Any]], since: int
) -> Iterable[list[Any]]:
    """Those of all processes since an hour or day, each in the order of its table's columns."""
    for row in connection.execute(stored, _bound(measures, own, since)):
        yield list(row)
    names = [column.name for column in stored.selected_columns]
    yield from ([row[name] for name in names] for row in own if row[names[0]] >= since)


def _bound(measures: Measures, own: list[dict[str, Any]], since: int) -> dict[str, Any]:
    held = min((next(iter(row.values())) for row in own), default=NEVER)
    return {"since": since, "mine": measures.source, "held": held}
