"""Charts as shapes: what a template draws into an SVG of its own. Their numbers stand in a table beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

# The units of a picture that is stretched to whatever room it has.
HEIGHT, SLOT, GAP = 100.0, 10.0, 2.0


@dataclass(frozen=True, slots=True)
class Chart:
    """One shape for each series, as the `d` of a path; `low` and `top` are the values at its edges, `rules` heights between."""

    top: float
    slots: int
    shapes: list[str]
    low: float = 0.0
    rules: tuple[float, ...] = (0.0, HEIGHT / 2, HEIGHT)

    @property
    def width(self) -> float:
        return self.slots * SLOT

    @property
    def view(self) -> str:
        return f"0 0 {self.width:g} {HEIGHT:g}"


def stacked(series: Sequence[Sequence[int]]) -> Chart:
    """Bars that stand on each other, the first series at the bottom."""
    slots = len(series[0])
    top = nice(max(sum(one[slot] for one in series) for slot in range(slots)))
    below = [0.0] * slots
    shapes = []
    for one in series:
        shapes.append("".join(_bar(slot, below[slot] / top, value / top) for slot, value in enumerate(one) if value))
        below = [height + value for height, value in zip(below, one, strict=True)]
    return Chart(top, slots, shapes)


def steps(series: Sequence[Sequence[float | None]]) -> Chart:
    """A level for each slot, broken where there is no value. Each line across is ten times the one below: what takes a tenth
    of a millisecond and what takes a tenth of a second are both to be seen."""
    values = [value for one in series for value in one if value]
    low, top = (floor(log10(min(values))), ceil(log10(max(values)))) if values else (0, 1)
    top = max(top, low + 1)
    rules = tuple(HEIGHT * (1 - power / (top - low)) for power in range(top - low + 1))
    heights = [[HEIGHT * (top - log10(value)) / (top - low) if value else None for value in one] for one in series]
    return Chart(10.0**top, len(series[0]), [_steps(one) for one in heights], 10.0**low, rules)


def nice(value: float) -> float:
    """The next 1, 2 or 5 with noughts, which reads better at an edge than 7,393."""
    if value <= 0:
        return 1.0
    size = 1e-9
    while True:
        for step in (1, 2, 5):
            if value <= step * size * 1.000001:
                return step * size
        size *= 10


def _bar(slot: int, below: float, share: float) -> str:
    x, bottom, height = slot * SLOT + GAP / 2, HEIGHT * (1 - below), HEIGHT * share
    return f"M{x:g} {bottom:.2f}v-{height:.2f}h{SLOT - GAP:g}v{height:.2f}z"


def _steps(heights: Iterable[float | None]) -> str:
    drawn, begun = [], False
    for slot, y in enumerate(heights):
        if y is not None:
            drawn.append(f"V{y:.2f}" if begun else f"M{slot * SLOT:g} {y:.2f}")
            drawn.append(f"H{(slot + 1) * SLOT:g}")
        begun = y is not None
    return "".join(drawn)
