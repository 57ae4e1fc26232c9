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
from webapp.storage import locales, triggers
from webapp.storage.engines import engines
from webapp.storage.scopes import EPOCH


def prepare() -> None:
    """Migrate where needed, and follow the configured languages. Quick where there is nothing to do."""
    settings: Settings = current_app.extensions["etalage.settings"]
    config = configuration()
    with engines().reading.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current != ScriptDirectory.from_config(config).get_current_head():
        command.upgrade(config, "head")
    with engines().writing.begin() as connection:
        locales.follow(connection, settings.locales)


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder("alembic")))
    return config


def finish_upgrade(connection: Connection) -> None:
    """What each upgrade ends with: triggers as declared now, and a new epoch, since a migration may have written
    where it had dropped them. Run by `alembic/env.py`."""
    triggers.renew(connection)
    token = triggers.SQLITE_TOKEN if connection.dialect.name == "sqlite" else triggers.POSTGRESQL_TOKEN
    connection.execute(
        text(
            f"INSERT INTO cache_scope (name, token) VALUES (:name, {token}) ON CONFLICT (name) DO UPDATE SET token = excluded.token"
        ),
        {"name": EPOCH},
    )
