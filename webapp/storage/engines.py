"""Two engines over one pool: one that can only read, one that writes from its first statement.

SQLite begins its transactions late and by itself unless told otherwise, which tears reads and makes upgraded
reads fail at once; so we set `isolation_level = None` and begin each transaction here, in the mode of its engine. Whoever
wants to write takes their turn first, and has it until the connection goes back to the pool.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event

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


def init_app(app: Flask) -> None:
    """Make both engines once: `execution_options()` makes a new engine at each call, and two would lock each other."""
    with app.app_context():
        base = db.engine
        if base.dialect.name == "sqlite":
            file = Path(base.url.database or "")
            queue = Queue(file.parent, file.name)
            event.listen(base, "connect", _prepare_sqlite)
            event.listen(base, "begin", _begin_sqlite)
            event.listen(base, "checkin", _end_turn)
            made = Engines(
                reading=base.execution_options(etalage_mode="read"),
                writing=base.execution_options(etalage_mode="write", etalage_queue=queue),
                queue=queue,
            )
        else:
            made = Engines(
                reading=base.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
                writing=base.execution_options(isolation_level="READ COMMITTED"),
            )
        # The session of Flask-SQLAlchemy is for writing; whatever reads takes a snapshot.
        cast("dict[str | None, Engine]", db.engines)[None] = made.writing
        app.extensions["etalage.engines"] = made


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    options = connection.get_execution_options()
    if options.get("etalage_mode") == "write":
        _take_turn(connection, options["etalage_queue"])
        driver.execute("PRAGMA query_only = OFF")
        driver.execute("BEGIN IMMEDIATE")
    else:
        driver.execute("PRAGMA query_only = ON")
        driver.execute("BEGIN")


def _take_turn(connection: Connection, queue: Queue) -> None:
    """Unless this connection has had it since its last transaction."""
    if "etalage.turn" not in connection.info:
        turn = queue.turn()
        turn.__enter__()
        connection.info["etalage.turn"] = turn


def _end_turn(_driver: object, record: Any) -> None:
    if turn := record.info.pop("etalage.turn", None):
        turn.__exit__(None, None, None)
