"""The steps of a job from state to state. Each is one short transaction, and each says in its WHERE from where it leads:
of two workers that reach for one job, one gets it. A `run` is a row of the table, in whatever form."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from webapp.jobs import folders
from webapp.jobs.models import ALIVE, CANCELLED, RUNNING, WAITING, Run
from webapp.storage.acts import Actor
from webapp.storage.clock import now
from webapp.storage.transactions import write

# Nobody looks further back.
REMEMBERED = timedelta(days=90)


def note_asked(kind: str, actor: Actor, locale: str, folder: str, arguments: Mapping[str, Any]) -> int:
    """A new job that waits for its worker."""
    values: dict[str, Any] = {
        "kind": kind, "arguments": json.dumps(arguments, ensure_ascii=False), "folder": folder,
        "actor_id": actor.id, "actor": actor.name, "locale": locale, "state": WAITING, "asked_at": now(),
        "cancelling": False, "restarts": 0, "done": 0, "doing": "", "result": "{}", "error": "",
    }  # fmt: skip
    return write(lambda session: session.execute(insert(Run).values(values).returning(Run.id)).scalar_one())


def take(job_id: int) -> Run | None:
    """The job, now this worker's, None where it is somebody else's or over."""
    values = {"state": RUNNING, "claim": secrets.token_hex(8), "heartbeat": now(), "began_at": now()}

    def work(session: Session) -> Run | None:
        waiting = (Run.id == job_id, Run.state == WAITING)
        taken = session.scalars(update(Run).where(*waiting).values(values).returning(Run)).one_or_none()
        if taken is not None:
            session.expunge(taken)
        return taken

    return write(work)


def note_step(run: Any, values: Mapping[str, Any]) -> bool | None:
    """How far it is; whether somebody wants it cancelled, None where this worker has it no longer."""
    step = update(Run).where(*_mine(run)).values({**values, "heartbeat": now()}).returning(Run.cancelling)
    return write(lambda session: session.scalar(step))


def note_end(run: Any, state: str, **values: Any) -> bool:
    """Whether it was still this worker's to end."""
    ending = {"state": state, "ended_at": now(), "claim": None, "cancelling": False, **values}
    return _changed(update(Run).where(*_mine(run)).values(ending))


def give_back(run: Any) -> bool:
    """To be run again from its beginning; whether it was still this worker's."""
    again = {"state": WAITING, "claim": None, "done": 0, "total": None, "restarts": Run.restarts + 1}
    return _changed(update(Run).where(*_mine(run)).values(again))


def cancel(job_id: int) -> None:
    """One that waits is over at once; one that runs is told, and ends at its next step."""

    def work(session: Session) -> None:
        here = Run.id == job_id
        over = {"state": CANCELLED, "ended_at": now()}
        session.execute(update(Run).where(here, Run.state == WAITING).values(over))
        session.execute(update(Run).where(here, Run.state == RUNNING).values(cancelling=True))

    write(work)


def forget_old() -> list[str]:
    """Forget what ended long ago; return the folders that somebody may still need something from."""
    moment = now()

    def work(session: Session) -> list[str]:
        session.execute(delete(Run).where(Run.ended_at < moment - REMEMBERED))
        needed = or_(Run.state.in_(ALIVE), Run.ended_at > moment - folders.KEPT)
        return list(session.scalars(select(Run.folder).where(needed)))

    return write(work)


def _mine(run: Any) -> tuple[Any, ...]:
    return Run.id == run.id, Run.claim == run.claim, Run.state == RUNNING


def _changed(statement: Any) -> bool:
    def work(session: Session) -> bool:
        result = session.execute(statement)
        assert isinstance(result, CursorResult)
        return result.rowcount == 1

    return write(work)
