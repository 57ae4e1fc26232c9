"""Bringing a database to the shape of this program: migrations, triggers, languages, the epoch."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, text

from webapp.config import Settings
from webapp.places import folder
from webapp.storage import fulltext, listings, locales, tallies, triggers
from webapp.storage.engines import engines
from webapp.storage.scopes import EPOCH


def prepare() -> None:
    """Migrate where needed, and follow the configured languages. Quick where there is nothing to do."""
    settings: Settings = current_app.extensions["etalage.settings"]
    with engines().reading.connect() as connection:
        newest = _is_newest(connection)
    if not newest:
        command.upgrade(configuration(), "head")
    with engines().writing.begin() as connection:
        locales.follow(connection, settings.locales)
        tallies.refill(connection)


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder("alembic")))
    return config


def finish_upgrade(connection: Connection) -> None:
    """What each upgrade ends with: triggers as declared now, what they keep brought to what they would have kept, and a
    new epoch, since a migration may have written where it had dropped them. Run by `alembic/env.py`."""
    if _is_newest(connection):
        triggers.renew(connection)
        listings.rebuild(connection)
        fulltext.rebuild(connection)
        tallies.fill(connection)
    token = triggers.SQLITE_TOKEN if connection.dialect.name == "sqlite" else triggers.POSTGRESQL_TOKEN
    connection.execute(
        text(
            f"INSERT INTO cache_scope (name, token) VALUES (:name, {token}) ON CONFLICT (name) DO UPDATE SET token = excluded.token"
        ),
        {"name": EPOCH},
    )


def _is_newest(connection: Connection) -> bool:
    """Where an upgrade stops before, there are not yet all the tables that the triggers are declared for."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(configuration()).get_current_head()
