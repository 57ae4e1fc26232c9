"""The triggers of both databases, generated from what the tables declare: renewed scopes, versions and listings.

They are the reason why no bulk update, import or database shell can leave a stale fragment behind. SQLite has row
triggers; PostgreSQL statement triggers with transition tables, which touch each scope once per statement, in sorted order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from webapp.storage import listings, scopes, versions
from webapp.storage.scopes import BUCKETS, Scope

PREFIX = "etalage_"
EVENTS = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
SQLITE_TOKEN = "random()"
POSTGRESQL_TOKEN = "('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16))::bit(64)::bigint"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger (and on PostgreSQL its function) as DDL, in the order of execution."""

    name: str
    table: str
    statements: tuple[str, ...]


def expected(dialect: str) -> dict[str, Trigger]:
    """Name -> trigger, of everything that the mapped tables declare."""
    make = _sqlite if dialect == "sqlite" else _postgresql
    return {trigger.name: trigger for trigger in make()}


def renew(connection: Connection) -> None:
    """Drop all triggers of ours and create them from the declarations. Alembic's batch mode drops some silently."""
    dialect = connection.dialect.name
    for name, table in present(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if dialect == "sqlite" else f" ON {table}"))
    for trigger in expected(dialect).values():
        for statement in trigger.statements:
            connection.exec_driver_sql(statement)


def present(connection: Connection) -> list[tuple[str, str]]:
    """(trigger, table) of what the database has of ours."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        )
    else:
        found = connection.execute(
            text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname")
        )
    return [(name, table) for name, table in found if name.startswith(PREFIX)]


def _scope_names(scope: Scope, row: str, dialect: str) -> list[str]:
    """SQL of the names that one row renews; `row` is `new` or `old`, or nothing within a transition table."""
    column = (lambda name: f"{row}.{name}") if row else (lambda name: name)
    # Not `%` on PostgreSQL: its driver takes that for a placeholder.
    record = column(scope.record)
    bucket = f"mod({record}, {BUCKETS})::text" if dialect == "postgresql" else f"({record} % {BUCKETS})"
    suffix = f" || '@' || {column(scope.locale)}" if scope.locale else ""
    return [f"'{scope.noun}'{suffix}", f"'{scope.noun}~' || {bucket}{suffix}"]


def _sqlite() -> Iterator[Trigger]:
    for table, declared in scopes.declarations().items():
        for event, rows in EVENTS.items():
            names = [name for row in rows for scope in declared for name in _scope_names(scope, row, "sqlite")]
            # DO UPDATE keeps its meaning within an outer INSERT OR IGNORE, unlike a plain INSERT.
            body = (
                f"INSERT INTO cache_scope (name, token) VALUES {', '.join(f'({n}, {SQLITE_TOKEN})' for n in names)}\n"
                "ON CONFLICT (name) DO UPDATE SET token = excluded.token;"
            )
            yield _sqlite_trigger(f"scope_{table}_{event}", f"AFTER {event.upper()}", table, body)
    for table in versions.tables():
        body = f"UPDATE {table} SET version = {versions.SQLITE_VERSION} WHERE id = new.id;"
        yield _sqlite_trigger(f"version_{table}_update", "AFTER UPDATE", table, body, when="new.version = old.version")
    for listing in listings.declarations():
        for event, rows in EVENTS.items():
            changed = f"SELECT {rows[-1]}.{listing.record} AS record, {rows[-1]}.locale AS locale"
            timing = f"AFTER {event.upper()}" + (" OF name, slug" if event == "update" else "")
            body = listing.refresh_sql(changed, "sqlite")
            yield _sqlite_trigger(f"listing_{listing.texts}_{event}", timing, listing.texts, body)


def _sqlite_trigger(name: str, timing: str, table: str, body: str, when: str = "") -> Trigger:
    condition = f" WHEN {when}" if when else ""
    name = PREFIX + name
    return Trigger(
        name, table, (f"CREATE TRIGGER {name} {timing} ON {table} FOR EACH ROW{condition} BEGIN\n{body}\nEND",)
    )


def _postgresql() -> Iterator[Trigger]:
    for table, declared in scopes.declarations().items():
        for event, rows in EVENTS.items():
            selects = [
                f"SELECT {name} FROM {row}_rows"
                for row in rows
                for scope in declared
                for name in _scope_names(scope, "", "postgresql")
            ]
            body = (
                f"INSERT INTO cache_scope (name, token) SELECT touched.name, {POSTGRESQL_TOKEN}\n"
                f"FROM ({' UNION '.join(selects)}) AS touched (name) ORDER BY touched.name\n"
                "ON CONFLICT (name) DO UPDATE SET token = excluded.token;"
            )
            yield _postgresql_trigger(f"scope_{table}_{event}", event, table, body)
        nouns = " OR ".join(f"name ~ '^{noun}([~@]|$)'" for noun in sorted({scope.noun for scope in declared}))
        yield _postgresql_trigger(
            f"scope_{table}_truncate",
            "truncate",
            table,
            f"UPDATE cache_scope SET token = {POSTGRESQL_TOKEN} WHERE {nouns};",
        )
    for table in versions.tables():
        name = f"{PREFIX}version_{table}_update"
        function = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
            f"NEW.version := {versions.POSTGRESQL_VERSION};\nRETURN NEW;\nEND $$"
        )
        create = (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN (NEW.version = OLD.version) EXECUTE FUNCTION {name}()"
        )
        yield Trigger(name, table, (function, create))
    for listing in listings.declarations():
        for event, rows in EVENTS.items():
            changed = f"SELECT DISTINCT {listing.record} AS record, locale FROM {rows[-1]}_rows"
            body = listing.refresh_sql(changed, "postgresql")
            yield _postgresql_trigger(f"listing_{listing.texts}_{event}", event, listing.texts, body)


def _postgresql_trigger(name: str, event: str, table: str, body: str) -> Trigger:
    name = PREFIX + name
    tables = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in EVENTS.get(event, ()))
    function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n{body}\nRETURN NULL;\nEND $$"
    create = (
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {'REFERENCING ' + tables if tables else ''}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return Trigger(name, table, (function, create))
