"""Which acts: what somebody asked the history for, validated and canonical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from webapp.access import Visitor
from webapp.grid.columns import Table, table_named
from webapp.grid.numbers import INT32
from webapp.history.ways import WAYS
from webapp.hypermedia.locales import settings_timezone
from webapp.hypermedia.templates import href

# What is done by no account.
COMMANDS = "0"


@dataclass(frozen=True)
class Filter:
    """`person` is the id of an account, or `COMMANDS`; `day` a date of the shop's time zone; `before` the id of the first act of
    the page before."""

    person: str = ""
    table: str = ""
    record: str = ""
    way: str = ""
    day: str = ""
    before: str = ""

    @property
    def shown_table(self) -> Table | None:
        return table_named(self.table)

    def url(self, locale: str, **changes: str) -> str:
        """The address of the same list with some things changed; what is not asked is left out."""
        known = {name: value for name, value in asdict(replace(self, **changes)).items() if value}
        home = href("history.history", locale=locale)
        return f"{home}?{urlencode(known)}" if known else home

    def narrows(self) -> bool:
        return replace(self, before="") != Filter()

    def moments(self) -> tuple[datetime, datetime] | None:
        """From when to when, where a day is asked."""
        if not self.day:
            return None
        day, zone = date.fromisoformat(self.day), settings_timezone()
        first, after = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
        return first, after


def filter_of(args: Mapping[str, str], visitor: Visitor) -> Filter:
    """What is not understood, or not to be seen, is as if it were not asked."""
    shown = table_named(args.get("table", ""))
    table = shown.plural if shown and shown.may_see(visitor) else ""
    return Filter(
        person=COMMANDS if args.get("person") == COMMANDS else _number(args.get("person", "")),
        table=table,
        record=_number(args.get("record", "")) if table else "",
        way=args.get("way", "") if args.get("way") in WAYS else "",
        day=_day(args.get("day", "")),
        before=_number(args.get("before", "")),
    )


def _number(text: str) -> str:
    good = text.isascii() and text.isdecimal() and len(text) < 11 and 0 < int(text) <= INT32
    return str(int(text)) if good else ""


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if 1970 <= day.year <= 9998 else ""
