"""What the cache saved: an estimate, with the formula that the page shows beside it.

    CPU seconds  = sum over routes of (requests that found their page x what rendering one costs, less what they cost,
                   less what was rendered in the background, before anybody asked)
    energy (Wh)  = CPU seconds x watts of a busy core x PUE / 3600
    CO2 (g)      = energy / 1000 x grams per kWh

Sources of the defaults: 3.5 W is what the project Cloud Carbon Footprint takes for a busy virtual core of AWS (4.3 for Google, 3.8
for Azure); 1.56 is the average PUE of the Uptime Institute's survey of 2024; 445 g/kWh the world's average of 2024 in the
IEA's report Electricity 2025.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.config import Settings
from webapp.insight.tallies import RouteTally


@dataclass(frozen=True, slots=True)
class Savings:
    """`hits` are the requests that found their whole page, in front of Flask or within it."""

    hits: int
    cpu_s: float
    wh: float
    grams: float


def saved(routes: Iterable[RouteTally], settings: Settings) -> Savings:
    tallies = list(routes)
    cpu_s = max(0.0, sum(tally.saved_cpu_s for tally in tallies))
    wh = cpu_s * settings.core_watts * settings.pue / 3600
    return Savings(sum(tally.found + tally.front for tally in tallies), cpu_s, wh, wh / 1000 * settings.grid_grams)
