"""Signing in, and changing one's password: throttle, gate, argon2, and only then a short transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from webapp.access import Refused
from webapp.accounts import attempts, gate, passwords, queries, sessions
from webapp.accounts.models import Credential, User
from webapp.accounts.queries import Known
from webapp.hypermedia.errors import Problem
from webapp.storage import clock
from webapp.storage.transactions import snapshot, write


def canonical(email: str) -> str:
    """An e-mail address as it is kept: in lower case, without space around it."""
    return email.strip().lower()


def sign_in(email: str, password: str, ended: str | None) -> tuple[Known, str]:
    """Who that is, and the id of their new session; `ended` is the id that the browser had.

    Raises 422 `login_failed`, the same for an unknown address, a wrong password and somebody inactive, after the same
    work; 429 `too_many_attempts`; 503 `busy`.
    """
    email, address = canonical(email), attempts.block(request.remote_addr)
    attempts.refuse_too_many(email, address)
    one = _find(User.email == email) if email.isprintable() else None
    with _verifying():
        right = passwords.matches(one.password_hash if one else None, password)
        renewed = passwords.digest(password) if one and right and passwords.outdated(one.password_hash) else None
    token = write(lambda session: _begin(session, one, renewed, ended)) if one and right else None
    if one is None or token is None:
        attempts.note(email, address)
        raise Problem(422, "login_failed", _("E-mail and password do not belong together. Check both."))
    return one, token


def change_password(user_id: int, old: str, new: str, again: str) -> tuple[Known, str]:
    """Set a new password and end all sessions of the user; the id of the one that goes on is returned.

    Raises 422 `password_wrong`, `password_again` or what `passwords.check` finds, 429 and 503.
    """
    try:
        passwords.check(new)
    except passwords.Unacceptable as error:
        raise Problem(422, error.code, str(error)) from error
    if new != again:
        raise Problem(422, "password_again", _("The two new passwords differ. Type the same one twice."))
    one = _find(User.id == user_id)
    if one is None:
        raise Refused(401)
    address = attempts.block(request.remote_addr)
    attempts.refuse_too_many(one.email, address)
    with _verifying():
        made = passwords.digest(new) if passwords.matches(one.password_hash, old) else None
    token = write(lambda session: _replace(session, one, made)) if made else None
    if token is None:
        attempts.note(one.email, address)
        raise Problem(422, "password_wrong", _("That is not your present password."))
    return one, token


def _find(condition: ColumnElement[bool]) -> Known | None:
    with snapshot() as connection:
        return queries.known(connection, condition)


@contextmanager
def _verifying() -> Iterator[None]:
    try:
        with gate.VERIFYING.passed():
            yield
    except gate.Full as full:
        raise Problem(503, "busy", _("Many people are signing in. Try again in a moment."), retry_after=2) from full


def _begin(session: Session, one: Known, renewed: str | None, ended: str | None) -> str | None:
    """None where the password was changed, or the user deactivated, while it was compared."""
    if session.scalar(queries.still_known(one)) is None:
        return None
    if renewed:
        session.execute(update(Credential).where(Credential.user_id == one.id).values(password_hash=renewed))
    return sessions.begin(session, one.id, ended)


def _replace(session: Session, one: Known, made: str) -> str | None:
    if session.scalar(queries.still_known(one)) is None:
        return None
    kept = {"password_hash": made, "changed_at": clock.now()}
    session.execute(update(Credential).where(Credential.user_id == one.id).values(kept))
    sessions.end_all(session, one.id)
    return sessions.begin(session, one.id, None)
