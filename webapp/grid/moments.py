"""Moments as people type them: a day and its time, in the time zone of the shop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from babel.dates import format_date, format_time
from flask_babel import gettext as _

from webapp.grid.days import day
from webapp.grid.fields import Field, Invalid
from webapp.hypermedia.locales import Language, marked, plain_digits, settings_timezone
from webapp.storage import clock

MARKS = re.compile(r"[\u200e\u200f\u061c]")
# `14:30`, `14h30`, `14 h`, `14 Uhr`, `2:30 pm`, `2pm`; a point only after a day, since `3.04` is one.
TIME = re.compile(
    r"(?:^|(?<=\d)t|[\s,،])(?:(\d{1,2})(?:[:h](\d{2})(?::\d{2})?|h)?\s*(am|pm)"
    r"|(\d{1,2})(?:(?::|\s?h\s?)(\d{2})(?::\d{2})?(?:\s?(?:uhr|uur))?|\s?(?:h|uhr|uur)))$"
    r"|(?<=\S)[\s,،]+(\d{1,2})\.(\d{2})(?:\s?(?:uhr|uur))?$"
)
# What leads from a day to its time.
AT = re.compile(r"[\s,،]+(?:at|om|um|à|a las|في|الساعة)$")
NOW = marked("now")


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A date with its time, kept in UTC and told in the time zone of the shop; a day alone means its first moment, a time
    alone means today."""

    kind = "moment"
    explained = True

    def understand(self, typed: str, spoken: Language) -> datetime:
        text = MARKS.sub("", plain_digits(typed)).casefold().strip()
        if text in {NOW, spoken.translations.gettext(NOW).casefold()}:
            return clock.now().replace(microsecond=0)
        today = clock.now().astimezone(settings_timezone()).date()
        try:
            moment = _moment(text, spoken, today)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not 1970 <= moment.year <= 9998:
            example = self.typed(clock.now(), spoken)
            raise Invalid("not_a_moment", _("This is not a date. Type it like %(example)s.", example=example))
        return moment.astimezone(UTC)

    def understood(self, typed: str, spoken: Language, before: Any = None) -> str:
        """In words, with the day of the week: nobody takes April for March."""
        value = self.parse(typed, spoken, before)
        if value is None:
            return ""
        local = value.astimezone(settings_timezone())
        whole = format_date(local.date(), "full", locale=spoken.babel)
        # A day alone was typed, and means its first moment.
        return (
            whole if local.time() == time() else f"{whole}, {format_time(local.time(), 'short', locale=spoken.babel)}"
        )

    def typed(self, value: Any, spoken: Language) -> str:
        return "" if value is None else f"{value.astimezone(settings_timezone()):%Y-%m-%d %H:%M}"

    def spelled(self, value: Any, spoken: Language) -> str:
        return "" if value is None else value.astimezone(UTC).isoformat()

    def shown(self, value: Any, spoken: Language) -> str:
        return "" if value is None else spoken.moment(value, settings_timezone())


def _moment(text: str, spoken: Language, today: date) -> datetime | None:
    found = TIME.search(text)
    hour = _hour(found) if found else time()
    of_day = (AT.sub("", text[: found.start()]) if found else text).strip(" ,،")
    on = today if found and not of_day else day(of_day, spoken, today)
    return datetime.combine(on, hour, settings_timezone()) if on else None


def _hour(found: re.Match[str]) -> time:
    twelve, minute, half, hour, minutes, dotted, after = found.groups()
    if half:
        if not 1 <= int(twelve) <= 12:
            raise ValueError(twelve)
        return time(int(twelve) % 12 + (12 if half == "pm" else 0), int(minute or 0))
    return time(int(hour or dotted), int(minutes or after or 0))
