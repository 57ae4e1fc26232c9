"""Moments: the times that other programs write, those without a zone as in the shop's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Bad

_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_ZONE = re.compile(r"\s+(?=[+-][0-9]{2}:?[0-9]{2}$)")


def moment(column: str, text: str, zone: ZoneInfo) -> datetime | None:
    """`2024-05-01 10:00:00 +0200` and its like in UTC, a day as its midnight; None for nothing and for `0000-00-00`."""
    text = text.strip()
    if not text or text.startswith("0000-00-00"):
        return None
    try:
        return _read(text, zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        reason = _("“%(text)s” is not a date such as 2024-05-01 10:00.", text=cut(text))
        raise Bad(column, reason) from error


def _read(text: str, zone: ZoneInfo) -> datetime:
    padded = _DAY.sub(lambda day: f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}", text, count=1)
    found = datetime.fromisoformat(_ZONE.sub("", padded.removesuffix(" UTC") + "Z" * padded.endswith(" UTC")))
    return found if found.tzinfo else found.replace(tzinfo=zone)
