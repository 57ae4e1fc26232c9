"""What the tests of jobs share: a shop with each kind of queue, jobs to be worked off, and clients of their own context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests.unit.conftest import close
from webapp import create_app, jobs
from webapp.config import Settings
from webapp.jobs.kinds import Job
from webapp.jobs.models import Run
from webapp.jobs.queue import Queue, queue
from webapp.storage.acts import Actor
from webapp.storage.transactions import snapshot, write

WHO = Actor(3, "Ed")


@pytest.fixture(params=["file", "redis"])
def queue_environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings of each kind of queue."""
    if request.param == "file":
        return {}
    return {"ETALAGE_REDIS_URL": request.getfixturevalue("redis_server").url}


@pytest.fixture
def queueing(database_environ: dict[str, str], queue_environ: dict[str, str]) -> Iterator[Flask]:
    """A shop on each database with each kind of queue, inside its app context."""
    app = create_app(Settings.read({"ETALAGE_TIMING": "1", **database_environ, **queue_environ}))
    with app.app_context():
        yield app
    close(app)


@pytest.fixture
def declared() -> Iterator[Callable[..., Job]]:
    """Declares a kind of job for the length of a test: `declared(run, restartable=True)`."""
    from webapp.jobs import kinds

    before = dict(kinds._JOBS)

    def declare(run: Callable[..., Any], **more: Any) -> Job:
        job = Job("tried", "Tried", run, **more)
        jobs.register(job)
        return job

    yield declare
    kinds._JOBS.clear()
    kinds._JOBS.update(before)


@pytest.fixture
def work() -> Callable[[], None]:
    """Works off all that waits, here and now."""

    def off() -> None:
        while queue().work_one():
            pass

    return off


def row(job_id: int) -> Run:
    def work(session: Any) -> Run:
        found = session.get(Run, job_id)
        session.expunge(found)
        return found

    return write(work)


def aged(job_id: int) -> None:
    """As if nothing had been heard of its worker for long."""
    write(
        lambda session: session.execute(text(f"UPDATE job SET heartbeat = '2020-01-01 00:00:00' WHERE id = {job_id}"))
    )


def one(sql: str) -> Any:
    with snapshot() as connection:
        return connection.execute(text(sql)).scalar_one()


def anew(app: Flask) -> Queue:
    """The queue as another process would have it."""
    app.extensions.pop("etalage.jobs", None)
    return queue()


class Apart:
    """A client whose requests share nothing with the test: inside the test's own app context Flask would give them its `g`."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        return lambda *args, **values: Context().run(getattr(self.client, verb), *args, **values)


@pytest.fixture
def signed_in(signed_in: Callable[..., Any]) -> Callable[..., Any]:
    def make(app: Flask, role: str | None) -> Any:
        browser = signed_in(app, role)
        browser.client = Apart(browser.client)
        return browser

    return make
