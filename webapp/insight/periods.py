"""How far back somebody looks, and in which steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from webapp.hypermedia.locales import marked
from webapp.insight.counting import HOUR_S, HOURS_A_DAY


@dataclass(frozen=True, slots=True)
class Period:
    """So many slots of so many hours; `label` is a msgid."""

    name: str
    label: str
    slots: int
    step: int

    def first(self, hour: int, zone: ZoneInfo) -> int:
        """The hour with which it begins: steps of hours at midnight in the shop, whole days as they are kept, in UTC."""
        shift = 0 if self.step == HOURS_A_DAY else _shift(hour, zone)
        return ((hour + shift) // self.step - self.slots + 1) * self.step - shift


def _shift(hour: int, zone: ZoneInfo) -> int:
    """Whole hours by which the shop is ahead of UTC."""
    offset = moment(hour).astimezone(zone).utcoffset()
    return round(offset.total_seconds() / HOUR_S) if offset else 0


def moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR_S, UTC)


PERIODS = {
    period.name: period
    for period in (
        Period("day", marked("24 hours"), 24, 1),
        Period("week", marked("7 days"), 28, 6),
        Period("month", marked("30 days"), 30, 24),
    )
}
