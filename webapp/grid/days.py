"""Days as people type them: by ISO, in their language's order of day and month, by the names of both, or from today."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from babel.dates import ParseError, get_day_names, get_month_names, parse_date

from webapp.hypermedia.locales import Language, marked

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
FROM_TODAY = re.compile(r"[+-]\d{1,4}")
DAY_AND_MONTH = re.compile(r"(\d{1,2})[-/.\s]\s*(\d{1,2})[-/.]?")
# What is made of three numbers alone: the parser of dates passes over whatever else it finds.
NUMERIC = re.compile(r"\d{1,4}(?:[-/.\s]\s*\d{1,4}){2}\.?")
# word -> days from today
WORDS = ((marked("today"), 0), (marked("tomorrow"), 1), (marked("yesterday"), -1))
# What stands between the parts of a day that is spelled out, and what makes a number an ordinal.
BETWEEN = re.compile(r"[\s,،.]+")
FILLERS = frozenset({"of", "the", "de", "del", "le", "den", "der", "am", "op", "at", "um", "om", "à", "a", "las"})
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|e|de|ste|º|ª)?")


def day(text: str, spoken: Language, today: date) -> date | None:
    """The day that is meant, None where none is. `text` is in lower case, with ASCII digits.

    Without a year it is of this year; the name of a weekday is the next such day, never today.
    """
    for word, days in WORDS:
        if text in {word, spoken.translations.gettext(word).casefold()}:
            return today + timedelta(days)
    try:
        if FROM_TODAY.fullmatch(text):
            return today + timedelta(int(text))
        if iso := ISO.fullmatch(text):
            return date(*map(int, iso.groups()))
        if short := DAY_AND_MONTH.fullmatch(text):
            first, second = map(int, short.groups())
            return date(today.year, first, second) if _month_first(spoken) else date(today.year, second, first)
        if NUMERIC.fullmatch(text):
            return parse_date(text, locale=spoken.babel, format="short")
        return _spelled_out(text, spoken, today)
    except (ParseError, ValueError, IndexError, OverflowError):
        return None


def _month_first(spoken: Language) -> bool:
    pattern = spoken.babel.date_formats["short"].pattern
    return bool(pattern.index("M") < pattern.index("d"))


def _spelled_out(text: str, spoken: Language, today: date) -> date | None:
    """`3 Apr`, `Apr 3rd, 2027`, `Friday`, `vendredi 4 décembre 2026`. A weekday that is not the day's own is none."""
    months, weekdays = _names(spoken)
    month, weekday, numbers = None, None, []
    for word in filter(None, BETWEEN.split(text)):
        if word in months and month is None:
            month = months[word]
        elif word in weekdays and weekday is None:
            weekday = weekdays[word]
        elif ordinal := ORDINAL.fullmatch(word):
            numbers.append(int(ordinal[1]))
        elif re.fullmatch(r"\d{4}", word):
            numbers.append(int(word))
        elif word not in FILLERS:
            return None
    if month is None:
        return _next(weekday, today) if weekday is not None and not numbers else None
    found = date(numbers[1] if len(numbers) > 1 else today.year, month, numbers[0])
    return found if len(numbers) < 3 and weekday in (None, found.weekday()) else None


def _next(weekday: int, today: date) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


@cache
def _names(spoken: Language) -> tuple[dict[str, int], dict[str, int]]:
    """The names of months and of weekdays, whole and short, in the language and in English."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for locale in ("en", spoken.babel):
        for context in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                months |= _plain(get_month_names(width, context, locale))
                weekdays |= _plain(get_day_names(width, context, locale))
    return months, weekdays


def _plain(names: object) -> dict[str, int]:
    return {name.casefold().rstrip("."): number for number, name in dict(names).items()}  # type: ignore[call-overload]
