"""Working a job off, from taking it to its end, whatever that is."""

from __future__ import annotations

import json
import logging
import secrets
from errno import ENOSPC
from threading import Event
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from webapp.jobs import writing
from webapp.jobs.kinds import Job, Result, Unfinished, job_named
from webapp.jobs.models import CANCELLED, DONE, FAILED, INTERRUPTED, Run
from webapp.jobs.progress import Cancelled, Lost, Progress, Stopped
from webapp.storage.transactions import Busy, DiskFull

log = logging.getLogger(__name__)


def work_off(job_id: int, stopping: Event) -> None:
    """Do a job that waits; one that is somebody else's, or over, is passed over."""
    run = writing.take(job_id)
    if run is None:
        return
    with force_locale(run.locale.replace("-", "_")):
        job = job_named(run.kind)
        if job is None:
            writing.note_end(run, FAILED, error=_("This version of the shop does not know this kind of job."))
            return
        progress = Progress(run, stopping)
        with progress.beating():
            _carry_out(job, run, progress)


def _carry_out(job: Job, run: Run, progress: Progress) -> None:
    try:
        result = job.run(progress, **json.loads(run.arguments))
    except Lost:
        log.warning("job %d was taken over by another worker", run.id)
    except Cancelled:
        writing.note_end(run, CANCELLED, **progress.last())
    except Stopped:
        _stop(job, run, progress)
    except Exception as error:
        writing.note_end(run, FAILED, **progress.last() | {"error": _sentence(run, error)[:1000]})
    else:
        writing.note_end(run, DONE, **_finished(progress, result))


def _finished(progress: Progress, result: Result) -> dict[str, Any]:
    """The last step is told too: a quick job would else end at nothing."""
    return progress.last() | {"result": json.dumps(result.as_json(), ensure_ascii=False), "doing": ""}


def _stop(job: Job, run: Run, progress: Progress) -> None:
    if job.restartable:
        writing.note_step(run, progress.last())
        writing.give_back(run)
    else:
        last = progress.last()
        writing.note_end(run, INTERRUPTED, **last | {"error": interrupted_text(last.get("done", run.done), run.total)})


def interrupted_text(done: int, total: int | None) -> str:
    """What was and what was not done, as far as it is known."""
    if total:
        return str(
            _(
                "The program stopped halfway, after %(done)s of %(total)s. What was done stays; the rest was not done.",
                done=done,
                total=total,
            )
        )
    return str(_("The program stopped halfway, after %(done)s. What was done stays; the rest was not done.", done=done))


def _sentence(run: Run, error: Exception) -> str:
    """What whoever asked for it reads; what nobody foresaw is in the log under the number that they are told."""
    if isinstance(error, Unfinished):
        return str(error)
    if isinstance(error, Busy):
        return str(_("The database was busy for too long. What was done stays; ask for the rest again."))
    if isinstance(error, DiskFull) or getattr(error, "errno", None) == ENOSPC:
        return str(_("The disk is full. What was done stays. Tell the owner of the shop."))
    reference = secrets.token_hex(4)
    log.error("job %d (%s) failed, reference %s", run.id, run.kind, reference, exc_info=error)
    return str(_("Something went wrong on our side (%(number)s). What was done stays.", number=reference))
