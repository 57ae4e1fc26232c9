"""Who works jobs off: the process that serves, unless the settings leave them to another one."""

from __future__ import annotations

import time

import pytest

from tests.unit.conftest import close, make_shop
from tests.unit.jobs.conftest import WHO, row
from webapp import jobs
from webapp.config import SettingError, Settings
from webapp.jobs import consumer
from webapp.jobs.queue import queue
from webapp.storage import schema


@pytest.fixture
def working(monkeypatch):
    """Stops, after the test, whatever began to work."""
    begun = []
    real = consumer.Working.start
    monkeypatch.setattr(consumer.Working, "start", lambda self: begun.append(self) or real(self))
    yield begun
    for one in begun:
        one.stop()


def ended(job_id):
    until = time.monotonic() + 20
    while time.monotonic() < until and row(job_id).state == "waiting":
        time.sleep(0.05)
    return row(job_id).state


def test_the_process_that_serves_works_them_off_in_a_thread_of_its_own(tmp_path, working, declared):
    app = make_shop(tmp_path)
    with app.app_context():
        schema.prepare()
        declared(lambda progress: jobs.Result())
        consumer.work_inside(app)
        assert len(working) == 1
        assert ended(jobs.ask("tried", WHO, "en")) in ("running", "done")
    close(app)


def test_where_a_worker_is_to_do_it_the_process_that_serves_leaves_it(tmp_path, working):
    app = make_shop(tmp_path, ETALAGE_JOBS="worker")
    consumer.work_inside(app)
    assert working == []


def test_a_shop_that_is_not_served_makes_no_queue(tmp_path):
    app = make_shop(tmp_path)
    with app.app_context():
        schema.prepare()
    assert not (tmp_path / "jobs.sqlite").exists()
    with app.app_context():
        queue()
    assert (tmp_path / "jobs.sqlite").exists()
    close(app)


def test_a_wrong_value_stops_the_start_with_one_sentence(tmp_path):
    with pytest.raises(SettingError, match=r"^ETALAGE_JOBS is 'nobody'; it must be one of inside, worker\.$"):
        Settings.read({"ETALAGE_DATA": str(tmp_path), "ETALAGE_JOBS": "nobody"})
