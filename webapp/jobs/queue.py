"""The queue: which jobs wait, in their order. It carries numbers only; what they mean is in the database.

Redis where the shop has one, so that workers elsewhere hear of them; else a file of its own in the data folder, whose
writes do not touch the shop's database.
"""

from __future__ import annotations

import hashlib
import json
import logging
from importlib.util import find_spec
from threading import Event
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from webapp.config import SettingError, Settings
from webapp.jobs import writing
from webapp.jobs.folders import new_folder
from webapp.jobs.working import work_off
from webapp.storage.acts import Actor

log = logging.getLogger(__name__)
FILE = "jobs.sqlite"


class NumbersOnly(Serializer):  # type: ignore[misc]  # huey has no types
    """A task as its id, name and arguments in JSON. Pickle would let whoever can write to the queue run what they like."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name, list(data.args)]).encode()

    def _deserialize(self, data: bytes) -> Message:
        identity, name, arguments = json.loads(bytes(data))
        return Message(identity, name, retries=0, retry_delay=0, args=tuple(arguments), kwargs={})


class Queue:
    """The queue of one shop, and the event that tells its jobs that the program ends."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["etalage.settings"]
        self.stopping = Event()
        self.huey = _huey(settings)

        def job(job_id: int) -> None:
            with app.app_context():
                work_off(job_id, self.stopping)

        self._job = self.huey.task(name="job")(job)

    def put(self, job_id: int) -> None:
        """Where the queue does not answer, the job waits in the database until a worker looks there."""
        try:
            self._job(job_id)
        except Exception:
            log.warning("job %d could not be put into the queue", job_id, exc_info=True)

    def is_empty(self) -> bool:
        return bool(self.huey.storage.queue_size() == 0)

    def work_one(self) -> bool:
        """Do the first that waits, here and now; whether there was one."""
        task = self.huey.dequeue()
        if task is not None:
            self.huey.execute(task)
        return task is not None


def _huey(settings: Settings) -> Huey:
    common: dict[str, Any] = {"results": False, "serializer": NumbersOnly()}
    if settings.redis_url:
        if find_spec("redis") is None:
            raise SettingError("ETALAGE_REDIS_URL needs the extra redis: pip install 'etalage[redis]'.")
        # Shops that share a Redis do not share their jobs.
        shop = hashlib.blake2b(settings.database_url.encode(), digest_size=6).hexdigest()
        return RedisHuey(f"etalage_jobs_{shop}", url=settings.redis_url, **common)
    return SqliteHuey("jobs", filename=str(settings.data / FILE), **common)


def queue() -> Queue:
    """The queue of the running app, made when it is first needed: most commands need none."""
    found: Queue | None = current_app.extensions.get("etalage.jobs")
    if found is None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        found = app.extensions.setdefault("etalage.jobs", Queue(app))
    return found


def ask(kind: str, actor: Actor, locale: str, folder: str = "", **arguments: Any) -> int:
    """Have a job done; return its id. `folder` is where files for it have been put."""
    job_id = writing.note_asked(kind, actor, locale, folder or new_folder(), arguments)
    queue().put(job_id)
    return job_id
