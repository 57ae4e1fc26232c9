"""The time that everything here goes by, and how moments are kept; a test sets its own in `app.extensions["etalage.clock"]`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection, DateTime, Dialect, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware of it: SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} is a moment of no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def now() -> datetime:
    clock: Callable[[], datetime] = current_app.extensions["etalage.clock"]
    return clock()


def moment_of(connection: Connection) -> datetime:
    """The moment at which a snapshot was opened: all that is read from it goes by this one."""
    moment: datetime = connection.info["etalage.moment"]
    return moment


def init_app(app: Flask) -> None:
    app.extensions["etalage.clock"] = lambda: datetime.now(UTC)
