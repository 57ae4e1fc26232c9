"""Failed attempts: how many there may be within five minutes, per account, per block of addresses and in all.

They are counted in the database, so that all processes share them. An attempt that is refused here is not counted:
otherwise whoever keeps trying would keep somebody else out for ever.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from webapp.accounts import clock, queries
from webapp.accounts.models import FailedAttempt
from webapp.hypermedia.errors import Problem
from webapp.storage.transactions import snapshot, write

WINDOW = timedelta(minutes=5)
PER_ACCOUNT, PER_ADDRESS, IN_ALL = 10, 10, 1000


def block(address: str | None) -> str:
    """The block that one household or server has to itself: /32 of IPv4, /64 of IPv6; `unknown` without one."""
    try:
        found = ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 32 if found.version == 4 else 64), strict=False))


def account(email: str) -> str:
    """What an account is counted under: a digest, since people also type their password into the wrong field."""
    return hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()


def refuse_too_many(email: str, address: str) -> None:
    """Raise 429 where a limit is reached; its `Retry-After` is when one more attempt is allowed."""
    now = clock.now()
    limits = [
        (PER_ACCOUNT, (FailedAttempt.account == account(email),)),
        (PER_ADDRESS, (FailedAttempt.address == address,)),
        (IN_ALL, ()),
    ]
    with snapshot() as connection:
        reached = queries.limits_reached(connection, now, WINDOW, limits)
    if reached:
        free = max(clock.aware(moment) for moment in reached) + WINDOW
        wait = max(1, ceil((free - now).total_seconds()))
        text = _("Too many attempts to sign in. Wait %(minutes)s min and try again.", minutes=ceil(wait / 60))
        raise Problem(429, "too_many_attempts", text, retry_after=wait)


def note(email: str, address: str) -> None:
    """Count an attempt, and forget those that count no longer."""
    now = clock.now()

    def work(session: Session) -> None:
        session.execute(delete(FailedAttempt).where(FailedAttempt.at <= now - WINDOW))
        session.execute(insert(FailedAttempt).values(at=now, account=account(email), address=address))

    write(work)
