"""Consumers: threads that work the queue off, beside the requests or in a process of their own, and keep its house."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from multiprocessing.util import Finalize
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from huey.consumer import Consumer, Scheduler

from webapp.config import Settings
from webapp.jobs import folders, queries, writing
from webapp.jobs.kinds import job_named
from webapp.jobs.models import CANCELLED, INTERRUPTED
from webapp.jobs.queue import Queue, queue
from webapp.jobs.working import interrupted_text

log = logging.getLogger(__name__)
# A worker that was not heard of for so long has died: five heartbeats.
STALE = timedelta(seconds=15)
# Seconds between two looks at the house, and between two clearings of it.
LOOKS_S, CLEARS_S = 5, 3600
# An idle queue is looked at once a second, so that nobody waits longer for a job to begin.
IDLE_S = 1.0
# Redis tells by itself; this is how long it is left alone at most when it does not answer.
RESTS_S = 10.0
STOPS_S = 4
# What ends the program each time it is run is not run for ever.
MOST_RESTARTS = 5


def look_after(jobs: Queue) -> None:
    """What a worker that died left behind is run again or said to be interrupted; what the queue forgot goes in again."""
    for run in queries.left_behind(STALE):
        job = job_named(run.kind)
        if run.cancelling:
            writing.note_end(run, CANCELLED)
        elif job is not None and job.restartable and run.restarts < MOST_RESTARTS:
            if writing.give_back(run):
                jobs.put(run.id)
        else:
            with force_locale(run.locale.replace("-", "_")):
                writing.note_end(run, INTERRUPTED, error=interrupted_text(run.done, run.total))
    if jobs.is_empty():
        for job_id in queries.waiting():
            jobs.put(job_id)


def clear() -> None:
    """Remove what nobody may fetch any more; not what is on its way to becoming a job."""
    needed = set(writing.forget_old())
    for name in folders.names():
        if name not in needed and (folders.root() / name).stat().st_mtime < time.time() - CLEARS_S:
            folders.remove(name)


class Housekeeper(Scheduler):  # type: ignore[misc]  # huey has no types
    """Stands where huey has its scheduler: nothing here runs by the clock but this."""

    app: Flask
    _cleared = 0.0

    def loop(self, now: object = None) -> None:
        try:
            with self.app.app_context():
                look_after(queue())
                if time.monotonic() - self._cleared > CLEARS_S or not self._cleared:
                    self._cleared = time.monotonic()
                    clear()
        except Exception:
            log.warning("the jobs could not be looked after", exc_info=True)
        self.stop_flag.wait(LOOKS_S)


class Working(Consumer):  # type: ignore[misc]  # huey has no types
    """One worker thread and the housekeeper. When it stops, jobs are told at their next step."""

    def __init__(self, app: Flask, jobs: Queue, handles_signals: bool) -> None:
        self._jobs = jobs
        self._handles_signals = handles_signals
        self.scheduler_class = type("ItsHousekeeper", (Housekeeper,), {"app": app})
        delay = RESTS_S if jobs.huey.storage.blocking else IDLE_S
        super().__init__(jobs.huey, workers=1, periodic=False, max_delay=delay, shutdown_timeout=STOPS_S)

    def _set_signal_handlers(self) -> None:
        if self._handles_signals:
            super()._set_signal_handlers()

    def stop(self, graceful: bool = True) -> None:
        self._jobs.stopping.set()
        super().stop(graceful=True)


def consumer(handles_signals: bool) -> Working:
    app: Any = current_app
    return Working(app._get_current_object(), queue(), handles_signals)


def work_inside(app: Flask) -> None:
    """Work the jobs off in this process, beside its requests, unless the settings leave them to another one."""
    settings: Settings = app.extensions["etalage.settings"]
    if settings.jobs == "inside":
        with app.app_context():
            working = consumer(handles_signals=False)
        working.start()
        # Not `atexit`: the server runs its workers as processes that end without it.
        Finalize(None, working.stop, exitpriority=100)
