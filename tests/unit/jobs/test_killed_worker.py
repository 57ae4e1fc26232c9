"""A worker in a process of its own, killed in the middle of its work: the next one goes on with it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.unit.jobs.conftest import WHO, aged, one, row
from tests.unit.jobs.test_import_jobs import many
from webapp import jobs
from webapp.jobs import folders
from webapp.jobs.imports import SENT
from webapp.testing import COMMAND

PATIENCE_S = 120
ROWS = 700
# Each database and each queue once: a process takes seconds to start.
BOTH = pytest.mark.parametrize(
    ("database_environ", "queue_environ"), [("sqlite", "file"), ("postgresql", "redis")], indirect=True
)


@contextmanager
def worker(environ):
    """`etalage worker`, as somebody starts it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ETALAGE_")}
    log = open(f"{environ['ETALAGE_DATA']}/worker.log", "ab")  # noqa: SIM115 - as long as the process
    process = subprocess.Popen([*COMMAND, "worker"], env=inherited | environ, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        log.close()


def until(condition, what):
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, f"waited in vain for {what}"
        time.sleep(0.05)


def imported():
    return one("SELECT count(*) FROM product WHERE sku LIKE 'NW-%'")


@pytest.fixture
def environ(queueing, database_environ, queue_environ):
    return {**database_environ, **queue_environ, "ETALAGE_JOBS": "worker"}


@pytest.fixture
def job_id(queueing):
    folder = folders.new_folder()
    (folders.folder(f"{folder}/{SENT}") / "products.csv").write_bytes(many(ROWS))
    return jobs.ask("import", WHO, "en", folder, files=["products.csv"], look=False)


@BOTH
def test_killed_in_the_middle_it_is_finished_by_the_next(environ, job_id):
    with worker(environ) as process:
        until(lambda: imported() >= 200, "the first rows")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    there = imported()
    assert there < ROWS
    assert row(job_id).state == "running"
    aged(job_id)
    with worker(environ):
        until(lambda: row(job_id).state == "done", "the second worker")
    assert (imported(), row(job_id).restarts) == (ROWS, 1)
    assert one("SELECT count(*) FROM act WHERE way = 'import'") == 1


@BOTH
def test_told_to_stop_it_gives_its_job_back_and_stops_at_once(environ, job_id):
    with worker(environ) as process:
        until(lambda: imported() >= 200, "the first rows")
        process.send_signal(signal.SIGTERM)
        process.wait(8)
    assert imported() < ROWS
    assert (row(job_id).state, row(job_id).restarts) == ("waiting", 1)
    with worker(environ):
        until(lambda: row(job_id).state == "done", "the second worker")
    assert imported() == ROWS
