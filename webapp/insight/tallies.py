"""Tallies: what is counted in memory until it is written, and added up when it is read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from webapp.insight.histogram import bucket_of


@dataclass(slots=True)
class RouteTally:
    """The requests of one route; the fields are the columns of `RouteHour`."""

    count: int = 0
    errors: int = 0
    buckets: dict[int, int] = field(default_factory=dict)
    statements: int = 0
    sql_s: float = 0.0
    render_s: float = 0.0
    bytes: int = 0
    rendered: int = 0
    priced: int = 0
    priced_cpu_s: float = 0.0
    warmed: int = 0
    warmed_cpu_s: float = 0.0
    found: int = 0
    found_cpu_s: float = 0.0
    front: int = 0
    front_s: float = 0.0

    def timed(self, status: int, seconds: float) -> None:
        self.count += 1
        self.errors += status >= 500
        bucket = bucket_of(seconds)
        self.buckets[bucket] = self.buckets.get(bucket, 0) + 1

    def answered_at_the_front(self, seconds: Sequence[float]) -> None:
        """Many at once, since each of them took less than counting it alone would cost."""
        self.count += len(seconds)
        self.front += len(seconds)
        self.front_s += sum(seconds)
        for bucket, count in Counter(map(bucket_of, seconds)).items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + count

    def add(self, other: RouteTally) -> RouteTally:
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        mine = self.buckets
        for bucket, count in other.buckets.items():
            mine[bucket] = mine.get(bucket, 0) + count
        return self

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SUMMED} | {"buckets": json.dumps([*self.buckets.items()])}

    @property
    def elsewhere(self) -> int:
        """The requests that are no pages of fragments: writes, files, refusals."""
        return self.count - self.rendered - self.found - self.front

    @property
    def saved_cpu_s(self) -> float:
        """What those that found their page would have cost at the price of those that rendered it, less what they did cost and
        what was spent beforehand so that they find it."""
        price = self.priced_cpu_s / self.priced if self.priced else 0.0
        found, front = self.found * price - self.found_cpu_s, self.front * price - self.front_s
        return max(0.0, found) + max(0.0, front) - self.warmed_cpu_s


SUMMED = tuple(one.name for one in fields(RouteTally) if one.name != "buckets")


@dataclass(slots=True)
class StatementTally:
    """One statement of one route; the fields are columns of `StatementDay`."""

    place: str = ""
    count: int = 0
    seconds: float = 0.0
    worst_s: float = 0.0
    slow: int = 0
    repeated: int = 0
    most: int = 0

    def asked(self, seconds: float, slow: bool) -> None:
        self.count += 1
        self.seconds += seconds
        self.slow += slow
        if seconds > self.worst_s:
            self.worst_s = seconds

    def add(self, other: StatementTally) -> StatementTally:
        self.place = other.place or self.place
        self.count += other.count
        self.seconds += other.seconds
        self.slow += other.slow
        self.repeated += other.repeated
        self.worst_s = max(self.worst_s, other.worst_s)
        self.most = max(self.most, other.most)
        return self


@dataclass(slots=True)
class FragmentTally:
    """One fragment, whatever page it stands on; the fields are columns of `FragmentHour`."""

    hits: int = 0
    renders: int = 0
    render_s: float = 0.0
    saved_s: float = 0.0

    def add(self, other: FragmentTally) -> FragmentTally:
        self.hits += other.hits
        self.renders += other.renders
        self.render_s += other.render_s
        self.saved_s += other.saved_s
        return self
