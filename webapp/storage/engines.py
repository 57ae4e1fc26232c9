"""Two engines: one that can only read, one that writes from its first statement.

SQLite begins its transactions late and by itself unless told otherwise, which tears reads and makes upgraded
reads fail at once; so we set `isolation_level = None` and begin each transaction here, in the mode of its engine. Whoever
wants to write takes their turn first, and has it until the connection goes back to the pool.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, create_engine, event

from webapp.extensions import db
from webapp.storage.queueing import Queue

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL lost acknowledged commits in nearly every simulated power cut; FULL in none.
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
)


@dataclass(frozen=True, slots=True)
class Engines:
    """`queue` is where writers wait for each other; None where the database lets many write at once."""

    reading: Engine
    writing: Engine
    queue: Queue | None = None

    @property
    def sqlite(self) -> bool:
        return self.reading.dialect.name == "sqlite"


def engines() -> Engines:
    """The engines of the running app."""
    found: Engines = current_app.extensions["etalage.engines"]
    return found


@contextmanager
def driver_of(connection: Connection | None) -> Iterator[Any]:
    """The driver's connection below one of ours; without one, one to read a single statement with: that is a snapshot by itself."""
    if connection is not None:
        yield connection.connection
        return
    raw = engines().reading.raw_connection()
    try:
        yield raw
    finally:
        raw.close()


def init_app(app: Flask) -> None:
    """Make both engines once: `execution_options()` makes a new engine at each call, and two that write would lock each other."""
    with app.app_context():
        made = (_sqlite if db.engine.dialect.name == "sqlite" else _postgresql)(db.engine)
        # The session of Flask-SQLAlchemy is for writing; whatever reads takes a snapshot.
        cast("dict[str | None, Engine]", db.engines)[None] = made.writing
        app.extensions["etalage.engines"] = made


def _sqlite(base: Engine) -> Engines:
    """Each with connections of its own: to turn `query_only` on and off makes SQLite forget all statements that it prepared,
    which costs a page of five statements 0.3 ms."""
    file = Path(base.url.database or "")
    reading, queue = create_engine(base.url), Queue(file.parent, file.name)
    for engine in (reading, base):
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(reading, "connect", _forbid_writing)
    event.listen(reading, "begin", lambda connection: _driver(connection).execute("BEGIN"))
    event.listen(base, "begin", _begin_writing)
    event.listen(base, "checkin", _end_turn)
    return Engines(reading, base.execution_options(etalage_queue=queue), queue)


def _postgresql(base: Engine) -> Engines:
    return Engines(
        reading=base.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
        writing=base.execution_options(isolation_level="READ COMMITTED"),
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _forbid_writing(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _begin_writing(connection: Connection) -> None:
    _take_turn(connection, connection.get_execution_options()["etalage_queue"])
    _driver(connection).execute("BEGIN IMMEDIATE")


def _take_turn(connection: Connection, queue: Queue) -> None:
    """Unless this connection has had it since its last transaction."""
    if "etalage.turn" not in connection.info:
        turn = queue.turn()
        turn.__enter__()
        connection.info["etalage.turn"] = turn


def _end_turn(_driver: object, record: Any) -> None:
    if turn := record.info.pop("etalage.turn", None):
        turn.__exit__(None, None, None)
