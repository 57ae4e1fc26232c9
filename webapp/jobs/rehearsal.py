"""A copy of the shop to try something on that may take long: on SQLite its transaction would keep everybody else from writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from flask import current_app

from webapp.config import Settings
from webapp.extensions import db
from webapp.storage.engines import engines


@contextmanager
def on_a_copy(folder: Path) -> Iterator[None]:
    """Inside, the app is one over a copy of the database; PostgreSQL lets others write, so there it stays as it is."""
    if not engines().sqlite:
        yield
        return
    # It knows all rooms, this one too.
    from webapp import create_app

    copy = folder / "copy.sqlite"
    _copy_to(copy)
    settings: Settings = current_app.extensions["etalage.settings"]
    app = create_app(replace(settings, database_url=f"sqlite:///{copy}", cache="off", insight=False))
    try:
        with app.app_context():
            yield
    finally:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        for path in folder.glob(f"{copy.name}*"):
            path.unlink(missing_ok=True)


def _copy_to(path: Path) -> None:
    raw = engines().reading.raw_connection()
    try:
        with closing(sqlite3.connect(path)) as target:
            raw.driver_connection.backup(target)  # type: ignore[union-attr]
    finally:
        raw.close()
