"""Acts: who changed what, when, by which way, from which value to which, in the transaction that changed it.

History, undo, merging of concurrent edits and the audit log are readings of these rows. They are written whenever a record
is (`storage/noting.py`), so that no verb can forget them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, ForeignKey, Index, String, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.extensions import Base
from webapp.storage import many
from webapp.storage.changes import Change
from webapp.storage.clock import Moment, now
from webapp.storage.noting import settle
from webapp.storage.prepared import Prepared
from webapp.storage.transactions import write

T = TypeVar("T")


class Act(Base):
    """One change as its author made it: an edit, a paste, an import, an undo."""

    __tablename__ = "act"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    # Who is kept by name too: the history outlives the account.
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    way: Mapped[str] = mapped_column(String(16))
    # What the browser named the request, so that a repeated one writes nothing.
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    # Serves the question whether an act was taken back.
    undoes: Mapped[int | None] = mapped_column(ForeignKey("act.id"), index=True)
    __table_args__ = (
        # Somebody's own acts, latest first.
        Index("ix_act_actor", "actor_id", "id"),
        # History: those of one way, and of one day.
        Index("ix_act_way", "way", "id"),
        Index("ix_act_at", "at", "id"),
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; `id` is None for a command."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What is known of an act before it is done. `way` is grid, page, paste, import, api, command, or one of `storage.steps`."""

    actor: Actor
    way: str
    key: str | None = None
    undoes: int | None = None


class Repeated(Exception):
    """A request with this key was carried out before; `act_id` is what it did."""

    def __init__(self, act_id: int) -> None:
        super().__init__(act_id)
        self.act_id = act_id


# Through the tables, since nobody looks at these rows as objects here.
_INSERT_ACT = Prepared(insert(Base.metadata.tables[Act.__tablename__]).returning(Act.id))
_CHANGES = Base.metadata.tables[Change.__tablename__]
_BY_KEY = Prepared(select(Act.id).where(Act.key == bindparam("key")))


class Doing:
    """An act while it is done. Its row is written with its first change: what changes nothing leaves no trace."""

    def __init__(self, intent: Intent, session: Session, continued: int | None = None) -> None:
        self.intent = intent
        self.connection = session.connection()
        self.id = continued
        self.changes = 0

    def begin(self) -> None:
        if self.id is None:
            values = {"at": now(), "actor_id": self.intent.actor.id, "actor": self.intent.actor.name}
            values |= {"way": self.intent.way, "key": self.intent.key, "undoes": self.intent.undoes}
            (made,) = _INSERT_ACT.all(self.connection, **values)
            self.id = made.id

    def note(self, rows: list[dict[str, Any]]) -> None:
        self.begin()
        self.changes += len(rows)
        many.add(self.connection, _CHANGES, [row | {"act_id": self.id} for row in rows])


def carry_out(intent: Intent, work: Callable[[Session], T], continued: int | None = None) -> tuple[T, int | None]:
    """Do `work` as one act in one transaction; return what it returns and the act's id, None where nothing changed.

    `continued` names an act that this transaction goes on with: an import is one act and many short transactions.
    Raises `Repeated` where the intent's key was used before, and what `storage.transactions.write` raises.
    """

    def acting(session: Session) -> tuple[T, int | None]:
        session.info["act"] = doing = Doing(intent, session, continued)
        refuse_repeated(doing.connection, intent)
        result = work(session)
        settle(session)
        return result, doing.id

    try:
        return write(acting)
    except IntegrityError:
        # On PostgreSQL two equal requests may be on their way at once; the later one meets the key of the other.
        write(lambda session: refuse_repeated(session.connection(), intent))
        raise


def refuse_repeated(connection: Connection, intent: Intent) -> None:
    if intent.key and (done := _BY_KEY.first(connection, key=intent.key)):
        raise Repeated(done.id)


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """A part of an act that may fail by itself: what it did, the act's own row too, is taken back with it."""
    doing: Doing = session.info["act"]
    before = doing.id, doing.changes
    try:
        with session.begin_nested():
            yield
            session.flush()
    except BaseException:
        doing.id, doing.changes = before
        raise
