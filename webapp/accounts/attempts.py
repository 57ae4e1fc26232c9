"""Failed attempts: how many there may be within five minutes, per account, per block of addresses and in all.

An attempt that is refused here is not counted: otherwise whoever keeps trying would keep somebody else out for ever.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from math import ceil

from flask_babel import gettext as _

from webapp.accounts.models import FailedAttempt
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.senders import block
from webapp.storage import limits
from webapp.storage.transactions import snapshot, write

__all__ = ["WINDOW", "account", "block", "note", "of", "refuse_too_many"]
WINDOW = timedelta(minutes=5)
PER_ACCOUNT, PER_ADDRESS, IN_ALL = 10, 10, 1000


def account(email: str) -> str:
    """What an account is counted under: a digest, since people also type their password into the wrong field."""
    return hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()


def of(email: str, address: str) -> list[limits.Limit]:
    return [
        (PER_ACCOUNT, (FailedAttempt.account == account(email),)),
        (PER_ADDRESS, (FailedAttempt.address == address,)),
        (IN_ALL, ()),
    ]


def refuse_too_many(email: str, address: str) -> None:
    """Raise 429 where a limit is reached; its `Retry-After` is when one more attempt is allowed."""
    with snapshot() as connection:
        wait = limits.wait(connection, FailedAttempt, WINDOW, of(email, address))
    if wait:
        text = _("Too many attempts to sign in. Wait %(minutes)s min and try again.", minutes=ceil(wait / 60))
        raise Problem(429, "too_many_attempts", text, retry_after=wait)


def note(email: str, address: str) -> None:
    write(lambda session: limits.note(session, FailedAttempt, WINDOW, account=account(email), address=address))
