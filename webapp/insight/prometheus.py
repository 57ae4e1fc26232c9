"""The same measurements for Prometheus: totals of this process since it started."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from flask import current_app
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from webapp.insight import figures
from webapp.insight.histogram import LAST, upper_s
from webapp.insight.measures import Measures
from webapp.insight.tallies import FragmentTally, RouteTally

TYPE = "text/plain; version=0.0.4"
# Every sixth of the buckets: from 28 microseconds to a minute and a half, each edge 2.8 times the one before.
EDGES = range(6, LAST, 6)
COUNTED = {
    "errors": ("etalage_request_errors", "Requests answered with a status of 500 or above"),
    "statements": ("etalage_sql_statements", "SQL statements sent"),
    "sql_s": ("etalage_sql_seconds", "Seconds that SQL statements took"),
    "render_s": ("etalage_render_seconds", "Seconds that fragments took to render"),
    "bytes": ("etalage_response_bytes", "Bytes of the answers made within Flask"),
    "front": ("etalage_front_requests", "Requests answered before Flask"),
    "found": ("etalage_found_requests", "Requests that found their whole page in the cache, within Flask"),
    "rendered": ("etalage_rendered_requests", "Requests that rendered a part of their page"),
}
FRAGMENTS = {
    "hits": ("etalage_fragment_hits", "Fragments found in the cache"),
    "renders": ("etalage_fragment_renders", "Fragments rendered"),
    "render_s": ("etalage_fragment_render_seconds", "Seconds that their rendering took"),
}


def text() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Totals(current_app.extensions["etalage.insight"]))
    return generate_latest(registry)


class Totals(Collector):
    def __init__(self, measures: Measures | None) -> None:
        self._measures = measures

    def collect(self) -> Iterator[Metric]:
        if self._measures is not None:
            routes, fragments = self._totals(self._measures)
            yield from _requests(routes)
            for field, (name, told) in FRAGMENTS.items():
                metric = CounterMetricFamily(name, told, labels=["fragment"])
                for fragment, tally in fragments.items():
                    metric.add_metric([fragment], getattr(tally, field))
                yield metric
        yield from _gauges()

    def _totals(self, measures: Measures) -> tuple[dict[str, RouteTally], dict[str, FragmentTally]]:
        routes: dict[str, RouteTally] = {}
        fragments: dict[str, FragmentTally] = {}
        measures.settle()
        with measures.lock:
            now = ((route, tally) for (_hour, route), tally in measures.routes.items())
            for route, tally in (*measures.past_routes.items(), *now):
                routes.setdefault(route, RouteTally()).add(tally)
            known = ((name, tally) for (_hour, name), tally in measures.fragments.items())
            for name, counted in (*measures.past_fragments.items(), *known):
                fragments.setdefault(name, FragmentTally()).add(counted)
        return routes, fragments


def _requests(routes: dict[str, RouteTally]) -> Iterator[Metric]:
    durations = HistogramMetricFamily("etalage_request_seconds", "Seconds that requests took", labels=["route"])
    for route, tally in routes.items():
        durations.add_metric([route], _cumulated(tally.buckets), sum_value=_seconds(tally.buckets))
    yield durations
    for field, (name, told) in COUNTED.items():
        metric = CounterMetricFamily(name, told, labels=["route"])
        for route, tally in routes.items():
            metric.add_metric([route], getattr(tally, field))
        yield metric


def _cumulated(buckets: dict[int, int]) -> list[tuple[str, float]]:
    edges = [(f"{upper_s(edge):.3g}", sum(n for bucket, n in buckets.items() if bucket <= edge)) for edge in EDGES]
    return [(edge, float(count)) for edge, count in edges] + [("+Inf", float(sum(buckets.values())))]


def _seconds(buckets: dict[int, int]) -> float:
    """About the sum: each request counts as its bucket's upper edge."""
    return sum(upper_s(bucket) * count for bucket, count in buckets.items())


def _gauges() -> Iterable[Metric]:
    process, pool = figures.process(), figures.pool()
    yield GaugeMetricFamily(
        "etalage_memory_bytes", "Memory of this process", value=process.memory or process.memory_most
    )
    yield CounterMetricFamily("etalage_cpu_seconds", "CPU seconds of this process", value=process.cpu_s)
    if pool:
        yield GaugeMetricFamily("etalage_pool_connections_lent", "Database connections in use", value=pool.lent)
    for part, found in (("front", figures.front()), ("writers", figures.writers())):
        for name, value in (asdict(found) if found else {}).items():
            yield GaugeMetricFamily(f"etalage_{part}_{name}", f"Of the {part}: {name}", value=value)
