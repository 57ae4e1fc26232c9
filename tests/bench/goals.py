"""What we hold ourselves to: each a ratio of two subjects of one run. The numbers are those that issues and tables speak of."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.load import Round

FLASK, WSGI = "bare Flask, the same bytes", "bare WSGI, the same bytes"
HEADED = "bare WSGI, our headers too"
TUTORIAL, MINUTE = "the list as a tutorial writes it", "the tutorial's, its fragment kept for 60 s"
Rounds = Mapping[str, Sequence[Round]]


@dataclass(frozen=True, slots=True)
class Goal:
    """`subject` reaches at least (speed) or at most (CPU) `limit` times what `against` does."""

    number: int
    subject: str
    against: str
    measure: str
    limit: float

    def ratio(self, rounds: Rounds) -> float | None:
        """The median of the rounds' ratios; None where one of the two was not measured."""
        pairs = zip(rounds.get(self.subject, ()), rounds.get(self.against, ()), strict=False)
        name = "per_second" if self.measure == "speed" else "cpu_us"
        both = [(getattr(one, name), getattr(other, name)) for one, other in pairs]
        known = [one / other for one, other in both if one is not None and other]
        return statistics.median(known) if known else None

    def met(self, ratio: float) -> bool:
        return ratio >= self.limit if self.measure == "speed" else ratio <= self.limit

    def __str__(self) -> str:
        """As `2: requests/s >= 3x`."""
        sign, what = (">=", "requests/s") if self.measure == "speed" else ("<=", "CPU")
        whom = "" if self.against == FLASK else f" of {self.against}"
        return f"{self.number}: {what} {sign} {times(self.limit)}{whom}"


def times(ratio: float) -> str:
    """3x, 0.27x, 1/38."""
    return f"1/{1 / ratio:.0f}" if ratio < 0.2 else f"{ratio:.2f}".rstrip("0").rstrip(".") + "x"


GOALS = (
    Goal(1, "product list, cached", FLASK, "speed", 3),
    Goal(1, "product list, cached", FLASK, "cpu", 0.30),
    Goal(2, "product list, cached", WSGI, "speed", 0.80),
    Goal(3, "product list, 304", FLASK, "speed", 4),
    Goal(4, "product list, signed in", FLASK, "cpu", 1.5),
    Goal(5, "product list, not cached", FLASK, "cpu", 6),
    Goal(6, "product list, not cached", TUTORIAL, "cpu", 1 / 20),
    Goal(7, "product list, cached", MINUTE, "cpu", 1 / 8),
    Goal(8, "one edit of a price", FLASK, "cpu", 2),
    Goal(9, "one edit of a price", "Flask-Admin, one edit", "cpu", 1 / 5),
    Goal(9, "one edit of a price", "SQLAdmin, one edit: form, save, list", "cpu", 1 / 70),
    Goal(9, "one edit of a price", "Django admin, one edit: form, save, list", "cpu", 1 / 100),
    Goal(10, "desk list, not cached", "Flask-Admin, list", "cpu", 1 / 20),
    Goal(10, "desk list, not cached", "Django admin, list", "cpu", 1 / 30),
    Goal(10, "desk list, not cached", "Wagtail, listing", "cpu", 1 / 60),
    Goal(21, "the same, one edit to 99 reads", "lists in six languages in turn", "speed", 0.7),
    Goal(22, "product list, cached, German", "product list, cached", "cpu", 1.05),
)
