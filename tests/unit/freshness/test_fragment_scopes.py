"""The second honesty test: the scopes of a fragment cover all that its rendering reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, Connection, Integer, text

from tests.unit.conftest import LONG
from tests.unit.listening import Heard, listening
from webapp.catalogue.queries.categories import category_slugs
from webapp.catalogue.queries.shelves import Shelf
from webapp.extensions import Base
from webapp.grid.lists import ListKey
from webapp.hypermedia.fragments import REGISTRY, Placed
from webapp.hypermedia.locales import languages, source
from webapp.journal.comments.queries.piles import Pile
from webapp.journal.queries.contents import Contents
from webapp.search.seeking import Search
from webapp.storage import clock, listings, scopes, tokens
from webapp.storage.clock import Moment
from webapp.storage.engines import engines
from webapp.storage.scopes import Scope
from webapp.storage.transactions import snapshot

# In which there is a story in every language.
YEAR = (datetime.now(UTC) - timedelta(days=16)).year
AUTHOR = "yusuf-haddad"
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
        (ListKey("posts", sort="-title"), ()),
        (ListKey("authors"), ()),
    ],
    "catalogue/product/focus": [()],
    "catalogue/category/head": [(Shelf(),), (Shelf(category="kitchen"),), (Shelf(q="o"),)],
    "hypermedia/sitemap/index": [()],
    "hypermedia/sitemap/file": [
        (name, 1) for name in ("journal", "authors", "posts", "catalogue", "products", "categories")
    ],
    # Stories 6 and 10 of the demo are not told in every language.
    "journal/post/list": [(Contents("home"),), (Contents(),), (Contents(year=YEAR),), (Contents(author=AUTHOR),)],
    "journal/post/years": [(0,), (YEAR,)],
    "journal/post/body": [(6,), (10,)],
    "journal/post/head": [(6,), (10,), (10, True)],
    "journal/post/neighbours": [(6,), (10,)],
    "journal/post/languages": [(6,), (10,)],
    "journal/post/elsewhere": [(6,), (10,)],
    "journal/post/feed": [()],
    "journal/contents/head": [(Contents("home"),), (Contents(year=YEAR),), (Contents(author=AUTHOR),)],
    "journal/comment/thread": [(2, 1)],
    "journal/comment/waiting": [(2,)],
    "journal/comment/pile": [(Pile(),), (Pile("shown", q="o"),)],
    "journal/comment/count": [()],
    "jobs/job/count": [()],
    "search/results": [(Search(),), (Search("o"),), (Search("te"),), (Search("te", "journal"),), (Search("xyzzy"),)],
    "search/languages": [(Search(),), (Search("te", "journal"),)],
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


def _tables(sql: str) -> set[str]:
    """The tables of ours that a statement reads."""
    named = re.findall(
        r"\b(?:FROM|JOIN)\s+((?:\w+(?:\s+AS\s+\w+)?)(?:\s*,\s*\w+(?:\s+AS\s+\w+)?)*)", sql, re.IGNORECASE
    )
    words = {word.split()[0] for group in named for word in re.split(r"\s*,\s*", group)}
    return words & set(Base.metadata.tables)


def _uncovered(placed: Placed, statements: Heard) -> set[str]:
    """What the statements read that no scope of the fragment covers, as `table` or `table in locale`."""
    parts = [scope.partition("@") for scope in placed.need().scopes]
    covered = {(noun.partition("~")[0], locale) for noun, _at, locale in parts}
    codes = {spoken.code for spoken in languages()}
    missing = set()
    for sql, bound in statements:
        values = list(bound.values() if isinstance(bound, dict) else bound)
        for table in _tables(sql):
            declared = scopes.declared(table)
            for code in _spoken(table, sql, values, codes) if any(scope.locale for scope in declared) else {""}:
                known = [scope for scope in declared if (scope.noun, code if scope.locale else "") in covered]
                if declared and not (known and _cover(known, table, sql)):
                    missing.add(f"{table} in {code or 'any'}")
        missing |= {f"{noun} over time" for noun in _timed(sql) if (scopes.due(noun), "") not in covered}
    return missing


def _cover(known: Sequence[Scope], table: str, sql: str) -> bool:
    """Scopes of some columns cover together what reads no others; a name that is the text's own changes with the text."""
    key = {column.name for column in Base.metadata.tables[table].primary_key}
    own = {"name", "name_key"} if re.search(r"\bname_locale = \w*\.?locale\b", sql) else set()
    named = {column for scope in known for column in scope.columns}
    return any(not scope.columns for scope in known) or _columns(table, sql) <= {*key, *named, *own}


def _spoken(table: str, sql: str, values: list[Any], codes: set[str]) -> set[str]:
    """The languages in which a statement reads a table: those it asks for, all where it does not say."""
    found: set[str] = set()
    for name in _called(table, sql):
        asked = {values[sql[: match.start(1)].count("?")] for match in re.finditer(rf"\b{name}\.locale = (\?)", sql)}
        found |= asked & codes or {value for value in values if value in codes} or codes
    return found


def _called(table: str, sql: str) -> set[str]:
    """The names under which a statement reads a table."""
    named = re.findall(rf"(?:\b(?:FROM|JOIN)|,)\s+{table}\b(?!\.)(?:\s+AS\s+(\w+))?", sql, re.IGNORECASE)
    return {alias or table for alias in named} or {table}


def _columns(table: str, sql: str) -> set[str]:
    """The columns of a table that a statement names."""
    return {column for name in _called(table, sql) for column in re.findall(rf"\b{name}\.(\w+)", sql)}


def _timed(sql: str) -> set[str]:
    """The nouns of which a statement asks what has come due."""
    models = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "__due__")]
    moments = {model.__noun__: f"{model.__tablename__}.{model.__due__}" for model in models}
    told = {listing.owner: f"{listing.table}.told_at" for listing in listings.declarations() if listing.told}
    asked = [*moments.items(), *told.items()]
    return {noun for noun, column in asked if re.search(rf"\b{column} <= [:?%]", sql)}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_scopes_of_a_fragment_cover_the_tables_that_it_reads(sqlite_shop, locale):
    for placed in _placed(locale):
        with listening() as statements, snapshot() as connection:
            placed.render(connection)
        assert _uncovered(placed, statements) == set(), _id(placed)


def test_a_table_that_no_scope_covers_is_noticed(sqlite_shop):
    focus = REGISTRY["catalogue/product/focus"]("nl")
    with snapshot() as connection, listening() as statements:
        connection.execute(text("SELECT name FROM category JOIN category_listing AS c ON c.category_id = category.id"))
        connection.execute(text("SELECT 1 FROM product_text AS own WHERE own.locale = :spoken"), {"spoken": "fr"})
    found = _uncovered(focus, statements)
    assert {"category in any", "category_listing in nl", "category_listing in fr", "product_text in fr"} <= found
    assert "product_text in nl" not in found


def test_a_column_that_a_scope_does_not_count_and_a_time_that_no_scope_follows_are_noticed(sqlite_shop):
    switch = REGISTRY["journal/post/languages"]("nl", 1)
    due = {"now": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    with snapshot() as connection, listening() as statements:
        connection.execute(text("SELECT post_listing.slug FROM post_listing"))
    assert _uncovered(switch, statements) == set()
    with snapshot() as connection, listening() as statements:
        connection.execute(
            text("SELECT named.slug, named.name FROM post_listing AS named WHERE locale = :l"), {"l": "nl"}
        )
        connection.execute(text("SELECT post.id FROM post WHERE post.published_at <= :now"), due)
    assert _uncovered(switch, statements) == {"post_listing in nl", "post in any", "post over time"}


def test_every_table_that_a_fragment_reads_declares_its_scopes(sqlite_shop):
    read: set[str] = set()
    for placed in _placed("nl"):
        with listening() as statements, snapshot() as connection:
            placed.render(connection)
        read |= {table for sql, _values in statements for table in _tables(sql)}
    assert read >= {"product", "product_listing", "product_text", "category", "category_listing", "supplier"}
    # An act is written in the transaction of what it tells, which renews the scopes of that; so is a tally.
    assert {table for table in read if not scopes.declared(table)} <= {"act", "act_change", "tally"}


def test_a_fragment_renders_the_same_from_the_same_state(sqlite_shop):
    for placed in _placed("nl"):
        with snapshot() as connection:
            assert placed.render(connection) == placed.render(connection), _id(placed)


def _mutations(connection: Connection) -> Iterator[tuple[str, str]]:
    """(what, SQL) of one change of one field of one row, for every field of some of the rows that a fragment may show."""
    for table in scopes.declarations():
        columns = Base.metadata.tables[table].columns
        spoken = "WHERE locale IN ('nl', 'en')" if "locale" in columns else ""
        # What a listing calls a record changes with a text only, and that is tried too.
        named = {"name", "name_key"} if "name_key" in columns else set()
        rowids = connection.exec_driver_sql(f"SELECT rowid FROM {table} {spoken} ORDER BY rowid").scalars().all()
        for rowid in sorted({*rowids[:3], *rowids[:: 5 if LONG else 10]}):
            for column in columns:
                if not column.primary_key and column.name not in {"version", "name_locale", *named}:
                    yield (
                        f"{table}.{column.name} of row {rowid}",
                        (f"UPDATE {table} SET {column.name} = {_another(column)} WHERE rowid = {rowid}"),
                    )
            yield f"{table} without row {rowid}", f"DELETE FROM {table} WHERE rowid = {rowid}"


def _another(column: Any) -> str:
    if column.foreign_keys:
        return f"CASE WHEN {column.name} = 3 THEN 4 ELSE 3 END"
    if column.name == "state":
        return "CASE WHEN state = 'shown' THEN 'waiting' ELSE 'shown' END"
    if isinstance(column.type, Boolean):
        return f"NOT {column.name}"
    if isinstance(column.type, Integer):
        return f"{column.name} + 1000"
    return (
        "'2026-01-01 00:00:00.000000'" if isinstance(column.type, Moment) else f"coalesce({column.name}, '') || 'Zzz'"
    )


# Rendering each fragment after each change takes a while; these are the ones that a rule of tables could get wrong.
MUTATED = [
    ("catalogue/product/list", (Shelf(category="table", sort="-price"),)),
    ("catalogue/category/tree", ("keuken",)),
    ("search/results", (Search("te"),)),
    ("search/results", (Search("te", "journal"),)),
    ("catalogue/product/body", (1,)),
    ("catalogue/product/head", (1,)),
    ("catalogue/product/languages", (1,)),
    ("catalogue/category/languages", (Shelf(category="table"),)),
    ("grid/table", (ListKey("categories"), ())),
    ("grid/table", (ListKey("products", q="o"), ())),
    ("grid/table", (ListKey("posts"), ())),
    ("journal/post/list", (Contents("home"),)),
    ("journal/post/years", (YEAR,)),
    ("journal/post/body", (1,)),
    ("journal/post/body", (10,)),
    ("journal/post/head", (1,)),
    ("journal/post/neighbours", (2,)),
    ("journal/post/languages", (1,)),
    ("journal/post/elsewhere", (1,)),
    ("journal/comment/thread", (1, 1)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "args"), MUTATED, ids=str)
def test_whatever_changes_what_a_fragment_shows_changes_its_stamp(sqlite_shop: Flask, name, args):
    """One change at a time, straight in the database; where the HTML differs, so does a token."""
    placed = REGISTRY[name]("nl", *_in("nl", args))
    names = placed.need().scopes
    seen, differed = 0, 0
    with engines().writing.connect() as connection:
        connection.info["etalage.moment"] = clock.now()
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
