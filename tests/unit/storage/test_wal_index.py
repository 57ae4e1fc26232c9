"""The WAL index tells of every commit, whoever made it, and looking at it leaves SQLite's locks alone."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys

import pytest

from webapp.storage import wal_index
from webapp.storage.wal_index import UNKNOWN, WalIndex


@pytest.fixture
def file(tmp_path):
    return tmp_path / "some.sqlite"


@pytest.fixture
def connect(file):
    opened = []

    def make():
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        opened.append(connection)
        return connection

    yield make
    for connection in opened:
        connection.close()


@pytest.fixture
def index(connect):
    connect().execute("CREATE TABLE thing (number)")
    return WalIndex(connect())


def elsewhere(file, sql):
    """What another process says to the same database; its complaint, if it has one."""
    code = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).executescript(sys.argv[2])"
    )
    done = subprocess.run([sys.executable, "-c", code, file, sql], check=False, capture_output=True, text=True)
    return done.stderr.strip().rpartition("\n")[2]


def test_each_commit_makes_another_state(index, connect, file):
    seen = [index.state()]
    writer = connect()
    writer.execute("INSERT INTO thing VALUES (1)")
    seen.append(index.state())
    # Not even what its own connection writes is hidden, as it is from `PRAGMA data_version`.
    index._connection.execute("INSERT INTO thing VALUES (2)")
    seen.append(index.state())
    assert elsewhere(file, "INSERT INTO thing VALUES (3)") == ""
    seen.append(index.state())
    # After a checkpoint the log begins anew, at the same places.
    writer.execute("PRAGMA wal_checkpoint(RESTART)")
    writer.execute("UPDATE thing SET number = 4 WHERE number = 3")
    seen.append(index.state())
    assert UNKNOWN not in seen
    assert len(set(seen)) == len(seen)


def test_what_is_read_or_taken_back_leaves_the_state(index, connect):
    before, other = index.state(), connect()
    other.execute("SELECT * FROM thing").fetchall()
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO thing VALUES (1)")
    assert index.state() == before
    other.execute("ROLLBACK")
    assert index.state() == before


def test_a_database_without_a_log_has_no_state(file):
    assert WalIndex(sqlite3.connect(file)).state() == UNKNOWN


def test_to_look_drops_no_lock(index, connect, file):
    """To close a descriptor of the index would: then another process could write into our transaction."""
    connect().execute("BEGIN IMMEDIATE")
    WalIndex(connect()).state()
    gc.collect()
    assert "locked" in elsewhere(file, "BEGIN IMMEDIATE")


def test_an_index_that_is_no_more_is_let_go(file, connect):
    WalIndex(connect())
    path = file.with_name(file.name + "-shm")
    key = path.stat().st_dev, path.stat().st_ino
    assert key in wal_index._mapped
    path.unlink()
    WalIndex(sqlite3.connect(":memory:"))
    assert key not in wal_index._mapped
