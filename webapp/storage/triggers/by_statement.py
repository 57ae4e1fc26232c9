"""PostgreSQL: a trigger looks at all the rows that a statement touched."""

from collections.abc import Iterator

from webapp.storage import addresses, fulltext, listings, scopes, tallies, versions
from webapp.storage.listings import Declaration
from webapp.storage.scopes import Scope
from webapp.storage.triggers.trigger import EVENTS, POSTGRESQL_TOKEN, PREFIX, Trigger, key_of, scope_names


def declared() -> Iterator[Trigger]:
    for table, several in scopes.declarations().items():
        yield from _renewing(table, several)
    for table in versions.tables():
        yield from _versioning(table)
    for listing in listings.declarations():
        yield from _listing(listing)
        yield from _keeping_addresses(listing)
    yield from (_trigger(*parts) for parts in fulltext.postgresql_triggers())
    yield from (_trigger(*parts) for parts in tallies.postgresql_triggers())


def _renewing(table: str, several: tuple[Scope, ...]) -> Iterator[Trigger]:
    for event in EVENTS:
        selects = [
            f"SELECT {name} FROM {_rows_touched(table, scope, event)}"
            for scope in several
            for name in scope_names(scope, "", "postgresql")
        ]
        body = (
            f"INSERT INTO cache_scope (name, token) SELECT touched.name, {POSTGRESQL_TOKEN}\n"
            f"FROM ({' UNION '.join(selects)}) AS touched (name) ORDER BY touched.name\n"
            "ON CONFLICT (name) DO UPDATE SET token = excluded.token;"
        )
        yield _trigger(f"scope_{table}_{event}", event, table, body)
    nouns = " OR ".join(f"name ~ '^{noun}([~@]|$)'" for noun in sorted({scope.noun for scope in several}))
    body = f"UPDATE cache_scope SET token = {POSTGRESQL_TOKEN} WHERE {nouns};"
    yield _trigger(f"scope_{table}_truncate", "truncate", table, body)


def _rows_touched(table: str, scope: Scope, event: str) -> str:
    """The rows of a statement that concern a scope."""
    if event != "update":
        return f"{EVENTS[event][0]}_rows"
    if scope.columns:
        # With the key: two rows that exchange their values have both changed.
        return _differing(", ".join(dict.fromkeys((*key_of(table), *scope.names, *scope.columns))))
    old, new = (f"SELECT {', '.join(scope.names)} FROM {row}_rows" for row in ("old", "new"))
    return f"({old} UNION ALL {new}) AS touched"


def _differing(columns: str) -> str:
    """What an update changed in some columns: each row as it was and as it is."""
    old, new = (f"SELECT {columns} FROM {row}_rows" for row in ("old", "new"))
    return f"(({old} EXCEPT {new}) UNION ({new} EXCEPT {old})) AS moved"


def _versioning(table: str) -> Iterator[Trigger]:
    """The only ones that look at a row: they change it before it is written."""
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


def _listing(listing: Declaration) -> Iterator[Trigger]:
    for event, rows in EVENTS.items():
        changed = f"SELECT DISTINCT {listing.record} AS record, locale FROM {_changed_texts(listing, rows)}"
        # Row by row: planned for a whole statement, each rename would read the listing from end to end.
        one = listing.refresh_sql("SELECT touched.record AS record, touched.locale AS locale", "postgresql")
        # One after the other where two change texts of one record: each resolves what the one before has committed.
        lock = f"PERFORM 1 FROM {listing.owner} WHERE id = touched.record FOR NO KEY UPDATE;"
        body = f"FOR touched IN {changed} LOOP\n{lock}\n{one}\nEND LOOP;"
        yield _trigger(f"listing_{listing.texts}_{event}", event, listing.texts, body, "touched record;")
    body = f"DELETE FROM {listing.table};"
    yield _trigger(f"listing_{listing.texts}_truncate", "truncate", listing.texts, body)
    if listing.told:
        body = listing.retold_sql("record", "postgresql", "FROM new_rows AS record")
        yield _trigger(f"told_{listing.owner}_update", "update", listing.owner, body)


def _changed_texts(listing: Declaration, rows: tuple[str, ...]) -> str:
    """The rows that a statement touched; of an update those whose name or slug it changed, or that it moved."""
    if len(rows) == 1:
        return f"{rows[0]}_rows"
    return _differing(f"{listing.record}, locale, {listing.name}, slug")


def _keeping_addresses(listing: Declaration) -> Iterator[Trigger]:
    for event, body in addresses.kept_sql(listing).items():
        yield _trigger(f"address_{listing.table}_{event}", event, listing.table, body)
    body = addresses.forgotten_sql(listing, "IN (SELECT id FROM old_rows)")
    yield _trigger(f"address_{listing.owner}_delete", "delete", listing.owner, body)


def _trigger(name: str, event: str, table: str, body: str, variables: str = "") -> Trigger:
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
