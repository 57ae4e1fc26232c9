"""Sessions: begun at sign-in, refreshed while somebody works, ended by time, by signing out and by a new password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from webapp.access import Visitor
from webapp.accounts import cookies, queries, seen
from webapp.accounts.models import SignedIn
from webapp.storage import clock, scopes
from webapp.storage.transactions import write


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: without a request, and in all."""

    idle: timedelta
    absolute: timedelta


READER = Limits(timedelta(days=14), timedelta(days=90))
STAFF = Limits(timedelta(hours=2), timedelta(hours=12))


def limits(role: str) -> Limits:
    return READER if role == "reader" else STAFF


def load_visitor() -> Visitor | None:
    """Who sent the request: one SELECT, and none where no cookie came."""
    token = cookies.presented()
    if token is None:
        return None
    row = queries.VISITOR.first(None, id_hash=id_hash(token))
    if row is None or _is_over(row.role, row.created_at, row.seen_at):
        return None
    _refresh(token, row.seen_at)
    locales = tuple(code for code in row.locales.split(",") if code)
    about = scopes.of("user", None, row.id), scopes.of("session", None, row.id)
    return Visitor(row.id, row.name, row.email, row.role, locales, about, _until(row))


def _until(row: Any) -> datetime:
    """Until when the session goes on by itself, and needs not be noted as seen once more."""
    noted = row.seen_at if clock.now() - row.seen_at < seen.SELDOM else clock.now()
    end: datetime = row.created_at + limits(row.role).absolute
    return min(end, noted + seen.SELDOM)


def id_hash(token: str) -> str:
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def begin(session: Session, user_id: int, ended: str | None) -> str:
    """A new session of the user; the browser's former one is `ended`, so that an id planted before is worth nothing."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    past = (SignedIn.created_at <= now - READER.absolute) | (SignedIn.seen_at <= now - READER.idle)
    session.execute(delete(SignedIn).where(past))
    if ended:
        session.execute(delete(SignedIn).where(SignedIn.id_hash == id_hash(ended)))
    row = {"id_hash": id_hash(token), "user_id": user_id, "created_at": now, "seen_at": now}
    session.execute(insert(SignedIn).values(row))
    return token


def end(token: str) -> None:
    write(lambda session: session.execute(delete(SignedIn).where(SignedIn.id_hash == id_hash(token))))


def end_all(session: Session, user_id: int) -> None:
    session.execute(delete(SignedIn).where(SignedIn.user_id == user_id))


def _is_over(role: str, created_at: datetime, seen_at: datetime) -> bool:
    now, limit = clock.now(), limits(role)
    return now - created_at >= limit.absolute or now - seen_at >= limit.idle


def _refresh(token: str, seen_at: datetime) -> None:
    now = clock.now()
    if now - seen_at >= seen.SELDOM:
        seen.writer().note(id_hash(token), now)
