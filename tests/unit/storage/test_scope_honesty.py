"""The first honesty test: whatever changes a row, from wherever, renews exactly the scopes that its table declares."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from tests.unit.storage.outside import Outside, only_postgresql, only_sqlite
from webapp import accounts, catalogue, exchange, journal  # noqa: F401 - they map the tables
from webapp.extensions import Base
from webapp.storage import listings, scopes
from webapp.storage.clock import Moment
from webapp.storage.scopes import Scope

Row = dict[str, Any]
TABLES = [
    pytest.param(table, id=table.name) for table in Base.metadata.sorted_tables if table.name in scopes.declarations()
]
EVERY_TABLE = pytest.mark.parametrize("table", TABLES)
# What a constraint lets through, where any word or number would not do.
CHOSEN: dict[tuple[str, str], list[Any]] = {
    ("user_account", "role"): ["reader", "editor"],
    ("comment", "state"): ["waiting", "shown"],
    ("job", "state"): ["waiting", "running"],
}
LOCALE, OTHER_LOCALE = "nl", "de"
# Ids that no row of the demo has, each in a bucket of its own.
_numbers = count(500)


class Rows:
    """Valid rows of any table, made of what its columns say."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside

    def values(self, table: Table) -> Row:
        """A row that can be inserted; what it must refer to is made first."""
        return {column.name: self._value(table, column) for column in table.columns}

    def inserted(self, table: Table, **given: Any) -> Row:
        row = self.values(table) | given
        self.write("INSERT", table, row)
        return row

    def write(self, verb: str, table: Table, row: Row, after: str = "") -> None:
        marks = ", ".join("?" * len(row))
        self.outside.run(f"{verb} INTO {table.name} ({', '.join(row)}) VALUES ({marks}){after}", *row.values())

    def other(self, table: Table, column: Column[Any], value: Any) -> Any:
        """Another value that the column may hold."""
        if column.primary_key and column.foreign_keys and column.name != "locale":
            return self._value(table, column)
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            return OTHER_LOCALE if target.name == "code" else self.inserted(target.table)[target.name]
        if (table.name, column.name) in CHOSEN:
            return CHOSEN[table.name, column.name][1]
        if isinstance(column.type, Boolean):
            return not value
        return self._value(table, column)

    def _value(self, table: Table, column: Column[Any]) -> Any:
        if (table.name, column.name) in CHOSEN:
            return CHOSEN[table.name, column.name][0]
        if column.foreign_keys:
            return self._reference(column)
        if isinstance(column.type, Boolean):
            return False
        if isinstance(column.type, Integer):
            return next(_numbers)
        if isinstance(column.type, Moment):
            return f"2026-01-01 00:00:00.{next(_numbers):06}"
        assert isinstance(column.type, String), f"say in CHOSEN what {table.name}.{column.name} may hold"
        return f"v{next(_numbers)}"

    def _reference(self, column: Column[Any]) -> Any:
        target = next(iter(column.foreign_keys)).column
        if target.name == "code" or column.name == "name_locale":
            return LOCALE
        return None if column.nullable else self.inserted(target.table)[target.name]


def _names(table: Table, *rows: Row) -> set[str]:
    """The scopes that rows renew which come or go."""
    return {name for row in rows for scope in scopes.declared(table.name) for name in _scope_names(scope, row)}


def _names_changed(table: Table, before: Row, after: Row) -> set[str]:
    """The scopes that a row renews which somebody wrote: some count only the columns that they are declared with."""
    counted = [scope for scope in scopes.declared(table.name) if _counts(scope, before, after)]
    return {name for row in (before, after) for scope in counted for name in _scope_names(scope, row)}


def _counts(scope: Scope, before: Row, after: Row) -> bool:
    read = (scope.record, scope.locale or scope.record, *scope.columns)
    return not scope.columns or any(before[column] != after[column] for column in read)


def _scope_names(scope: Scope, row: Row) -> Iterable[str]:
    locale = row[scope.locale] if scope.locale else None
    return scopes.of(scope.noun, locale), scopes.of(scope.noun, locale, row[scope.record])


class Watch:
    """The scopes that were renewed inside; of these `resolved` are those of the listings whose rows have really changed."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.renewed: set[str] = set()
        self.resolved: set[str] = set()

    def __enter__(self) -> Watch:
        self.before = self.outside.tokens()
        self.listed = self._listed()
        return self

    def __exit__(self, *_error: object) -> None:
        after = self.outside.tokens()
        assert set(self.before) <= set(after), "a scope that is gone would read as never changed"
        self.renewed = {name for name, token in after.items() if self.before.get(name) != token}
        for (table, key), row in (now := self._listed()).items():
            was = self.listed.get((table, key))
            if was != row:
                self.resolved |= _names_changed(table, was, row) if was else _names(table, row)
        for (table, key), row in self.listed.items():
            self.resolved |= set() if (table, key) in now else _names(table, row)

    def _listed(self) -> dict[tuple[Table, tuple[int, str]], Row]:
        found = {}
        for declaration in listings.declarations():
            table = Base.metadata.tables[declaration.table]
            names = list(table.columns.keys())
            for values in self.outside.run(f"SELECT {', '.join(names)} FROM {table.name}"):
                row = dict(zip(names, values, strict=True))
                found[table, (row[declaration.record], row["locale"])] = row
        return found


@pytest.fixture
def rows(outside: Outside) -> Rows:
    return Rows(outside)


def _key(table: Table, row: Row) -> tuple[str, list[Any]]:
    names = [column.name for column in table.primary_key]
    return " AND ".join(f"{name} = ?" for name in names), [row[name] for name in names]


@EVERY_TABLE
def test_an_inserted_row_renews_its_scopes_and_no_other(rows, outside, table):
    row = rows.values(table)
    with Watch(outside) as watch:
        rows.write("INSERT", table, row)
    assert watch.renewed == _names(table, row) | watch.resolved


@EVERY_TABLE
def test_a_change_of_any_column_renews_the_scopes_of_the_row_before_and_after(rows, outside, table):
    row = rows.inserted(table)
    for column in table.columns:
        changed = row | {column.name: rows.other(table, column, row[column.name])}
        where, key = _key(table, row)
        with Watch(outside) as watch:
            outside.run(f"UPDATE {table.name} SET {column.name} = ? WHERE {where}", changed[column.name], *key)
        assert watch.renewed == _names_changed(table, row, changed) | watch.resolved, column.name
        row = changed


@EVERY_TABLE
def test_a_deleted_row_renews_its_scopes_and_no_other(rows, outside, table):
    row = rows.inserted(table)
    where, key = _key(table, row)
    with Watch(outside) as watch:
        outside.run(f"DELETE FROM {table.name} WHERE {where}", *key)
    assert watch.renewed == _names(table, row) | watch.resolved


@EVERY_TABLE
def test_a_statement_that_changes_many_rows_renews_the_scopes_of_each(rows, outside, table):
    made = [rows.inserted(table) for _ in range(3)]
    column = next(c for c in table.columns if not c.primary_key and not c.foreign_keys and c.name != "version")
    where = " OR ".join(f"({_key(table, row)[0]})" for row in made)
    keys = [value for row in made for value in _key(table, row)[1]]
    with Watch(outside) as watch:
        outside.run(f"UPDATE {table.name} SET {column.name} = {column.name} WHERE {where}", *keys)
    assert watch.renewed == {name for row in made for name in _names_changed(table, row, row)}


@EVERY_TABLE
def test_an_upsert_renews_the_scopes_of_the_row_that_was_there(rows, outside, table):
    row = rows.inserted(table)
    column = next(c for c in table.columns if not c.primary_key and not c.foreign_keys and c.name != "version")
    key = ", ".join(c.name for c in table.primary_key)
    upsert = f" ON CONFLICT ({key}) DO UPDATE SET {column.name} = excluded.{column.name}"
    changed = row | {column.name: rows.other(table, column, row[column.name])}
    with Watch(outside) as watch:
        rows.write("INSERT", table, changed, upsert)
    assert watch.renewed == _names_changed(table, row, changed) | watch.resolved


@EVERY_TABLE
def test_a_transaction_that_is_rolled_back_renews_nothing(rows, outside, table):
    row = rows.values(table)
    with Watch(outside) as watch:
        outside.run("BEGIN")
        rows.write("INSERT", table, row)
        outside.run("ROLLBACK")
    assert watch.renewed == set()


@only_sqlite
@EVERY_TABLE
@pytest.mark.parametrize("rule", ["IGNORE", "REPLACE", "ABORT", "FAIL", "ROLLBACK"])
def test_a_conflict_rule_of_the_statement_does_not_keep_a_scope_from_being_renewed(rows, outside, table, rule):
    row = rows.values(table)
    with Watch(outside) as watch:
        rows.write(f"INSERT OR {rule}", table, row)
    assert watch.renewed == _names(table, row) | watch.resolved
    where, key = _key(table, row)
    with Watch(outside) as watch:
        column = next(c.name for c in table.columns if not c.primary_key and c.name != "version")
        outside.run(f"UPDATE OR {rule} {table.name} SET {column} = {column} WHERE {where}", *key)
    assert watch.renewed == _names_changed(table, row, row)


@only_sqlite
@EVERY_TABLE
def test_an_insert_that_was_ignored_renews_nothing(rows, outside, table):
    row = rows.inserted(table)
    with Watch(outside) as watch:
        rows.write("INSERT OR IGNORE", table, row)
    assert watch.renewed == set()


def _unique(table: Table) -> list[list[str]]:
    """The columns of each rule of uniqueness but the primary key."""
    rules = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    return [[column.name for column in rule.columns] for rule in rules]


@only_sqlite
@EVERY_TABLE
@pytest.mark.parametrize("verb", ["INSERT", "UPDATE"])
def test_a_row_that_is_replaced_renews_its_scopes_too(rows, outside, table, verb):
    """SQLite deletes what is in the way of an OR REPLACE, and tells no trigger."""
    for columns in _unique(table):
        there = rows.inserted(table)
        row = rows.values(table)
        taken = {name: there[name] for name in columns}
        if verb == "INSERT":
            written = _names(table, row)
            with Watch(outside) as watch:
                rows.write("INSERT OR REPLACE", table, row | taken)
        else:
            written = _names_changed(table, row, row | taken)
            rows.write("INSERT", table, row)
            where, key = _key(table, row)
            assignments = ", ".join(f"{name} = ?" for name in columns)
            with Watch(outside) as watch:
                outside.run(f"UPDATE OR REPLACE {table.name} SET {assignments} WHERE {where}", *taken.values(), *key)
        assert watch.renewed == _names(table, there) | written | watch.resolved, columns
        where, key = _key(table, there)
        assert outside.one(f"SELECT count(*) FROM {table.name} WHERE {where}", *key) == 0


@only_sqlite
@EVERY_TABLE
@pytest.mark.parametrize("verb", ["INSERT", "UPDATE"])
def test_a_row_that_loses_its_key_to_another_one_renews_its_scopes_too(rows, outside, table, verb):
    """The other one may belong to another record."""
    there, row = rows.inserted(table), rows.values(table)
    key = [column.name for column in table.primary_key]
    # Only what differs: a reference that is set to what it was makes SQLite see a conflict of the row with itself.
    taken = {name: there[name] for name in key if there[name] != row[name]}
    if verb == "INSERT":
        with Watch(outside) as watch:
            rows.write("INSERT OR REPLACE", table, row | taken)
        assert watch.renewed == _names(table, there, row | taken) | watch.resolved
    else:
        rows.write("INSERT", table, row)
        where, key = _key(table, row)
        assignments = ", ".join(f"{name} = ?" for name in taken)
        with Watch(outside) as watch:
            outside.run(f"UPDATE OR REPLACE {table.name} SET {assignments} WHERE {where}", *taken.values(), *key)
        assert watch.renewed == _names(table, there) | _names_changed(table, row, row | taken) | watch.resolved
    where, key = _key(table, there)
    kept = [name for name in row if name != "version"]
    assert outside.run(f"SELECT {', '.join(kept)} FROM {table.name} WHERE {where}", *key) == [
        tuple((row | taken)[name] for name in kept)
    ]


@only_sqlite
def test_a_replaced_product_takes_its_texts_and_their_scopes_with_it(rows, outside):
    sku = outside.one("SELECT sku FROM product WHERE id = 1")
    spoken = {row[0] for row in outside.run("SELECT locale FROM product_listing WHERE product_id = 1")}
    row = rows.values(Base.metadata.tables["product"]) | {"sku": sku}
    with Watch(outside) as watch:
        rows.write("INSERT OR REPLACE", Base.metadata.tables["product"], row)
    assert watch.renewed >= {scopes.of("product", locale, 1) for locale in (None, *spoken)}
    assert outside.one("SELECT count(*) FROM product_listing WHERE product_id = 1") == 0


@EVERY_TABLE
def test_a_deleted_product_renews_the_scopes_of_its_texts(rows, outside, table):
    """Also what the database deletes by itself, along a reference."""
    children = [t for t in Base.metadata.sorted_tables if t.name in scopes.declarations() and _cascades(t, table)]
    for child in children:
        row = rows.inserted(child)
        parent = next(fk for fk in child.foreign_keys if fk.column.table is table)
        with Watch(outside) as watch:
            outside.run(f"DELETE FROM {table.name} WHERE id = ?", row[parent.parent.name])
        assert watch.renewed >= _names(child, row)


def _cascades(child: Table, parent: Table) -> bool:
    return any(fk.column.table is parent and fk.ondelete == "CASCADE" for fk in child.foreign_keys)


@only_postgresql
@EVERY_TABLE
def test_a_truncated_table_renews_the_scopes_of_all_its_rows(rows, outside, table):
    made = [rows.inserted(table) for _ in range(2)]
    with Watch(outside) as watch:
        outside.run(f"TRUNCATE {table.name} CASCADE")
    assert watch.renewed >= _names(table, *made)
    nouns = {scope.noun for scope in scopes.declared(table.name)}
    assert {name for name in outside.tokens() if name.split("@")[0].split("~")[0] in nouns} <= watch.renewed


def test_scopes_are_a_bounded_number_of_rows(rows, outside):
    product = Base.metadata.tables["product"]
    first = rows.inserted(product, id=1007)
    second = rows.values(product) | {"id": 1007 + scopes.BUCKETS}
    with Watch(outside) as watch:
        rows.write("INSERT", product, second)
    assert watch.renewed == _names(product, first) == {"product", "product~1007"}
