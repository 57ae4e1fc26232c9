"""Times in an export: each is there twice, in UTC and as the clock of its site showed it."""

from __future__ import annotations

from datetime import datetime

from webapp.hypermedia.locales import settings_timezone
from webapp.journal.exchange.moments import moment
from webapp.journal.exchange.wordpress.elements import Element


def time_of(element: Element, name: str) -> datetime | None:
    """From the one in UTC, else from the other as in the shop's zone; None where neither says any."""
    utc = element.said(f"{name}_gmt")
    found = moment(f"{name}_gmt", f"{utc} UTC", settings_timezone()) if utc else None
    return found or moment(name, element.said(name), settings_timezone())
