"""Steps: how Undo and Redo walk through what somebody did, read from the acts alone.

An act is a deed, or it takes another one back: an undo a deed or a redo, a redo an undo. Each is taken back once, so what
became of a deed is told by the last act of its chain, and it can be undone and redone for ever. Undo walks back through
one's own acts that stand, the latest first; redo forward through one's own undos, until a new deed: then they are what
they were, but off the line. An act of the way `KEPT` took nothing back, because all of it was changed since: walking
passes over what it was about, and whoever names that may try again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from webapp.storage.acts import Act, refuse_repeated

UNDO = "undo"
REDO = "redo"
KEPT = "kept"


class TakenBack(Exception):
    """The act was taken back already, or there is nothing to bring back."""


_LATER: Any = aliased(Act)
_MINE = (
    select(Act.id)
    .where(Act.actor_id == bindparam("actor"), ~exists().where(_LATER.undoes == Act.id))
    .order_by(Act.id.desc())
    .limit(1)
)
_DEED: Any = aliased(Act)
_LAST_DEED = (
    select(_DEED.id)
    .where(_DEED.actor_id == bindparam("actor"), _DEED.undoes.is_(None))
    .order_by(_DEED.id.desc())
    .limit(1)
    .scalar_subquery()
)
_NEXT: dict[str, Select[Any]] = {
    UNDO: _MINE.where(Act.way.not_in((UNDO, KEPT))),
    REDO: _MINE.where(Act.way == UNDO, Act.id > func.coalesce(_LAST_DEED, 0)),
}
_CHAIN = select(Act.id).where(Act.id == bindparam("act")).cte("chain", recursive=True)
_CHAIN = _CHAIN.union_all(select(Act.id).join(_CHAIN, Act.undoes == _CHAIN.c.id).where(Act.way != KEPT))
# Whoever takes an act back comes after it, so the last of a chain has the highest id.
_END = select(Act.id, Act.way).where(Act.id == select(func.max(_CHAIN.c.id)).scalar_subquery())
_AUTHOR = select(Act.actor_id).where(Act.id == bindparam("act"), Act.way != KEPT)


def next_step(connection: Connection, actor_id: int, verb: str) -> int | None:
    """The act that somebody's Undo or Redo without a name is about."""
    found: int | None = connection.scalar(_NEXT[verb], {"actor": actor_id})
    return found


def author_of(connection: Connection, act_id: int) -> tuple[int | None] | None:
    """Whose act it is, as (id,); None where there is no such act."""
    row = connection.execute(_AUTHOR, {"act": act_id}).first()
    return (row.actor_id,) if row else None


def end_of(connection: Connection, act_id: int, verb: str) -> int:
    """The act of its chain that an undo or a redo of it takes back; raises `TakenBack` where that was done."""
    end = connection.execute(_END, {"act": act_id}).one()
    if (end.way == UNDO) != (verb == REDO):
        raise TakenBack
    found: int = end.id
    return found


def is_taken_back(connection: Connection, act_id: int) -> bool:
    end = connection.execute(_END, {"act": act_id}).first()
    return end is not None and end.way == UNDO


def claim(session: Session, act_id: int) -> None:
    """Make sure that nobody else takes this act back at the same time; raises `TakenBack` where somebody was faster,
    and `Repeated`."""
    session.execute(select(literal(1)).select_from(Act).where(Act.id == act_id).with_for_update())
    if session.scalar(select(exists().where(Act.undoes == act_id, Act.way != KEPT))):
        # Perhaps by this very request, which was sent again while it was still at work.
        refuse_repeated(session.connection(), session.info["act"].intent)
        raise TakenBack
