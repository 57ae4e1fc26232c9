"""Counting: what one process has measured and not yet forgotten, in bounded memory. Whoever calls has its lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from webapp.freshness.needs import Need
from webapp.hypermedia.measuring import Taken
from webapp.insight.kept import Entry, KeptFragments
from webapp.insight.tallies import FragmentTally, RouteTally, StatementTally
from webapp.storage.statements import REPEATED, Recorder

HOUR_S, HOURS_A_DAY = 3600, 24
# How many different statements are told apart; and where a database cannot be written for so long, the oldest hours are lost.
STATEMENTS, HOURS = 600, 48
# What leads nowhere is one route, whatever its address and method.
NOWHERE = "-"

HourAndName = tuple[int, str]
DayOfStatement = tuple[int, str, str]


class Counts:
    """By hour and route, by day, route and statement, by hour and fragment; and the fragments that are kept."""

    def __init__(self, slow_s: float) -> None:
        self.lock = Lock()
        self.routes: dict[HourAndName, RouteTally] = {}
        # What of a day is no longer in its hours above.
        self.days: dict[HourAndName, RouteTally] = {}
        self.statements: dict[DayOfStatement, StatementTally] = {}
        self.fragments: dict[HourAndName, FragmentTally] = {}
        self.kept = KeptFragments()
        # What was written and is past, per route and per fragment: for those who want totals since the start.
        self.past_routes: dict[str, RouteTally] = {}
        self.past_fragments: dict[str, FragmentTally] = {}
        self.slow_s = slow_s
        # The routes that have rendered a page before, so that their templates and statements are compiled.
        self._warm: set[str] = set()

    def count_answer(self, at: float, taken: Taken) -> None:
        hour, recorder, route = int(at) // HOUR_S, taken.recorder, route_of(taken)
        tally = self.routes.get((hour, route)) or self._route(hour, route)
        self._count_rendering(tally, route, taken)
        if not taken.warming:
            tally.timed(taken.status, taken.seconds)
            tally.bytes += taken.bytes
            tally.render_s += taken.figures.render_s
            tally.statements += len(recorder.statements)
            tally.sql_s += recorder.seconds
            self._count_statements(hour // HOURS_A_DAY, route, recorder)

    def count_front(self, at: float, endpoint: str, seconds: Sequence[float]) -> None:
        hour, route = int(at) // HOUR_S, f"GET {endpoint}"
        (self.routes.get((hour, route)) or self._route(hour, route)).answered_at_the_front(seconds)

    def count_gathered(
        self,
        at: float,
        needs: Sequence[Need],
        keys: Sequence[str],
        sizes: Sequence[int],
        seconds: Mapping[str, float],
    ) -> None:
        hour = int(at) // HOUR_S
        for need, key, size in zip(needs, keys, sizes, strict=True):
            took = seconds.get(key)
            if took is None:
                entry = self.kept.hit(key) or self.kept.put(_entry(need, key, size, None, 0.0, 1))
                self._count_hit(hour, entry)
                continue
            tally = self._fragment(hour, need.name)
            tally.renders += 1
            tally.render_s += took
            if need.kept:
                self.kept.put(_entry(need, key, size, at, took))

    def count_found(self, at: float, keys: Collection[str]) -> None:
        for key in keys:
            if entry := self.kept.hit(key):
                self._count_hit(int(at) // HOUR_S, entry)

    def forget_before(self, hour: int) -> None:
        """Let go of what is past and written."""
        today = hour // HOURS_A_DAY
        for at in [at for at in self.routes if at[0] < hour]:
            tally = self.routes.pop(at)
            self.past_routes.setdefault(at[1], RouteTally()).add(tally)
            self.days.setdefault((at[0] // HOURS_A_DAY, at[1]), RouteTally()).add(tally)
        for day in [day for day in self.days if day[0] < today]:
            del self.days[day]
        for at in [at for at in self.fragments if at[0] < hour]:
            self.past_fragments.setdefault(at[1], FragmentTally()).add(self.fragments.pop(at))
        for when in [when for when in self.statements if when[0] < today]:
            del self.statements[when]

    def _route(self, hour: int, route: str) -> RouteTally:
        if self.routes and next(iter(self.routes))[0] < hour - HOURS:
            self.forget_before(hour - HOURS)
        return self.routes.setdefault((hour, route), RouteTally())

    def _fragment(self, hour: int, name: str) -> FragmentTally:
        return self.fragments.get((hour, name)) or self.fragments.setdefault((hour, name), FragmentTally())

    def _count_hit(self, hour: int, entry: Entry) -> None:
        tally = self._fragment(hour, entry.place[0])
        tally.hits += 1
        tally.saved_s += entry.render_s

    def _count_rendering(self, tally: RouteTally, route: str, taken: Taken) -> None:
        """Whether it had to render a part of its page, and what that cost."""
        shown, renders = taken.figures, taken.figures.hits < taken.figures.asked
        if renders and route in self._warm:
            tally.priced += 1
            tally.priced_cpu_s += taken.cpu_s
        if renders:
            self._warm.add(route)
        if taken.warming:
            tally.warmed += 1
            tally.warmed_cpu_s += taken.cpu_s
        elif renders:
            tally.rendered += 1
        elif shown.asked:
            tally.found += 1
            tally.found_cpu_s += taken.cpu_s

    def _count_statements(self, day: int, route: str, recorder: Recorder) -> None:
        tallies, slow_s = self.statements, self.slow_s
        for sql, seconds in zip(recorder.statements, recorder.took, strict=True):
            tally = tallies.get((day, route, sql)) or self._statement(day, route, sql)
            tally.asked(seconds, seconds >= slow_s)
        for sql, place in recorder.places.items():
            tally = tallies.get((day, route, sql)) or self._statement(day, route, sql)
            tally.place = place
            if (times := recorder.times[sql]) >= REPEATED:
                tally.repeated += 1
                tally.most = max(tally.most, times)

    def _statement(self, day: int, route: str, sql: str) -> StatementTally:
        if len(self.statements) >= STATEMENTS:
            least = sorted(self.statements, key=lambda at: (self.statements[at].most, self.statements[at].worst_s))
            for at in least[: STATEMENTS // 2]:
                del self.statements[at]
        return self.statements.setdefault((day, route, sql), StatementTally())


def route_of(taken: Taken) -> str:
    """Its method and endpoint, which are as many as there are routes, whatever is asked."""
    method = "GET" if taken.method == "HEAD" else taken.method
    return f"{method} {taken.endpoint}" if taken.endpoint else NOWHERE


def _entry(need: Need, key: str, size: int, at: float | None, render_s: float, hits: int = 0) -> Entry:
    return Entry((need.name, need.locale, need.page_key), key, need.scopes, size, at, render_s, hits)
