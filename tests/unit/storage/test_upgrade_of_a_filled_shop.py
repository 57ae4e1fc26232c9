"""A shop of the first version that is filled already comes to the newest one with all that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask

from tests.unit.conftest import Postgresql, close, make_shop
from tests.unit.storage.outside import Outside
from webapp.catalogue.models import Product
from webapp.storage import schema, triggers
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot, write

LOCALES = ("en", "nl", "de", "fr", "es", "ar")
TEXTS = [
    (1, "en", "Teapot", "teapot", "Round"),
    (1, "nl", "Theepot", "theepot", None),
    (2, "fr", "Bol", "bol", None),
    (3, "en", None, "bowl", None),
]
# As the first version listed them: whatever is not translated falls back to the source language only.
LISTED = [(1, code, "Teapot", "en", "teapot", "teapot") for code in LOCALES if code != "nl"]
LISTED += [(1, "nl", "Theepot", "nl", "theepot", "theepot"), (2, "fr", "Bol", "fr", "bol", "bol")]


@pytest.fixture(params=["sqlite", "postgresql"])
def old_shop(request: pytest.FixtureRequest, tmp_path: Path, postgresql: Postgresql) -> Iterator[Flask]:
    """An app whose database stands at the first revision, with some products in it."""
    environ, name = {}, ""
    if request.param == "postgresql":
        if postgresql.reason:
            pytest.skip(postgresql.reason)
        name = postgresql.make()
        environ["ETALAGE_DATABASE_URL"] = postgresql.url(name)
    app = make_shop(tmp_path / "old", **environ)
    with app.app_context():
        command.upgrade(schema.configuration(), "0001")
        _fill(Outside(app))
        yield app
    close(app)
    if name:
        postgresql.drop(name)


def _fill(outside: Outside) -> None:
    for position, code in enumerate(LOCALES):
        outside.run("INSERT INTO locale (code, position) VALUES (?, ?)", code, position)
    fields = "sku, price, stock, reorder_level, published, discontinued"
    for number in (1, 2, 3):
        values = f"{number}, 'version-{number}', 'SKU-{number}', 100, 1, 1, true, false"
        outside.run(f"INSERT INTO product (id, version, {fields}) VALUES ({values})")
    for row in TEXTS:
        outside.run("INSERT INTO product_text (product_id, locale, name, slug, summary) VALUES (?, ?, ?, ?, ?)", *row)
    outside.run("DELETE FROM product_listing")
    for row in LISTED:
        columns = "product_id, locale, name, name_locale, name_key, slug"
        outside.run(f"INSERT INTO product_listing ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *row)
    outside.close()


@pytest.fixture
def outside(old_shop: Flask) -> Iterator[Outside]:
    connection = Outside(old_shop)
    yield connection
    connection.close()


def _texts(outside: Outside) -> list[Any]:
    columns = "product_id, locale, name, slug, summary"
    return outside.run(f"SELECT {columns} FROM product_text ORDER BY product_id, locale")


def test_what_it_holds_is_kept_and_nothing_is_said_to_have_moved(old_shop, outside):
    records = outside.run("SELECT id, sku, version, price FROM product ORDER BY id")
    schema.prepare()
    assert _texts(outside) == sorted(TEXTS, key=lambda row: row[:2])
    assert outside.run("SELECT id, sku, version, price FROM product ORDER BY id") == records
    assert outside.one("SELECT count(*) FROM old_address") == 0


def test_its_triggers_are_those_of_the_newest_version(old_shop):
    schema.prepare()
    dialect = engines().reading.dialect.name
    with snapshot() as connection:
        assert {name for name, _table in triggers.present(connection)} == set(triggers.expected(dialect))


def test_what_the_first_version_did_not_list_falls_back_now(old_shop, outside):
    schema.prepare()
    rows = outside.run("SELECT product_id, locale, name, name_locale, slug FROM product_listing")
    listed = {(record, locale): rest for record, locale, *rest in rows}
    assert {listed[2, code][0] for code in LOCALES} == {"Bol"}
    assert listed[2, "en"] == ["Bol", "fr", "bol"]
    assert (listed[1, "nl"][0], listed[1, "de"][0]) == ("Theepot", "Teapot")
    assert not [key for key in listed if key[0] == 3]


def test_a_page_that_was_kept_before_is_not_asked_for_again(old_shop, outside):
    before = outside.tokens()["epoch"]
    schema.prepare()
    assert outside.tokens()["epoch"] != before


def test_its_texts_have_no_version_until_somebody_changes_them(old_shop, outside):
    schema.prepare()
    there = "product_id = 1 AND locale = 'nl'"
    assert {version for (version,) in outside.run("SELECT version FROM product_text")} == {""}
    seen = write(lambda session: session.get_one(Product, 1).version_in("nl"))
    assert seen == "version-1."
    carry_out(Intent(Actor(3, "Ed"), "grid"), lambda session: session.get_one(Product, 1).rename("Pot", "nl"))
    given = outside.one(f"SELECT version FROM product_text WHERE {there}")
    assert len(given) == 12
    outside.run(f"UPDATE product_text SET summary = 'Rond' WHERE {there}")
    assert len({"", given, outside.one(f"SELECT version FROM product_text WHERE {there}")}) == 3
    others = outside.run(f"SELECT version FROM product_text WHERE NOT ({there})")
    assert {version for (version,) in others} == {""}


def test_an_address_that_moves_after_it_leads_on(old_shop, outside):
    schema.prepare()
    outside.run("UPDATE product_text SET slug = 'pot' WHERE product_id = 1 AND locale = 'nl'")
    assert outside.run("SELECT noun, locale, slug, record_id FROM old_address") == [("product", "nl", "theepot", 1)]


def test_preparing_it_again_changes_nothing(old_shop, outside):
    schema.prepare()
    before = outside.tokens()
    schema.prepare()
    assert outside.tokens() == before
