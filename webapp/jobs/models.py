"""Jobs as somebody asked for them: how far each is, and how it ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base
from webapp.storage.clock import Moment
from webapp.storage.scopes import Scope

WAITING, RUNNING, DONE = "waiting", "running", "done"
FAILED, CANCELLED, INTERRUPTED = "failed", "cancelled", "interrupted"
STATES = (WAITING, RUNNING, DONE, FAILED, CANCELLED, INTERRUPTED)
ALIVE = (WAITING, RUNNING)


class Run(Base):
    """One job. `claim` names the worker that has it: what another one has taken over writes no more.

    `arguments` and `result` are JSON. `doing`, `error` are sentences in the language in which it was asked for.
    """

    __tablename__ = "job"
    # A page that counts jobs is outdated by a new one and by the end of one, not by each step.
    __scopes__ = (Scope("job", "id", columns=("state",)),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    arguments: Mapped[str]
    folder: Mapped[str] = mapped_column(String(32))
    # Who is kept by name too: the list outlives the account.
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    claim: Mapped[str | None] = mapped_column(String(32))
    heartbeat: Mapped[datetime | None] = mapped_column(Moment)
    cancelling: Mapped[bool]
    restarts: Mapped[int]
    done: Mapped[int]
    total: Mapped[int | None]
    doing: Mapped[str] = mapped_column(String(400))
    result: Mapped[str]
    error: Mapped[str] = mapped_column(String(1000))
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state_is_known"),
        Index("ix_job_state", "state", "heartbeat"),
    )
