"""Moments as people type them: in the shop's time zone, by their language's order of day and month, by ISO, or by words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from babel.dates import ParseError, parse_date
from flask_babel import gettext as _

from webapp.grid.fields import Field, Invalid
from webapp.hypermedia.locales import Language, marked, plain_digits, settings_timezone
from webapp.storage import clock

AROUND = r"[\s\u200e\u200f\u061c]*"
TIME = re.compile(r"(?:^|[\sT,])(\d{1,2})[:.h](\d{2})(?::\d{2})?$")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
FROM_TODAY = re.compile(r"\+(\d{1,4})")
# word -> days from today
WORDS = ((marked("today"), 0), (marked("tomorrow"), 1), (marked("yesterday"), -1))
NOW = marked("now")


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A date with its time, kept in UTC and told in the time zone of the shop; a date alone means its first moment."""

    kind = "moment"

    def understand(self, typed: str, spoken: Language) -> datetime:
        text = re.sub(rf"^{AROUND}|{AROUND}$", "", plain_digits(typed)).casefold()
        if text in {NOW, spoken.translations.gettext(NOW).casefold()}:
            return clock.now().replace(microsecond=0)
        found = TIME.search(text)
        day = _day(text[: found.start()] if found else text, spoken)
        try:
            hour = time(int(found[1]), int(found[2])) if found else time()
            moment = datetime.combine(day, hour, settings_timezone()) if day else None
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not 1970 <= moment.year <= 9998:
            example = self.typed(clock.now(), spoken)
            raise Invalid("not_a_moment", _("This is not a date. Type it like %(example)s.", example=example))
        return moment.astimezone(UTC)

    def typed(self, value: Any, spoken: Language) -> str:
        return "" if value is None else f"{value.astimezone(settings_timezone()):%Y-%m-%d %H:%M}"

    def spelled(self, value: Any, spoken: Language) -> str:
        return "" if value is None else value.astimezone(UTC).isoformat()

    def shown(self, value: Any, spoken: Language) -> str:
        return "" if value is None else spoken.moment(value, settings_timezone())


def _day(text: str, spoken: Language) -> date | None:
    """The day that a text without its time means, None where it means none."""
    text = text.strip(" ,t")
    today = clock.now().astimezone(settings_timezone()).date()
    for word, days in WORDS:
        if text in {word, spoken.translations.gettext(word).casefold()}:
            return today + timedelta(days)
    try:
        if ahead := FROM_TODAY.fullmatch(text):
            return today + timedelta(int(ahead[1]))
        if iso := ISO.fullmatch(text):
            return date(*map(int, iso.groups()))
        return parse_date(text, locale=spoken.babel, format="short")
    except (ParseError, ValueError, IndexError, OverflowError):
        return None
