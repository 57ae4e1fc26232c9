"""Engines and transactions: who may write, what a reader sees meanwhile, and what happens to the one who is too late."""

from __future__ import annotations

import sqlite3
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.unit.conftest import version_seen
from tests.unit.storage.outside import only_postgresql
from webapp.catalogue.models import Product, Supplier
from webapp.extensions import db
from webapp.storage import engines as module
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines
from webapp.storage.transactions import ATTEMPTS, SAFE_METHODS, Busy, ReadOnly, snapshot, write

SOMEBODY = Intent(Actor(3, "Ed"), "grid")
RENAME = "UPDATE supplier SET phone = ? WHERE id = 1"


def test_a_read_connection_cannot_write(shop, outside):
    before = outside.one("SELECT phone FROM supplier WHERE id = 1")
    with pytest.raises(DBAPIError), snapshot() as connection:
        connection.execute(update(Supplier).values(phone="0"))
    assert outside.one("SELECT phone FROM supplier WHERE id = 1") == before


def test_a_connection_that_has_written_cannot_write_as_a_reader(shop):
    write(lambda session: session.execute(update(Supplier).values(phone="1")))
    with pytest.raises(DBAPIError), snapshot() as connection:
        connection.execute(update(Supplier).values(phone="2"))
    write(lambda session: session.execute(update(Supplier).values(phone="3")))
    with snapshot() as connection:
        assert set(connection.scalars(text("SELECT phone FROM supplier"))) == {"3"}


def test_a_reader_keeps_its_prepared_statements_whoever_writes(shop):
    """To turn `query_only` on and off makes SQLite forget them, so whoever reads has connections of their own."""
    if engines().sqlite:
        assert engines().reading.pool is not engines().writing.pool
    assert db.engine is engines().writing


def test_on_sqlite_a_writer_has_the_lock_from_its_first_statement(sqlite_shop, sqlite_outside):
    sqlite_outside.run("PRAGMA busy_timeout = 0")
    with engines().writing.begin() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite_outside.run("BEGIN IMMEDIATE")
    sqlite_outside.run("BEGIN IMMEDIATE")


def test_on_sqlite_a_reader_holds_no_lock(sqlite_shop, sqlite_outside):
    sqlite_outside.run("PRAGMA busy_timeout = 0")
    with snapshot() as connection:
        connection.execute(text("SELECT count(*) FROM product")).all()
        sqlite_outside.run(RENAME, "from outside")


def test_a_snapshot_stays_as_it_is_while_another_connection_commits(shop, outside):
    with snapshot() as connection:
        shown = text("SELECT price FROM product WHERE id IN (1, 2) ORDER BY id")
        first = connection.scalars(shown).all()
        outside.run("UPDATE product SET price = price + 100 WHERE id IN (1, 2)")
        assert connection.scalars(shown).all() == first
    with snapshot() as connection:
        assert connection.scalars(shown).all() == [price + 100 for price in first]


def test_a_snapshot_never_mixes_two_tables_of_two_commits(shop, outside):
    with snapshot() as connection:
        connection.execute(text("SELECT phone FROM supplier WHERE id = 1")).all()
        outside.run("UPDATE product SET stock = 12345 WHERE id = 1")
        assert connection.scalar(text("SELECT stock FROM product WHERE id = 1")) != 12345


@pytest.mark.parametrize("mode", ["reading", "writing"])
def test_on_sqlite_every_connection_is_durable_checks_references_and_waits(sqlite_shop, mode):
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    expected |= {"journal_size_limit": 67108864, "query_only": 1 if mode == "reading" else 0}
    with getattr(engines(), mode).begin() as one, engines().reading.begin() as another:
        assert {name: one.scalar(text(f"PRAGMA {name}")) for name in expected} == expected
        assert another.scalar(text("PRAGMA synchronous")) == 2


@only_postgresql
def test_on_postgresql_readers_repeat_their_reads_and_writers_see_what_is_committed(shop, outside):
    shown = {"transaction_isolation": ("repeatable read", "read committed"), "transaction_read_only": ("on", "off")}
    for name, (reading, writing) in shown.items():
        with snapshot() as connection:
            assert connection.scalar(text(f"SHOW {name}")) == reading
        assert write(lambda session, name=name: session.scalar(text(f"SHOW {name}"))) == writing


@pytest.mark.parametrize("method", sorted(SAFE_METHODS))
def test_a_safe_request_that_writes_is_refused(sqlite_shop, method):
    with sqlite_shop.test_request_context("/en/", method=method), pytest.raises(ReadOnly):
        write(lambda session: session.execute(update(Supplier).values(phone="0")))


def test_a_post_may_write(sqlite_shop):
    with sqlite_shop.test_request_context("/en/", method="POST"):
        write(lambda session: session.execute(update(Supplier).values(phone="0")))


def test_what_raises_is_rolled_back_and_raised_as_it_is(shop, outside):
    attempts = []

    def work(session: Any) -> None:
        attempts.append(1)
        session.execute(update(Supplier).values(phone="half done"))
        session.execute(text("INSERT INTO locale (code, position) VALUES ('en', 99)"))

    with pytest.raises(IntegrityError):
        write(work)
    assert len(attempts) == 1
    assert outside.one("SELECT count(*) FROM supplier WHERE phone = 'half done'") == 0


@pytest.fixture
def impatient(monkeypatch, sqlite_shop):
    """A shop whose database waits 50 ms for a lock."""
    shorter = [pragma.replace("5000", "50") for pragma in module.PRAGMAS]
    monkeypatch.setattr(module, "PRAGMAS", shorter)
    db.engine.dispose()
    return sqlite_shop


def test_a_database_that_stays_locked_is_busy(impatient, sqlite_outside):
    sqlite_outside.run("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        write(lambda session: session.execute(update(Supplier).values(phone="0")))
    sqlite_outside.run("ROLLBACK")
    write(lambda session: session.execute(update(Supplier).values(phone="0")))


def test_whoever_meets_a_busy_database_is_told_when_to_try_again(impatient, sqlite_outside, signed_in):
    browser = signed_in(impatient, "editor")
    version = version_seen(Product, 1)
    sqlite_outside.run("BEGIN IMMEDIATE")
    answer = browser.write("/en/products/1/stock", "77", version)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    sqlite_outside.run("ROLLBACK")
    assert (
        sqlite_outside.one("SELECT count(*) FROM act_change WHERE field = 'stock' AND record_id = 1 AND old <> 'null'")
        == 0
    )
    assert browser.write("/en/products/1/stock", "77", version).status_code == 200


def test_pages_are_read_while_a_writer_holds_the_lock(impatient, sqlite_outside, signed_in):
    sqlite_outside.run("BEGIN IMMEDIATE")
    assert signed_in(impatient, None).get("/en/products").status_code == 200


@only_postgresql
def test_of_two_writers_that_wait_for_each_other_both_get_through(shop, outside):
    # In a table without triggers, so that nothing but these rows is locked.
    for key in "ab":
        outside.run("INSERT INTO reference VALUES ('test', 'x', ?, 1, '{}')", key)
    both_hold_one, attempts, failed = Barrier(2, timeout=10), [], []

    def writer(first: str, second: str) -> None:
        def work(session: Any) -> None:
            attempts.append(first)
            add = text("UPDATE reference SET record_id = record_id + 1 WHERE foreign_key = :key")
            session.execute(add, {"key": first})
            if attempts.count(first) == 1:
                both_hold_one.wait()
            session.execute(add, {"key": second})

        try:
            with shop.app_context():
                write(work)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=writer, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not failed
    assert len(attempts) >= 3, "nobody had to begin anew"
    assert outside.run("SELECT record_id FROM reference ORDER BY 1") == [(3,), (3,)]


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
@only_postgresql
def test_what_may_succeed_if_done_again_is_done_again(shop, outside, sqlstate):
    attempts: list[int] = []

    def work(session: Any) -> str:
        attempts.append(len(attempts) + 1)
        if attempts[-1] < ATTEMPTS:
            session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlstate}'; END $$"))
        return "done"

    assert write(work) == "done"
    assert attempts == [1, 2, 3, 4]


@only_postgresql
def test_what_never_succeeds_is_busy_after_three_more_attempts(shop, outside):
    attempts: list[int] = []

    def work(session: Any) -> None:
        attempts.append(1)
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(Busy):
        write(work)
    assert len(attempts) == ATTEMPTS


@only_postgresql
def test_whoever_read_a_version_that_is_no_more_does_the_work_anew(shop, outside):
    seen: list[int] = []

    def work(session: Any) -> None:
        product = session.get(Product, 1)
        seen.append(product.stock)
        if len(seen) == 1:
            outside.run("UPDATE product SET stock = 500 WHERE id = 1")
        product.stock += 1

    _, act = carry_out(SOMEBODY, work)
    assert seen[1] == 500
    assert outside.one("SELECT stock FROM product WHERE id = 1") == 501
    assert outside.run("SELECT old, new FROM act_change WHERE act_id = ?", act) == [("500", "501")]


@only_postgresql
def test_whoever_never_catches_up_with_the_others_is_told_that_it_is_busy(shop, outside):
    def work(session: Any) -> None:
        product = session.get(Product, 1)
        outside.run("UPDATE product SET stock = stock + 10 WHERE id = 1")
        product.stock += 1

    with pytest.raises(Busy):
        carry_out(SOMEBODY, work)
