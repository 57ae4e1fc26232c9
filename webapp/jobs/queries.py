"""What the pages of jobs show, and what a worker looks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from webapp.extensions import Base
from webapp.jobs.models import ALIVE, RUNNING, WAITING, Run
from webapp.storage.clock import now
from webapp.storage.transactions import snapshot

PER_PAGE = 20
_SHOWN = select(Run.__table__)
_PAGE = _SHOWN.order_by(Run.id.desc()).limit(PER_PAGE).offset(bindparam("first"))
_ONE = _SHOWN.where(Run.id == bindparam("id"))
_COUNT = select(func.count()).select_from(Run)
_ALIVE = _COUNT.where(Run.state.in_(ALIVE))
_LEFT_BEHIND = _SHOWN.where(Run.state == RUNNING, Run.heartbeat < bindparam("before"))
_WAITING = select(Run.id).where(Run.state == WAITING).order_by(Run.id)


def left_behind(stale: timedelta) -> list[Any]:
    """Jobs whose worker was not heard of for so long."""
    with snapshot() as connection:
        return list(connection.execute(_LEFT_BEHIND, {"before": now() - stale}))


def waiting() -> list[int]:
    """In the order in which they were asked for."""
    with snapshot() as connection:
        return list(connection.scalars(_WAITING))


def jobs_of_page(connection: Connection, page: int) -> list[Any]:
    """The newest first."""
    return list(connection.execute(_PAGE, {"first": (page - 1) * PER_PAGE}))


def job(connection: Connection, job_id: int) -> Any:
    return connection.execute(_ONE, {"id": job_id}).first()


def count(connection: Connection) -> int:
    return int(connection.scalar(_COUNT) or 0)


def alive_count(connection: Connection) -> int:
    """How many wait or are at work."""
    return int(connection.scalar(_ALIVE) or 0)


def highest(table: str, column: str) -> int:
    """The highest id in a column, 0 where there is none."""
    with snapshot() as connection:
        return int(connection.scalar(select(func.max(Base.metadata.tables[table].c[column]))) or 0)
