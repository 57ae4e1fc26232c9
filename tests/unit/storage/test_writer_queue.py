"""Whoever came first writes first, among threads and among processes; whoever waits too long is told."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.unit.storage.outside import only_sqlite
from webapp.extensions import db
from webapp.storage.engines import engines
from webapp.storage.queueing import Queue, Waited
from webapp.storage.transactions import Busy, write

# A process whose threads, once told to, write again and again for some seconds, a millisecond at a time, and that says how often
# each could.
WRITER = """
import sys, threading, time
from pathlib import Path
from webapp.storage.queueing import Queue
queue, done = Queue(Path(sys.argv[1]), "x"), [0] * int(sys.argv[3])
def work(number):
    while time.monotonic() < until:
        with queue.turn():
            time.sleep(0.001)
        done[number] += 1
print("ready", flush=True)
sys.stdin.readline()
until = time.monotonic() + float(sys.argv[2])
threads = [threading.Thread(target=work, args=(number,)) for number in range(len(done))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*done, flush=True)
"""
HOLDER = """
import sys, time
from pathlib import Path
from webapp.storage.queueing import Queue
with Queue(Path(sys.argv[1]), "x").turn():
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def process(tmp_path):
    started = []

    def start(program, *arguments):
        command = [sys.executable, "-c", program, str(tmp_path), *arguments]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert started[-1].stdout.readline() == "ready\n"
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()
        one.stdin.close()
        one.stdout.close()


def test_threads_have_their_turns_in_the_order_in_which_they_came(tmp_path):
    queue, order = Queue(tmp_path, "x"), []

    def write_once(number):
        with queue.turn():
            order.append(number)

    threads = []
    with queue.turn():
        for number in range(8):
            threads.append(threading.Thread(target=write_once, args=(number,)))
            threads[-1].start()
            while queue.figures.waiting <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert (queue.figures.turns, queue.figures.waiting, queue.figures.gave_up) == (9, 0, 0)


@pytest.mark.parametrize("threads", [(1, 1, 1, 1), (1, 5)], ids=str)
def test_writers_have_their_turns_equally_often_in_whatever_process(process, threads):
    several = [process(WRITER, "2", str(many)) for many in threads]
    for one in several:
        print(file=one.stdin, flush=True)
    done = [int(count) for one in several for count in one.stdout.readline().split()]
    assert len(done) == sum(threads)
    assert min(done) >= 0.5 * max(done), done
    assert sum(done) > 200, done


def test_who_waits_too_long_is_told_and_those_behind_go_on(tmp_path, process):
    holder = process(HOLDER)
    queue = Queue(tmp_path, "x", limit_s=0.3)
    started = time.monotonic()
    with pytest.raises(Waited), queue.turn():
        pass
    assert 0.25 < time.monotonic() - started < 2
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with queue.turn():
        pass
    assert queue.figures.gave_up == 1


def test_a_thread_that_gives_up_takes_nobody_elses_turn(tmp_path):
    queue, results = Queue(tmp_path, "x", limit_s=0.2), []

    def try_once():
        try:
            with queue.turn():
                results.append("wrote")
        except Waited:
            results.append("gave up")

    with queue.turn():
        thread = threading.Thread(target=try_once)
        thread.start()
        thread.join()
    assert results == ["gave up"]
    try_once()
    assert results == ["gave up", "wrote"]
    assert queue.figures.waiting == 0


@only_sqlite
def test_every_transaction_that_writes_takes_its_turn_and_gives_it_back(shop):
    figures = engines().queue.figures
    before = figures.turns
    write(lambda session: session.execute(db.text("UPDATE supplier SET city = city")))
    with engines().writing.begin() as connection:
        connection.execute(db.text("UPDATE supplier SET city = city"))
    with pytest.raises(ZeroDivisionError):
        write(lambda session: session.execute(db.text("UPDATE supplier SET city = city")).rowcount / 0)
    assert figures.turns == before + 3
    with engines().reading.begin() as connection:
        connection.execute(db.text("SELECT 1"))
    assert figures.turns == before + 3
    with engines().queue.turn():
        pass


@only_sqlite
def test_a_write_that_waits_too_long_is_busy(shop):
    queue = engines().queue
    queue.limit_s = 0.2
    with queue.turn(), pytest.raises(Busy):
        write(lambda session: session.execute(db.text("UPDATE supplier SET city = city")))
    write(lambda session: session.execute(db.text("UPDATE supplier SET city = city")))
