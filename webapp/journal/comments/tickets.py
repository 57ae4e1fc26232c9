"""The ticket of a form: signed when the form is handed out, it names the post and is good for one comment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

from webapp.grid.repeats import new_key
from webapp.storage import clock

# Nobody writes quicker than this, and who writes longer gets another ticket with the text kept.
SOONEST, LATEST = timedelta(seconds=3), timedelta(hours=2)


class Forged(Exception):
    """The ticket is not one of ours, or is for another post."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`key` is the idempotency key of the comment that is written with it."""

    key: str
    age: timedelta

    @property
    def too_young(self) -> bool:
        return self.age < SOONEST

    @property
    def too_old(self) -> bool:
        return self.age > LATEST


def issue(post_id: int) -> str:
    return _signer().sign(f"{post_id}.{new_key()}").decode()


def read(text: str, post_id: int) -> Ticket:
    """Raises `Forged`."""
    try:
        said, issued = _signer().unsign(text, return_timestamp=True)
    except (BadSignature, UnicodeError) as error:
        raise Forged from error
    number, _point, key = said.decode().partition(".")
    if number != str(post_id):
        raise Forged
    return Ticket(key, clock.now() - issued)


class _Signer(TimestampSigner):
    """Goes by the shop's clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer() -> _Signer:
    secret = current_app.secret_key
    assert secret is not None, "settings always have a key"
    return _Signer(secret, salt="comment-form", key_derivation="hmac", digest_method=hashlib.sha256)
