"""A second connection that knows nothing of the shop: a database shell, a nightly job, somebody else's program."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from flask import Flask

from webapp.storage.engines import engines

# For what only one of the two databases can show, beside the fixture `shop`.
only_postgresql = pytest.mark.parametrize("database_environ", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database_environ", ["sqlite"], indirect=True)


class Outside:
    """Plain SQL through the driver, each statement its own transaction unless it begins one. `?` marks a value."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            url = engines().reading.url
        self.dialect = url.get_backend_name()
        self.connection: Any = _sqlite(url.database) if self.dialect == "sqlite" else _postgresql(url)

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if self.dialect == "postgresql":
            sql = sql.replace("%", "%%").replace("?", "%s")
        cursor = self.connection.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        return self.run(sql, *values)[0][0]

    def tokens(self) -> dict[str, int]:
        return dict(self.run("SELECT name, token FROM cache_scope"))  # type: ignore[arg-type]

    def close(self) -> None:
        self.connection.close()


def _sqlite(path: str | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or "", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _postgresql(url: Any) -> Any:
    import psycopg

    return psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True)
