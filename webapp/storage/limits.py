"""How often something may be done within a while. Each time is a row, so that all processes count together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage import clock
from webapp.storage.clock import Moment


class Counted:
    """Mixin of a table of times; its own columns say whose they are."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


# So many times may there be among the rows that all these conditions find.
Limit = tuple[int, tuple[ColumnElement[bool], ...]]


def wait(connection: Connection | Session, counted: Any, window: timedelta, limits: Sequence[Limit]) -> int:
    """The seconds until one more is within every limit, 0 where it is now; one statement."""
    now = clock.now()
    moments = [_last_of(counted, most, now - window, conditions) for most, conditions in limits]
    reached = [moment for moment in connection.execute(select(*moments)).one() if moment is not None]
    return max(1, ceil((max(reached) + window - now).total_seconds())) if reached else 0


def note(session: Session, counted: Any, window: timedelta, **whose: str) -> None:
    """Count one time, and forget those that count no longer."""
    now = clock.now()
    session.execute(delete(counted).where(counted.at <= now - window))
    session.execute(insert(counted).values(at=now, **whose))


def _last_of(counted: Any, most: int, since: datetime, conditions: Sequence[ColumnElement[bool]]) -> Any:
    """The moment of the `most`-th newest row after `since`, the first to leave the window: NULL while there are fewer."""
    newest = select(counted.at).where(counted.at > since, *conditions).order_by(counted.at.desc())
    return newest.offset(most - 1).limit(1).scalar_subquery()
