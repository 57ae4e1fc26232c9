"""A job from state to state: on both databases, and with both kinds of queue."""

from __future__ import annotations

import json
import logging
import pickle
import time

import pytest
from sqlalchemy import event

from tests.unit.jobs.conftest import WHO, aged, anew, one, row
from webapp import jobs
from webapp.jobs import writing
from webapp.jobs.consumer import MOST_RESTARTS, look_after
from webapp.jobs.kinds import Result
from webapp.jobs.queue import queue
from webapp.storage.engines import engines


def asked(**arguments):
    return jobs.ask("tried", WHO, "en", **arguments)


def test_a_job_waits_is_worked_off_and_tells_its_result(queueing, declared, work):
    declared(lambda progress, much: Result(("%(n)s done", {"n": much})))
    job_id = asked(much=7)
    assert (row(job_id).state, row(job_id).actor) == ("waiting", "Ed")
    work()
    assert row(job_id).state == "done"
    assert json.loads(row(job_id).result)["text"] == ["%(n)s done", {"n": 7}]
    assert row(job_id).asked_at <= row(job_id).began_at <= row(job_id).ended_at


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(queueing, declared, work):
    done = []
    declared(lambda progress, number: done.append(number) or Result())
    for number in range(5):
        asked(number=number)
    work()
    assert done == [0, 1, 2, 3, 4]


def test_a_job_that_stands_in_the_queue_twice_is_done_once(queueing, declared, work):
    done = []
    declared(lambda progress: done.append(1) or Result())
    job_id = asked()
    queue().put(job_id)
    work()
    assert (done, row(job_id).state) == ([1], "done")


def test_what_is_told_along_the_way_can_be_read_while_it_runs(queueing, declared, work):
    seen = []

    def run(progress):
        progress(3, 10, "the third")
        seen.append((one("SELECT done FROM job"), one("SELECT total FROM job"), one("SELECT doing FROM job")))
        return Result()

    declared(run)
    asked()
    work()
    assert seen == [(3, 10, "the third")]


def test_progress_is_written_twice_a_second_at_most_and_the_last_of_it_at_the_end(queueing, declared, work):
    written, ran = [], []

    def run(progress):
        began = time.monotonic()
        for number in range(20_000):
            progress(number + 1, 20_000)
        ran.append(time.monotonic() - began)
        return Result()

    def hear(_connection, _cursor, sql, *_rest):
        written.append(
            sql.startswith("UPDATE job SET") and "done=" in sql and "claim=" not in sql.partition("WHERE")[0]
        )

    declared(run)
    job_id = asked()
    event.listen(engines().writing, "before_cursor_execute", hear)
    work()
    event.remove(engines().writing, "before_cursor_execute", hear)
    assert 1 <= sum(written) <= 2 + 2 * ran[0]
    assert row(job_id).done == 20_000


def test_what_it_cannot_do_is_told_in_its_own_sentence(queueing, declared, work):
    def run(progress):
        raise jobs.Unfinished("The shelf is too high.")

    declared(run)
    job_id = asked()
    work()
    assert (row(job_id).state, row(job_id).error) == ("failed", "The shelf is too high.")


def test_what_nobody_foresaw_is_in_the_log_under_the_number_that_is_told(queueing, declared, work, caplog):
    declared(lambda progress: 1 / 0)
    job_id = asked()
    with caplog.at_level(logging.ERROR, "webapp.jobs.working"):
        work()
    assert row(job_id).state == "failed"
    assert "division" not in row(job_id).error
    assert caplog.records[0].args[-1] in row(job_id).error


def test_a_kind_that_this_version_does_not_know_fails(queueing, work):
    job_id = asked()
    work()
    assert row(job_id).state == "failed"
    assert row(job_id).error


def test_one_that_waits_is_cancelled_at_once_and_never_begun(queueing, declared, work):
    done = []
    declared(lambda progress: done.append(1) or Result())
    job_id = asked()
    writing.cancel(job_id)
    assert row(job_id).state == "cancelled"
    work()
    assert (done, row(job_id).state) == ([], "cancelled")


def test_one_that_runs_ends_at_its_next_step_and_says_how_far_it_came(queueing, declared, work):
    def run(progress):
        progress(1, 9)
        progress.keep(Result(("%(n)s are in", {"n": 1})))
        writing.cancel(progress.run.id)
        for _wait in range(100):
            time.sleep(0.05)
            progress(2, 9)
        raise AssertionError("nobody told it")

    declared(run)
    job_id = asked()
    work()
    assert row(job_id).state == "cancelled"
    assert json.loads(row(job_id).result)["text"] == ["%(n)s are in", {"n": 1}]


def test_what_was_cancelled_after_its_end_stays_done(queueing, declared, work):
    declared(lambda progress: Result())
    job_id = asked()
    work()
    writing.cancel(job_id)
    assert (row(job_id).state, row(job_id).cancelling) == ("done", False)


# A worker that dies


def died(declared, **more):
    """A job whose worker has died after four of nine."""
    declared(lambda progress: Result(("once more", {})), **more)
    job_id = asked()
    queue().huey.dequeue()
    run = writing.take(job_id)
    writing.note_step(run, {"done": 4, "total": 9})
    return job_id


def test_a_worker_that_is_only_slow_is_left_alone(queueing, declared):
    job_id = died(declared, restartable=True)
    look_after(queue())
    assert row(job_id).state == "running"


def test_what_can_be_begun_again_is_run_again(queueing, declared, work):
    job_id = died(declared, restartable=True)
    aged(job_id)
    look_after(queue())
    assert (row(job_id).state, row(job_id).restarts) == ("waiting", 1)
    work()
    assert row(job_id).state == "done"


def test_what_cannot_says_what_was_done_and_that_the_rest_was_not(queueing, declared, work):
    job_id = died(declared)
    aged(job_id)
    look_after(queue())
    work()
    assert row(job_id).state == "interrupted"
    assert "4 of 9" in row(job_id).error
    assert "the rest was not" in row(job_id).error


def test_what_ends_its_worker_each_time_is_not_run_for_ever(queueing, declared):
    job_id = died(declared, restartable=True)
    for _time in range(MOST_RESTARTS + 1):
        aged(job_id)
        look_after(queue())
        writing.take(job_id)
    assert row(job_id).state == "interrupted"


def test_what_somebody_cancelled_before_its_worker_died_is_cancelled(queueing, declared):
    job_id = died(declared, restartable=True)
    writing.cancel(job_id)
    aged(job_id)
    look_after(queue())
    assert row(job_id).state == "cancelled"


def test_a_worker_that_lost_its_job_ends_it_and_writes_nothing_more(queueing, declared, work):
    reached = []

    def run(progress):
        aged(progress.run.id)
        look_after(queue())  # as another worker's housekeeper would
        assert writing.take(progress.run.id)
        time.sleep(0.6)
        progress(5, 9)
        progress._written = 0
        progress(6, 9)
        reached.append("the end")
        return Result(("mine", {}))

    declared(run, restartable=True)
    job_id = asked()
    assert queue().work_one()
    assert reached == []
    assert (row(job_id).state, row(job_id).done, row(job_id).result) == ("running", 0, "{}")


def test_a_job_is_heard_of_even_while_it_takes_no_steps(queueing, declared, work, monkeypatch):
    monkeypatch.setattr("webapp.jobs.progress.BEAT_S", 0.05)
    beats = []

    def run(progress):
        for _time in range(2):
            time.sleep(0.3)
            beats.append(row(progress.run.id).heartbeat)
        return Result()

    declared(run)
    asked()
    work()
    assert beats[0] < beats[1]


@pytest.mark.parametrize(("restartable", "state"), [(True, "waiting"), (False, "interrupted")])
def test_when_the_program_ends_a_job_is_given_back_or_says_that_it_was_interrupted(
    queueing, declared, work, restartable, state
):
    def run(progress):
        progress(2, 5)
        queue().stopping.set()
        progress(3, 5)
        raise AssertionError("it was not told")

    declared(run, restartable=restartable)
    job_id = asked()
    queue().work_one()
    assert row(job_id).state == state
    queue().stopping.clear()
    assert ("3 of" in row(job_id).error or "after 3" in row(job_id).error) is not restartable


# The queue


def test_a_queue_that_forgot_what_waits_is_told_again(queueing, declared, work):
    declared(lambda progress: Result())
    job_id = asked()
    queue().huey.flush()
    assert not queue().work_one()
    look_after(queue())
    work()
    assert row(job_id).state == "done"


def test_a_job_waits_for_a_queue_that_does_not_answer(database_environ, redis_server, declared, work):
    from webapp import create_app
    from webapp.config import Settings

    app = create_app(Settings.read({**database_environ, "ETALAGE_REDIS_URL": redis_server.url}))
    with app.app_context():
        declared(lambda progress: Result())
        redis_server.kill()
        job_id = asked()
        assert row(job_id).state == "waiting"
        redis_server.start()
        look_after(anew(app))
        work()
        assert row(job_id).state == "done"


def test_the_queue_holds_json_and_runs_nothing_else(queueing, declared, work, tmp_path):
    class Evil:
        def __reduce__(self):
            return (tmp_path.joinpath("owned").write_text, ("x",))

    declared(lambda progress: Result())
    job_id = asked()
    assert json.loads(bytes(queue().huey.storage.dequeue()))[2] == [job_id]
    queue().huey.storage.enqueue(pickle.dumps(Evil()))
    with pytest.raises(ValueError, match=r"."):
        queue().work_one()
    assert not (tmp_path / "owned").exists()


def test_the_queue_of_a_file_moves_nothing_in_the_database_of_the_shop(sqlite_shop, declared):
    import sqlite3

    watching = sqlite3.connect(sqlite_shop.extensions["etalage.settings"].data / "etalage.sqlite")
    queue()
    before = watching.execute("PRAGMA data_version").fetchone()
    queue().put(1)
    queue().huey.dequeue()
    assert watching.execute("PRAGMA data_version").fetchone() == before
    watching.close()


def test_shops_that_share_a_redis_do_not_share_their_jobs(filled_sqlite, redis_server, tmp_path):
    from tests.unit.conftest import make_shop

    shops = [make_shop(tmp_path / name, ETALAGE_REDIS_URL=redis_server.url) for name in ("one", "two")]
    with shops[0].app_context():
        queue().put(1)
    with shops[1].app_context():
        assert queue().is_empty()
