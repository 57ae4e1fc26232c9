"""Runs migrations through the shop's own writing engine, then makes the triggers anew from their declarations."""

from alembic import context
from flask import current_app, has_app_context
from sqlalchemy import Connection

from webapp import create_app
from webapp.extensions import Base
from webapp.storage.engines import engines
from webapp.storage.schema import finish_upgrade


def run() -> None:
    with engines().writing.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode drops a table and makes it anew; with foreign keys on, that empties what refers to it.
            _pragma(connection, "foreign_keys = OFF")
            # Nor may the triggers of other tables, which name it, refuse that it is renamed to its place.
            _pragma(connection, "legacy_alter_table = ON")
        try:
            with connection.begin():
                context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=sqlite)
                context.run_migrations()
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise RuntimeError(f"the migration left rows that refer to nothing: {broken[:5]}")
                finish_upgrade(connection)
        finally:
            if sqlite:
                _pragma(connection, "legacy_alter_table = OFF")
                _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, setting: str) -> None:
    """Straight to the driver: within a transaction SQLite would ignore it."""
    connection.connection.dbapi_connection.execute(f"PRAGMA {setting}")  # type: ignore[union-attr]


if has_app_context() and current_app:
    run()
else:
    with create_app().app_context():
        run()
