"""The triggers of both databases, generated from what the tables declare: renewed scopes, versions and listings.

They are the reason why no bulk update, import or database shell can leave a stale fragment behind. SQLite has row
triggers; PostgreSQL statement triggers with transition tables, which touch each scope once per statement, in sorted order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, UniqueConstraint, inspect, text

from webapp.extensions import Base
from webapp.storage import addresses, fulltext, listings, scopes, versions
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
    tables = set(inspect(connection).get_table_names())
    for trigger in expected(dialect).values():
        for statement in trigger.statements if trigger.table in tables else ():
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
        for columns, group in _by_columns(declared):
            for event, rows in EVENTS.items():
                names = [name for row in rows for scope in group for name in _scope_names(scope, row, "sqlite")]
                # DO UPDATE keeps its meaning within an outer INSERT OR IGNORE, unlike a plain INSERT.
                body = (
                    f"INSERT INTO cache_scope (name, token) VALUES {', '.join(f'({n}, {SQLITE_TOKEN})' for n in names)}\n"
                    "ON CONFLICT (name) DO UPDATE SET token = excluded.token;"
                )
                read = dict.fromkeys((*columns, *(name for scope in group for name in scope.names)))
                moved = [f"old.{column} IS NOT new.{column}" for column in read if columns and event == "update"]
                name = "_".join(("scope", table, *columns, event))
                yield _sqlite_trigger(name, f"AFTER {event.upper()}", table, body, when=" OR ".join(moved))
        yield from _sqlite_replaced(table, declared)
    for table in versions.tables():
        same = " AND ".join(f"{key} = new.{key}" for key in _key(table))
        body = f"UPDATE {table} SET version = {versions.SQLITE_VERSION} WHERE {same};"
        for event, when in versions.events(table).items():
            yield _sqlite_trigger(f"version_{table}_{event}", f"AFTER {event.upper()}", table, body, when=when)
    for listing in listings.declarations():
        for event, rows in EVENTS.items():
            changed = " UNION ".join(f"SELECT {row}.{listing.record} AS record, {row}.locale AS locale" for row in rows)
            if event != "delete":
                # A text that this one replaced is gone without a trigger; what it resolved to still has its slug.
                replaced = f"WHERE locale = new.locale AND slug = new.slug AND {listing.record} <> new.{listing.record}"
                changed += f" UNION SELECT {listing.record}, locale FROM {listing.table} {replaced}"
            renamed = f" OF {listing.record}, locale, {listing.name}, slug" if event == "update" else ""
            timing = f"AFTER {event.upper()}{renamed}"
            body = listing.refresh_sql(changed, "sqlite")
            yield _sqlite_trigger(f"listing_{listing.texts}_{event}", timing, listing.texts, body)
        for event, body in addresses.kept_sql(listing, "old", "new").items():
            name, when = f"address_{listing.table}_{event}", "old.slug <> new.slug" if event == "update" else ""
            yield _sqlite_trigger(name, f"AFTER {event.upper()}", listing.table, body, when=when)
        body = addresses.forgotten_sql(listing, "= old.id")
        yield _sqlite_trigger(f"address_{listing.owner}_delete", "AFTER DELETE", listing.owner, body)
    yield from (_sqlite_trigger(*parts) for parts in fulltext.sqlite_triggers())


def _sqlite_replaced(table: str, declared: tuple[Scope, ...]) -> Iterator[Trigger]:
    """SQLite deletes the row that an OR REPLACE is in conflict with, and fires nothing for it; so look before."""
    key = _key(table)
    # A row with the same key has the same scopes, unless their names are made of more than the key.
    beyond = [c for c in dict.fromkeys(c for scope in declared for c in scope.names) if c not in key]
    for number, columns in enumerate([*_unique(table), *([key] if beyond else [])], 1):
        differing = beyond if columns == key else key
        other = f"({', '.join(differing)}) IS NOT ({', '.join(f'new.{column}' for column in differing)})"
        same = " AND ".join(f"{column} = new.{column}" for column in columns)
        there = f"FROM {table} WHERE {same} AND {other}"
        names = " UNION ".join(f"SELECT {n} {there}" for scope in declared for n in _scope_names(scope, "", "sqlite"))
        body = (
            f"INSERT OR IGNORE INTO cache_scope (name, token) SELECT *, 0 FROM ({names});\n"
            f"UPDATE cache_scope SET token = {SQLITE_TOKEN} WHERE name IN ({names});"
        )
        for event, timing in (("insert", "INSERT"), ("update", f"UPDATE OF {', '.join(columns)}")):
            name = f"scope_{table}_replaced_{number}_{event}"
            yield _sqlite_trigger(name, f"BEFORE {timing}", table, body, when=f"EXISTS (SELECT 1 {there})")


def _by_columns(declared: tuple[Scope, ...]) -> list[tuple[tuple[str, ...], list[Scope]]]:
    """The scopes of a table by the columns that count for them."""
    groups: dict[tuple[str, ...], list[Scope]] = {}
    for scope in declared:
        groups.setdefault(scope.columns, []).append(scope)
    return list(groups.items())


def _key(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].primary_key]


def _unique(table: str) -> list[list[str]]:
    """The columns of each rule of uniqueness but the primary key, by the name of its constraint."""
    rules = [c for c in Base.metadata.tables[table].constraints if isinstance(c, UniqueConstraint)]
    return [[column.name for column in rule.columns] for rule in sorted(rules, key=lambda rule: str(rule.name))]


def _sqlite_trigger(name: str, timing: str, table: str, body: str, when: str = "") -> Trigger:
    condition = f" WHEN {when}" if when else ""
    name = PREFIX + name
    return Trigger(
        name, table, (f"CREATE TRIGGER {name} {timing} ON {table} FOR EACH ROW{condition} BEGIN\n{body}\nEND",)
    )


def _postgresql() -> Iterator[Trigger]:
    for table, declared in scopes.declarations().items():
        for event in EVENTS:
            selects = [
                f"SELECT {name} FROM {_rows_touched(table, scope, event)}"
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
        for event, when in versions.events(table).items():
            name = f"{PREFIX}version_{table}_{event}"
            function = (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
                f"NEW.version := {versions.POSTGRESQL_VERSION};\nRETURN NEW;\nEND $$"
            )
            create = (
                f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW"
                f" WHEN ({when}) EXECUTE FUNCTION {name}()"
            )
            yield Trigger(name, table, (function, create))
    for listing in listings.declarations():
        for event, rows in EVENTS.items():
            changed = f"SELECT DISTINCT {listing.record} AS record, locale FROM {_changed_texts(listing, rows)}"
            # Row by row: planned for a whole statement, each rename would read the listing from end to end.
            one = listing.refresh_sql("SELECT touched.record AS record, touched.locale AS locale", "postgresql")
            # One after the other where two change texts of one record: each resolves what the one before has committed.
            lock = f"PERFORM 1 FROM {listing.owner} WHERE id = touched.record FOR NO KEY UPDATE;"
            body = f"FOR touched IN {changed} LOOP\n{lock}\n{one}\nEND LOOP;"
            yield _postgresql_trigger(f"listing_{listing.texts}_{event}", event, listing.texts, body, "touched record;")
        body = f"DELETE FROM {listing.table};"
        yield _postgresql_trigger(f"listing_{listing.texts}_truncate", "truncate", listing.texts, body)
        for event, statements in addresses.kept_sql(listing).items():
            yield _postgresql_trigger(f"address_{listing.table}_{event}", event, listing.table, statements)
        body = addresses.forgotten_sql(listing, "IN (SELECT id FROM old_rows)")
        yield _postgresql_trigger(f"address_{listing.owner}_delete", "delete", listing.owner, body)
    yield from (_postgresql_trigger(*parts) for parts in fulltext.postgresql_triggers())


def _rows_touched(table: str, scope: Scope, event: str) -> str:
    """The rows of a statement that concern a scope."""
    if event != "update":
        return f"{EVENTS[event][0]}_rows"
    if scope.columns:
        # With the key: two rows that exchange their values have both changed.
        return _differing(", ".join(dict.fromkeys((*_key(table), *scope.names, *scope.columns))))
    old, new = (f"SELECT {', '.join(scope.names)} FROM {row}_rows" for row in ("old", "new"))
    return f"({old} UNION ALL {new}) AS touched"


def _changed_texts(listing: listings.Declaration, rows: tuple[str, ...]) -> str:
    """The rows that a statement touched; of an update those whose name or slug it changed, or that it moved."""
    if len(rows) == 1:
        return f"{rows[0]}_rows"
    return _differing(f"{listing.record}, locale, {listing.name}, slug")


def _differing(columns: str) -> str:
    """What an update changed in some columns: each row as it was and as it is."""
    old, new = (f"SELECT {columns} FROM {row}_rows" for row in ("old", "new"))
    return f"(({old} EXCEPT {new}) UNION ({new} EXCEPT {old})) AS moved"


def _postgresql_trigger(name: str, event: str, table: str, body: str, variables: str = "") -> Trigger:
    name = PREFIX + name
    tables = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in EVENTS.get(event, ()))
    opening = f"DECLARE {variables}\nBEGIN" if variables else "BEGIN"
    header = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {opening}"
    function = f"{header}\n{body}\nRETURN NULL;\nEND $$"
    create = (
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {'REFERENCING ' + tables if tables else ''}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return Trigger(name, table, (function, create))
