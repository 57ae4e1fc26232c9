"""Progress: what a job tells while it is at work, and what it is told: that somebody cancelled it, or that the program ends."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from webapp.jobs import folders, writing
from webapp.jobs.kinds import Result
from webapp.jobs.models import Run
from webapp.storage.transactions import Busy, DiskFull

log = logging.getLogger(__name__)
# Seconds: steps are written twice a second at most, and a job that takes none is still heard of.
SELDOM_S, BEAT_S = 0.5, 3.0
LONGEST_DOING = 400


class Cancelled(Exception):
    """Somebody cancelled this job."""


class Stopped(Exception):
    """The program ends."""


class Lost(Exception):
    """Another worker has taken this job over, since nothing was heard of this one."""


class Progress:
    """Call it with how much is done, of how much where that is known, and what it is at; it raises what ends the job.

    It writes in transactions and an app context of its own, so that it may be called within a transaction of the job.
    """

    def __init__(self, run: Run, stopping: Event) -> None:
        self.run = run
        self._app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        self._stopping = stopping
        self._written = 0.0
        self._step: dict[str, Any] = {}
        # Of one that is run again: what it had done by then.
        self.result = Result(**json.loads(run.result))

    @property
    def folder(self) -> Path:
        """Where the job finds what was sent to it and puts what it makes."""
        return folders.folder(self.run.folder)

    def __call__(self, done: int, total: int | None = None, doing: str = "") -> None:
        self._step |= {"done": done, "total": total, "doing": doing[:LONGEST_DOING]}
        if self._stopping.is_set():
            raise Stopped
        if monotonic() - self._written >= SELDOM_S:
            self._write()

    def keep(self, result: Result) -> None:
        """What is done already, to be told where the job does not come to its end; the first time it is written at once."""
        first, self.result = self.result.act is None and result.act is not None, result
        self._step["result"] = json.dumps(result.as_json(), ensure_ascii=False)
        if first:
            self._write()

    def last(self) -> dict[str, Any]:
        """What was told and not written yet."""
        return dict(self._step)

    def _write(self) -> None:
        self._written = monotonic()
        try:
            with self._app.app_context():
                cancelling = writing.note_step(self.run, self._step)
        except (Busy, DiskFull, SQLAlchemyError):
            log.warning("job %d could not say how far it is", self.run.id, exc_info=True)
            return
        self._step = {}
        if cancelling is None:
            raise Lost
        if cancelling:
            raise Cancelled

    @contextmanager
    def beating(self) -> Iterator[None]:
        """As long as it is inside, others know that its worker lives, whatever it is busy with."""
        over = Event()
        heart = Thread(target=self._beat, args=(over,), name=f"job-{self.run.id}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            over.set()
            heart.join()

    def _beat(self, over: Event) -> None:
        while not over.wait(BEAT_S):
            try:
                with self._app.app_context():
                    writing.note_step(self.run, {})
            except (Busy, DiskFull, SQLAlchemyError):
                log.warning("the heartbeat of job %d failed", self.run.id, exc_info=True)
