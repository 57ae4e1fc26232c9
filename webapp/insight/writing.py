"""Writes what was measured: now and then, at once, by a thread and a connection of its own, since a GET may not write."""

from __future__ import annotations

import logging
import os
from multiprocessing.util import Finalize
from threading import Lock, Timer
from typing import Any
from weakref import WeakSet, ref

from sqlalchemy import Engine, delete, insert

from webapp.extensions import Base
from webapp.insight.counting import HOURS_A_DAY
from webapp.insight.measures import Measures
from webapp.insight.models import FragmentHour, RouteDay, RouteHour, StatementDay
from webapp.insight.normalising import SHOWN, digest
from webapp.insight.tallies import RouteTally, StatementTally

log = logging.getLogger(__name__)
# Each write changes the WAL index, which whoever watches it takes for a change: not more often.
EVERY_S = 60.0
DAYS = 30
# So many statements of a day are kept: those that were slow or repeated first, then the dearest.
DEAREST = 80

Rows = dict[type[Base], list[dict[str, Any]]]
_LIVE: WeakSet[Writer] = WeakSet()
_REGISTERED: dict[str, int] = {}


class Writer:
    """Writes the totals of its process at most `every_s` seconds after something happened, and when the program ends.

    Its thread lives only while there is something to write, so it also works in a process that was forked; and it does not
    keep a shop alive that nobody needs any more.
    """

    def __init__(self, engine: Engine, measures: Measures, every_s: float = EVERY_S) -> None:
        self._engine = engine
        self._measures = measures
        self._every_s = every_s
        self._lock = Lock()
        self._timer: Timer | None = None
        self._swept = 0
        _LIVE.add(self)

    def rouse(self) -> None:
        if self._timer is None or not self._timer.is_alive():
            with self._lock:
                if self._timer is None or not self._timer.is_alive():
                    self._timer = Timer(self._every_s, _flush, (ref(self),))
                    self._timer.daemon = True
                    self._timer.start()
                    _at_exit()

    def flush(self) -> None:
        """Write all totals. Where the database is busy they stay for the next time, and are then the newer ones."""
        self._timer = None
        try:
            self._write()
        except Exception:
            log.warning("what was measured could not be written", exc_info=True)
            return
        with self._measures.lock:
            self._measures.forget_before(self._measures.hour)

    def stop(self) -> None:
        """Write nothing more, until something happens again."""
        timer, self._timer = self._timer, None
        if timer:
            timer.cancel()

    def _write(self) -> None:
        rows, hour = rows_of(self._measures), self._measures.hour
        if not any(rows.values()):
            return
        with self._engine.begin() as connection:
            for model, found in rows.items():
                at = model.__table__.c[0]
                held = sorted({row[at.name] for row in found})
                mine = model.__table__.c.source == self._measures.source
                connection.execute(delete(model).where(mine, at.in_(held)))
                if found:
                    connection.execute(insert(model), found)
            if self._swept != hour:
                self._sweep(connection, hour)

    def _sweep(self, connection: Any, hour: int) -> None:
        """Drop what is too old, once an hour."""
        oldest = hour - DAYS * HOURS_A_DAY
        for model in (RouteHour, FragmentHour, RouteDay, StatementDay):
            at = model.__table__.c[0]
            connection.execute(delete(model).where(at < (oldest // HOURS_A_DAY if at.name == "day" else oldest)))
        self._swept = hour


def rows_of(measures: Measures) -> Rows:
    """All that this process holds, as the rows that stand for it."""
    source = measures.source
    measures.settle()
    with measures.lock:
        routes = [{"hour": h, "source": source, "route": r} | tally.row() for (h, r), tally in measures.routes.items()]
        days = [{"day": d, "source": source, "route": r} | tally.row() for (d, r), tally in _days(measures).items()]
        fragments = [
            {"hour": hour, "source": source, "name": name, **_fields(tally)}
            for (hour, name), tally in measures.fragments.items()
        ]
        statements = _statements(measures)
    return {RouteHour: routes, RouteDay: days, FragmentHour: fragments, StatementDay: statements}


def _days(measures: Measures) -> dict[tuple[int, str], RouteTally]:
    found: dict[tuple[int, str], RouteTally] = {}
    hours = [((hour // HOURS_A_DAY, route), tally) for (hour, route), tally in measures.routes.items()]
    for at, tally in (*measures.days.items(), *hours):
        found.setdefault(at, RouteTally()).add(tally)
    return found


def _statements(measures: Measures) -> list[dict[str, Any]]:
    together: dict[tuple[int, str, str], tuple[str, StatementTally]] = {}
    for (day, route, sql), tally in measures.statements.items():
        _sql, sum_ = together.setdefault((day, route, digest(sql)), (sql, StatementTally()))
        sum_.add(tally)
    dear = sorted(together.items(), key=lambda one: (bool(one[1][1].slow or one[1][1].most), one[1][1].seconds))
    return [
        {"day": day, "source": measures.source, "route": route, "digest": name, "sql": sql[:SHOWN], **_fields(tally)}
        for (day, route, name), (sql, tally) in dear[-DEAREST:]
    ]


def _fields(tally: Any) -> dict[str, Any]:
    return {name: getattr(tally, name) for name in tally.__slots__}


def _flush(writer: ref[Writer]) -> None:
    if found := writer():
        found.flush()


def _at_exit() -> None:
    """A server's workers end as `multiprocessing` has it: without `atexit`, and without what was registered before the fork."""
    if _REGISTERED.get("process") != os.getpid():
        _REGISTERED["process"] = os.getpid()
        Finalize(None, _flush_all, exitpriority=10)


def _flush_all() -> None:
    for writer in list(_LIVE):
        if writer._timer is not None:
            writer.stop()
            writer.flush()
