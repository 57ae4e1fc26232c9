"""Durations and sizes as a language writes them, with three digits that mean something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_time
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from webapp.hypermedia.locales import Language

DURATIONS = ((1.0, "duration-second"), (1e-3, "duration-millisecond"), (1e-6, "duration-microsecond"))
SIZES = ((1e9, "digital-gigabyte"), (1e6, "digital-megabyte"), (1e3, "digital-kilobyte"), (1.0, "digital-byte"))
# What a number of seconds becomes where it is long: an age, not a measurement.
AGES = ((86_400.0, "duration-day"), (3_600.0, "duration-hour"), (60.0, "duration-minute"), (1.0, "duration-second"))


@dataclass(frozen=True)
class Units:
    """What a template says measurements with, in one language; None is a dash."""

    language: Language

    def duration(self, seconds: float | None) -> str:
        return self._in(DURATIONS, seconds)

    def size(self, count: float | None) -> str:
        return self._in(SIZES, count)

    def age(self, seconds: float | None) -> str:
        return self._in(AGES, None if seconds is None else max(1.0, seconds), whole=True)

    def clock(self, at: datetime, zone: ZoneInfo) -> str:
        return str(format_time(at.astimezone(zone), "medium", tzinfo=zone, locale=self.language.babel))

    def share(self, part: float, whole: float) -> str:
        return format_percent(part / whole, locale=self.language.babel) if whole else "–"

    def decimal(self, value: float) -> str:
        return _decimal(value, str(self.language.babel))

    def _in(self, units: tuple[tuple[float, str], ...], value: float | None, whole: bool = False) -> str:
        if value is None:
            return "–"
        factor, unit = next((one for one in units if abs(value) >= one[0] * 0.9995), units[-1])
        rounded = round(value / factor) if whole else significant(value / factor)
        return _with_unit(rounded, unit, str(self.language.babel))


def significant(value: float) -> float:
    """Three digits, and none behind the point from a hundred on."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")


@lru_cache(maxsize=8192)
def _with_unit(value: float, unit: str, locale: str) -> str:
    return str(format_unit(value, unit, length="short", format=_pattern(value), locale=locale))


@lru_cache(maxsize=8192)
def _decimal(value: float, locale: str) -> str:
    rounded = significant(value)
    return str(format_decimal(rounded, format=_pattern(rounded), locale=locale))


def _pattern(value: float) -> str:
    """Babel would cut at three places behind the point: 0.00042 Wh is something."""
    return "#,##0.########" if 0 < abs(value) < 1 else "#,##0.##"
