"""The second honesty test: the scopes of a fragment cover all that its rendering reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, Connection, Integer, event, text

from webapp.catalogue.queries import Shelf, category_slugs
from webapp.extensions import Base
from webapp.grid.rows import ListKey
from webapp.hypermedia.fragments import REGISTRY, Placed
from webapp.hypermedia.locales import languages, source
from webapp.storage import scopes, tokens
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot

# Plausible arguments of each fragment: a new one needs an entry here.
ARGS: dict[str, list[tuple[Any, ...]]] = {
    "catalogue/product/list": [
        (Shelf(),),
        (Shelf(sort="new"),),
        (Shelf(category="table", sort="-price"),),
        (Shelf(q="o"),),
    ],
    "catalogue/category/tree": [("",), ("kitchen",)],
    "catalogue/product/body": [(1,), (9,)],
    "catalogue/product/head": [(1,), (9,)],
    "catalogue/product/languages": [(1,), (9,)],
    "catalogue/category/languages": [(Shelf(),), (Shelf(category="kitchen"),)],
    "grid/table": [
        (ListKey("products"), ()),
        (ListKey("products", q="o", sort="-price"), ("name", "price")),
        (ListKey("products", trash=True), ()),
        (ListKey("suppliers"), ()),
        (ListKey("categories", sort="-name"), ()),
    ],
}
LOCALES = ("en", "nl", "ar")


def _placed(locale: str) -> list[Placed]:
    return [REGISTRY[name](locale, *_in(locale, args)) for name, several in ARGS.items() for args in several]


def _in(locale: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same list in another language: its category has another slug there."""
    return tuple(replace(one, category=_slug(locale, one.category)) if isinstance(one, Shelf) else one for one in args)


def _slug(locale: str, category: str) -> str:
    with snapshot() as connection:
        return category_slugs(connection, source(), category)[locale] if category else ""


def _id(placed: Placed) -> str:
    return f"{placed.fragment.name} {placed.args} in {placed.locale}"


def test_each_fragment_has_arguments_to_be_tried_with(sqlite_shop):
    assert set(ARGS) == set(REGISTRY), "say in ARGS with which arguments the new fragment is to be tried"


Statement = tuple[str, list[Any]]


@contextmanager
def _listening() -> Iterator[list[Statement]]:
    """The statements that run inside, each with the values bound in it."""
    heard: list[Statement] = []

    def hear(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        heard.append((sql, list(parameters.values() if isinstance(parameters, dict) else parameters)))

    event.listen(engines().reading, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engines().reading, "before_cursor_execute", hear)


def _tables(sql: str) -> set[str]:
    """The tables of ours that a statement reads."""
    named = re.findall(
        r"\b(?:FROM|JOIN)\s+((?:\w+(?:\s+AS\s+\w+)?)(?:\s*,\s*\w+(?:\s+AS\s+\w+)?)*)", sql, re.IGNORECASE
    )
    words = {word.split()[0] for group in named for word in re.split(r"\s*,\s*", group)}
    return words & set(Base.metadata.tables)


def _uncovered(placed: Placed, statements: list[Statement]) -> set[str]:
    """What the statements read that no scope of the fragment covers, as `table` or `table in locale`."""
    parts = [scope.partition("@") for scope in placed.need().scopes]
    covered = {(noun.partition("~")[0], locale) for noun, _at, locale in parts}
    codes = {spoken.code for spoken in languages()}
    missing = set()
    for sql, values in statements:
        for table in _tables(sql):
            for scope in scopes.declared(table):
                # Without a locale among its values a statement reads the texts of every language.
                spoken = ({v for v in values if v in codes} or codes) if scope.locale else {""}
                missing |= {f"{table} in {code or 'any'}" for code in spoken if (scope.noun, code) not in covered}
    return missing


@pytest.mark.parametrize("locale", LOCALES)
def test_the_scopes_of_a_fragment_cover_the_tables_that_it_reads(sqlite_shop, locale):
    for placed in _placed(locale):
        with _listening() as statements, snapshot() as connection:
            placed.render(connection)
        assert _uncovered(placed, statements) == set(), _id(placed)


def test_a_table_that_no_scope_covers_is_noticed(sqlite_shop):
    head = REGISTRY["catalogue/product/head"]("nl", 1)
    with snapshot() as connection, _listening() as statements:
        connection.execute(text("SELECT name FROM category JOIN category_listing AS c ON c.category_id = category.id"))
        connection.execute(text("SELECT 1 FROM product_text AS own WHERE own.locale = :spoken"), {"spoken": "fr"})
    found = _uncovered(head, statements)
    assert {"category in any", "category_listing in nl", "category_listing in fr", "product_text in fr"} <= found
    assert "product_text in nl" not in found


def test_every_table_that_a_fragment_reads_declares_its_scopes(sqlite_shop):
    read: set[str] = set()
    for placed in _placed("nl"):
        with _listening() as statements, snapshot() as connection:
            placed.render(connection)
        read |= {table for sql, _values in statements for table in _tables(sql)}
    assert read >= {"product", "product_listing", "product_text", "category", "category_listing", "supplier"}
    assert {table for table in read if not scopes.declared(table)} == set()


def test_a_fragment_renders_the_same_from_the_same_state(sqlite_shop):
    for placed in _placed("nl"):
        with snapshot() as connection:
            assert placed.render(connection) == placed.render(connection), _id(placed)


def _mutations(connection: Connection) -> Iterator[tuple[str, str]]:
    """(what, SQL) of one change of one field of one row, for every field of every third row that a fragment may show."""
    for table in scopes.declarations():
        columns = Base.metadata.tables[table].columns
        spoken = "WHERE locale IN ('nl', 'en')" if "locale" in columns else ""
        rowids = connection.exec_driver_sql(f"SELECT rowid FROM {table} {spoken} ORDER BY rowid").scalars().all()
        for rowid in sorted({*rowids[:3], *rowids[::5]}):
            for column in columns:
                if not column.primary_key and column.name != "version" and column.name != "name_locale":
                    yield (
                        f"{table}.{column.name} of row {rowid}",
                        (f"UPDATE {table} SET {column.name} = {_another(column)} WHERE rowid = {rowid}"),
                    )
            yield f"{table} without row {rowid}", f"DELETE FROM {table} WHERE rowid = {rowid}"


def _another(column: Any) -> str:
    if column.foreign_keys:
        return f"CASE WHEN {column.name} = 3 THEN 4 ELSE 3 END"
    if isinstance(column.type, Boolean):
        return f"NOT {column.name}"
    if isinstance(column.type, Integer):
        return f"{column.name} + 1000"
    return "'2026-01-01 00:00:00'" if column.name == "trashed_at" else f"coalesce({column.name}, '') || 'Zzz'"


# Rendering each fragment after each change takes a while; these are the ones that a rule of tables could get wrong.
MUTATED = [
    ("catalogue/product/list", (Shelf(category="table", sort="-price"),)),
    ("catalogue/category/tree", ("keuken",)),
    ("catalogue/product/body", (1,)),
    ("catalogue/product/head", (1,)),
    ("catalogue/product/languages", (1,)),
    ("catalogue/category/languages", (Shelf(category="table"),)),
    ("grid/table", (ListKey("categories"), ())),
    ("grid/table", (ListKey("products", q="bo"), ())),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "args"), MUTATED, ids=str)
def test_whatever_changes_what_a_fragment_shows_changes_its_stamp(sqlite_shop: Flask, name, args):
    """One change at a time, straight in the database; where the HTML differs, so does a token."""
    placed = REGISTRY[name]("nl", *_in("nl", args))
    names = placed.need().scopes
    seen, differed = 0, 0
    with engines().writing.connect() as connection:
        with connection.begin():
            before, stamped = placed.render(connection), tokens.read(names, connection)
            mutations = list(_mutations(connection))
        for what, sql in mutations:
            transaction = connection.begin()
            try:
                connection.exec_driver_sql(sql)
                after = _rendered(placed, connection)
                if after != before:
                    differed += 1
                    assert tokens.read(names, connection) != stamped, (
                        f"{what} shows, and no scope of {_id(placed)} says so"
                    )
                seen += 1
            except Exception as error:
                if "constraint failed" not in str(error):
                    raise
            finally:
                transaction.rollback()
    assert seen > 100
    assert differed >= 3, "the changes must be such that the fragment shows some"
    assert source() == "en"


def _rendered(placed: Placed, connection: Connection) -> str:
    """What is shown of a record that is gone is an error, and that differs too."""
    try:
        return placed.render(connection)
    except Exception as error:
        return repr(type(error))
