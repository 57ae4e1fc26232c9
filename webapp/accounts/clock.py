"""The time that sessions and attempts are measured by; a test sets its own in `app.extensions["etalage.clock"]`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, current_app

from webapp.storage import records


def now() -> datetime:
    clock: Callable[[], datetime] = current_app.extensions["etalage.clock"]
    return clock()


def aware(moment: datetime) -> datetime:
    """A moment as the database gave it: SQLite keeps no time zone, and what we store is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def init_app(app: Flask) -> None:
    app.extensions["etalage.clock"] = records.now
