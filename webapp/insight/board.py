"""The board: what the page of insight shows of a period, all of it or one route's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from flask import current_app
from sqlalchemy import Connection

from webapp.config import Settings
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.insight import advice, charts, figures, savings
from webapp.insight.counting import HOURS_A_DAY, NOWHERE
from webapp.insight.histogram import percentile
from webapp.insight.measures import Measures
from webapp.insight.periods import PERIODS, Period, moment
from webapp.insight.queries import Found, measured
from webapp.insight.tallies import RouteTally
from webapp.insight.units import Units
from webapp.storage import clock

# More rows than anybody reads.
ROUTES, ENTRIES = 40, 30
SHARES = (0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Slot:
    """One step of the charts, with what their table says of it."""

    at: datetime
    tally: RouteTally
    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One route of the table; `path` is its address as the routes spell it."""

    route: str
    method: str
    path: str
    tally: RouteTally
    p50: float | None
    p95: float | None


def board(connection: Connection, spoken: Language, period: Period, route: str) -> Mapping[str, Any]:
    """What its template is given."""
    measures: Measures | None = current_app.extensions["etalage.insight"]
    if measures is None:
        return frame(spoken, period, route, "off")
    found = measured(connection, measures, period, period.first(measures.hour, settings_timezone()))
    if not _sum(found, route).count:
        return frame(spoken, period, route, "empty")
    statements = [one for one in found.statements.values() if route in ("", one.route)]
    advised = {"slowest": advice.slowest(connection, statements), "repeated": advice.repeated(statements)}
    return {**shown(spoken, period, route, measures, found), **advised}


def frame(spoken: Language, period: Period, route: str, state: str) -> dict[str, Any]:
    """What every state of the board is given: `shown`, `empty` or `off`."""
    settings: Settings = current_app.extensions["etalage.settings"]
    common = {"period": period, "route": route, "say": Units(spoken), "settings": settings, "asked_at": clock.now()}
    return common | {"zone": settings_timezone(), "periods": list(PERIODS.values()), "state": state}


def shown(spoken: Language, period: Period, route: str, measures: Measures, found: Found) -> dict[str, Any]:
    """All but the statements, which the database has to be asked about."""
    first = period.first(measures.hour, settings_timezone())
    parts = _charts(found, spoken, period, first, route), _lists(measures, found), _machine(found)
    return {**frame(spoken, period, route, "shown"), "total": _sum(found, route), **parts[0], **parts[1], **parts[2]}


def _charts(found: Found, spoken: Language, period: Period, first: int, route: str) -> dict[str, Any]:
    tallies = [RouteTally() for _ in range(period.slots)]
    for (slot, name), tally in found.slots.items():
        if route in ("", name) and 0 <= slot < period.slots:
            tallies[slot].add(tally)
    slots = [
        Slot(moment(first + number * period.step), tally, *_percentiles(tally)) for number, tally in enumerate(tallies)
    ]
    p50, p95 = _percentiles(_sum(found, route))
    counts = [[getattr(tally, name) for tally in tallies] for name in ("front", "found", "rendered", "elsewhere")]
    return {
        "slots": slots,
        "when": lambda at: _when(at, period, spoken),
        "requests": charts.stacked(counts),
        "durations": charts.steps([[slot.p50 for slot in slots], [slot.p95 for slot in slots]]),
        "p50": p50,
        "p95": p95,
    }


def _lists(measures: Measures, found: Found) -> dict[str, Any]:
    by_route = sorted(found.routes.items(), key=lambda one: -one[1].count)
    with measures.lock:
        entries = sorted(measures.kept, key=lambda entry: (-entry.saved_s, -entry.hits))
    return {
        "lines": [line_of(name, tally) for name, tally in by_route[:ROUTES]],
        "naming": lambda name: line_of(name, RouteTally()),
        "fragments": sorted(found.fragments.items(), key=lambda one: -one[1].saved_s),
        "entries": entries[:ENTRIES],
        "entries_count": len(entries),
        "entries_bytes": sum(entry.size for entry in entries),
        "now": measures.now(),
    }


def _machine(found: Found) -> dict[str, Any]:
    settings: Settings = current_app.extensions["etalage.settings"]
    return {
        "saved": savings.saved(found.routes.values(), settings),
        "process": figures.process(),
        "pool": figures.pool(),
        "front": figures.front(),
        "writers": figures.writers(),
    }


def line_of(route: str, tally: RouteTally) -> Line:
    method, _, endpoint = route.partition(" ")
    return Line(route, "" if route == NOWHERE else method, path_of(endpoint), tally, *_percentiles(tally))


def path_of(endpoint: str) -> str:
    """`/products/<slug>`: the address of a route as its first rule spells it, without language and types."""
    rule = next(iter(current_app.url_map._rules_by_endpoint.get(endpoint, ())), None)
    if rule is None:
        return endpoint
    words = [f"<{word}>" if is_name else word for is_name, word in rule._trace if word != "|"]
    return "".join(words).removeprefix("/<locale>") or "/"


def _when(at: datetime, period: Period, spoken: Language) -> str:
    """Where a slot of a chart begins: the time, its day too where there are several, or the day alone, which is one in UTC."""
    if period.step == HOURS_A_DAY:
        return str(format_skeleton("MMMd", at, locale=spoken.babel))
    pattern = "Hm" if period.step == 1 else "EHm"
    return str(format_skeleton(pattern, at.astimezone(settings_timezone()), locale=spoken.babel))


def _percentiles(tally: RouteTally) -> tuple[float | None, float | None]:
    return percentile(tally.buckets, SHARES[0]), percentile(tally.buckets, SHARES[1])


def _sum(found: Found, route: str) -> RouteTally:
    total = RouteTally()
    for name, tally in found.routes.items():
        if route in ("", name):
            total.add(tally)
    return total
