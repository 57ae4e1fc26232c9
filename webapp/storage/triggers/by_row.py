"""SQLite: a trigger looks at one row at a time."""

from collections.abc import Iterator

from sqlalchemy import UniqueConstraint

from webapp.extensions import Base
from webapp.storage import addresses, fulltext, listings, scopes, tallies, versions
from webapp.storage.listings import Declaration
from webapp.storage.scopes import Scope
from webapp.storage.triggers.trigger import EVENTS, PREFIX, SQLITE_TOKEN, Trigger, key_of, scope_names


def declared() -> Iterator[Trigger]:
    for table, several in scopes.declarations().items():
        for columns, group in _by_columns(several):
            yield from _renewing(table, columns, group)
        yield from _renewing_replaced(table, several)
    for table in versions.tables():
        yield from _versioning(table)
    for listing in listings.declarations():
        yield from _listing(listing)
        yield from _keeping_addresses(listing)
    yield from (_trigger(*parts) for parts in fulltext.sqlite_triggers())
    yield from (_trigger(*parts) for parts in tallies.sqlite_triggers())


def _by_columns(several: tuple[Scope, ...]) -> list[tuple[tuple[str, ...], list[Scope]]]:
    """The scopes of a table by the columns that count for them."""
    groups: dict[tuple[str, ...], list[Scope]] = {}
    for scope in several:
        groups.setdefault(scope.columns, []).append(scope)
    return list(groups.items())


def _renewing(table: str, columns: tuple[str, ...], group: list[Scope]) -> Iterator[Trigger]:
    for event, rows in EVENTS.items():
        names = [name for row in rows for scope in group for name in scope_names(scope, row, "sqlite")]
        # DO UPDATE keeps its meaning within an outer INSERT OR IGNORE, unlike a plain INSERT.
        body = (
            f"INSERT INTO cache_scope (name, token) VALUES {', '.join(f'({n}, {SQLITE_TOKEN})' for n in names)}\n"
            "ON CONFLICT (name) DO UPDATE SET token = excluded.token;"
        )
        read = dict.fromkeys((*columns, *(name for scope in group for name in scope.names)))
        moved = [f"old.{column} IS NOT new.{column}" for column in read if columns and event == "update"]
        name = "_".join(("scope", table, *columns, event))
        yield _trigger(name, f"AFTER {event.upper()}", table, body, when=" OR ".join(moved))


def _renewing_replaced(table: str, several: tuple[Scope, ...]) -> Iterator[Trigger]:
    """SQLite deletes the row that an OR REPLACE is in conflict with, and fires nothing for it; so look before."""
    key = key_of(table)
    # A row with the same key has the same scopes, unless their names are made of more than the key.
    beyond = [c for c in dict.fromkeys(c for scope in several for c in scope.names) if c not in key]
    for number, columns in enumerate([*_unique(table), *([key] if beyond else [])], 1):
        differing = beyond if columns == key else key
        other = f"({', '.join(differing)}) IS NOT ({', '.join(f'new.{column}' for column in differing)})"
        same = " AND ".join(f"{column} = new.{column}" for column in columns)
        there = f"FROM {table} WHERE {same} AND {other}"
        names = " UNION ".join(f"SELECT {n} {there}" for scope in several for n in scope_names(scope, "", "sqlite"))
        body = (
            f"INSERT OR IGNORE INTO cache_scope (name, token) SELECT *, 0 FROM ({names});\n"
            f"UPDATE cache_scope SET token = {SQLITE_TOKEN} WHERE name IN ({names});"
        )
        for event, timing in (("insert", "INSERT"), ("update", f"UPDATE OF {', '.join(columns)}")):
            name = f"scope_{table}_replaced_{number}_{event}"
            yield _trigger(name, f"BEFORE {timing}", table, body, when=f"EXISTS (SELECT 1 {there})")


def _unique(table: str) -> list[list[str]]:
    """The columns of each rule of uniqueness but the primary key, by the name of its constraint."""
    rules = [c for c in Base.metadata.tables[table].constraints if isinstance(c, UniqueConstraint)]
    return [[column.name for column in rule.columns] for rule in sorted(rules, key=lambda rule: str(rule.name))]


def _versioning(table: str) -> Iterator[Trigger]:
    same = " AND ".join(f"{key} = new.{key}" for key in key_of(table))
    body = f"UPDATE {table} SET version = {versions.SQLITE_VERSION} WHERE {same};"
    for event, when in versions.events(table).items():
        yield _trigger(f"version_{table}_{event}", f"AFTER {event.upper()}", table, body, when=when)


def _listing(listing: Declaration) -> Iterator[Trigger]:
    for event, rows in EVENTS.items():
        changed = " UNION ".join(f"SELECT {row}.{listing.record} AS record, {row}.locale AS locale" for row in rows)
        if event != "delete":
            # A text that this one replaced is gone without a trigger; what it resolved to still has its slug.
            replaced = f"WHERE locale = new.locale AND slug = new.slug AND {listing.record} <> new.{listing.record}"
            changed += f" UNION SELECT {listing.record}, locale FROM {listing.table} {replaced}"
        renamed = f" OF {listing.record}, locale, {listing.name}, slug" if event == "update" else ""
        body = listing.refresh_sql(changed, "sqlite")
        yield _trigger(f"listing_{listing.texts}_{event}", f"AFTER {event.upper()}{renamed}", listing.texts, body)
    if listing.told:
        timing = f"AFTER UPDATE OF {', '.join(listing.told_by)}"
        yield _trigger(f"told_{listing.owner}_update", timing, listing.owner, listing.retold_sql("new", "sqlite"))


def _keeping_addresses(listing: Declaration) -> Iterator[Trigger]:
    for event, body in addresses.kept_sql(listing, "old", "new").items():
        when = "old.slug <> new.slug" if event == "update" else ""
        yield _trigger(f"address_{listing.table}_{event}", f"AFTER {event.upper()}", listing.table, body, when=when)
    body = addresses.forgotten_sql(listing, "= old.id")
    yield _trigger(f"address_{listing.owner}_delete", "AFTER DELETE", listing.owner, body)


def _trigger(name: str, timing: str, table: str, body: str, when: str = "") -> Trigger:
    condition = f" WHEN {when}" if when else ""
    name = PREFIX + name
    return Trigger(
        name, table, (f"CREATE TRIGGER {name} {timing} ON {table} FOR EACH ROW{condition} BEGIN\n{body}\nEND",)
    )
