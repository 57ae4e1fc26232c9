"""Triggers: what a database has is what the tables declare, after every migration."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.unit.storage.outside import Outside, only_postgresql, only_sqlite
from webapp.places import folder
from webapp.storage import schema, triggers
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot

BATCH = """
import sqlalchemy as sa
from alembic import op

revision = "batch"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("product", recreate="always") as batch:
        batch.add_column(sa.Column("weight", sa.Integer(), nullable=True))
    left = op.get_bind().scalar(sa.text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'product'"))
    op.execute(f"CREATE TABLE triggers_left AS SELECT {{left}} AS number")
"""


def _present(tables_only: bool = False) -> dict[str, str]:
    """Name -> SQL of each trigger of ours: what SQLite keeps of it, on PostgreSQL the body of its function."""
    with snapshot() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        else:
            found = connection.execute(
                text(
                    "SELECT tgname, prosrc || pg_get_triggerdef(t.oid) FROM pg_trigger t"
                    " JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal"
                )
            )
        return {name: sql for name, sql in found if name.startswith(triggers.PREFIX)}


def _expected() -> dict[str, triggers.Trigger]:
    return triggers.expected(engines().reading.dialect.name)


def test_a_migrated_database_has_exactly_the_triggers_that_are_declared(shop):
    assert set(_present()) == set(_expected())


@only_sqlite
def test_on_sqlite_each_trigger_is_the_declared_one_to_the_letter(shop):
    present = _present()
    assert {name: trigger.statements for name, trigger in _expected().items()} == {n: (s,) for n, s in present.items()}


@only_postgresql
def test_on_postgresql_each_trigger_runs_the_declared_function(shop):
    present = _present()
    for name, trigger in _expected().items():
        function, create = trigger.statements
        body = function.split("$$")[1]
        assert body in present[name]
        assert create.split(" ON ")[0] in present[name].replace(f"public.{name}", name)


def test_a_trigger_that_somebody_dropped_or_changed_is_noticed(shop, outside):
    name = next(iter(triggers.expected(outside.dialect)))
    table = triggers.expected(outside.dialect)[name].table
    outside.run(f"DROP TRIGGER {name}" + ("" if outside.dialect == "sqlite" else f" ON {table}"))
    with snapshot() as connection:
        assert name not in {found for found, _table in triggers.present(connection)}


def test_the_newest_migration_and_none_before_it_brings_the_triggers(database_environ, postgresql, tmp_path):
    """From an empty database, one revision after the other: each trigger may need tables of any of them."""
    from tests.unit.conftest import close, make_shop

    environ, name = dict(database_environ), None
    environ["ETALAGE_DATA"] = str(tmp_path / "empty")
    if "ETALAGE_DATABASE_URL" in environ:
        name = postgresql.make()
        environ["ETALAGE_DATABASE_URL"] = postgresql.url(name)
    app = make_shop(Path(environ.pop("ETALAGE_DATA")), **environ)
    with app.app_context():
        config = schema.configuration()
        *before, newest = [r.revision for r in ScriptDirectory.from_config(config).walk_revisions()][::-1]
        for revision in before:
            command.upgrade(config, revision)
            assert _present() == {}, revision
        command.upgrade(config, newest)
        assert set(_present()) == set(_expected())
    close(app)
    if name:
        postgresql.drop(name)


@only_sqlite
def test_a_migration_that_makes_a_table_anew_gives_it_its_triggers_back_and_keeps_its_texts(
    shop, outside, monkeypatch, tmp_path
):
    copy = tmp_path / "alembic"
    shutil.copytree(folder("alembic"), copy)
    head = ScriptDirectory.from_config(schema.configuration()).get_current_head()
    (copy / "versions" / "batch.py").write_text(BATCH.format(head=head), encoding="utf-8")
    monkeypatch.setattr(schema, "folder", lambda _name: copy)
    before, texts = _present(), outside.one("SELECT count(*) FROM product_text")
    schema.prepare()
    assert outside.one("SELECT number FROM triggers_left") == 0, "batch mode drops a table's triggers"
    assert _present() == before
    assert outside.one("SELECT count(*) FROM product_text") == texts > 0
    assert outside.one("PRAGMA foreign_keys") == 1
    with engines().writing.begin() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@only_sqlite
def test_a_migration_that_leaves_rows_without_what_they_refer_to_is_refused(shop, outside, monkeypatch, tmp_path):
    copy = tmp_path / "alembic"
    shutil.copytree(folder("alembic"), copy)
    head = ScriptDirectory.from_config(schema.configuration()).get_current_head()
    careless = BATCH.format(head=head).split("    with op.")[0] + "    op.execute('DELETE FROM supplier')\n"
    (copy / "versions" / "batch.py").write_text(careless, encoding="utf-8")
    monkeypatch.setattr(schema, "folder", lambda _name: copy)
    with pytest.raises(RuntimeError, match="refer to nothing"):
        schema.prepare()
    assert outside.one("SELECT count(*) FROM supplier") > 0


def test_each_upgrade_begins_a_new_epoch(shop, outside):
    """A migration may have written where it had dropped the triggers."""
    epoch = outside.tokens()["epoch"]
    with engines().writing.begin() as connection:
        schema.finish_upgrade(connection)
    assert outside.tokens()["epoch"] not in (epoch, 0)


def test_what_is_prepared_already_is_left_alone(shop, outside):
    before = outside.tokens()
    schema.prepare()
    assert outside.tokens() == before


def test_tokens_never_come_back(shop, outside: Outside):
    seen = set()
    for number in range(50):
        outside.run("UPDATE supplier SET phone = ? WHERE id = 1", str(number % 2))
        seen.add(outside.tokens()["supplier~1"])
    assert len(seen) == 50
