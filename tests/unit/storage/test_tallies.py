"""Tallies: whatever changes a row, from wherever, leaves each count and sum at what the rows add up to."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.unit.storage.outside import Outside, only_postgresql, only_sqlite
from webapp.catalogue.grid import PRODUCTS
from webapp.catalogue.models import Product
from webapp.catalogue.queries.shelves import Shelf, shelf_count
from webapp.grid.figures import figures
from webapp.grid.lists import ListKey
from webapp.hypermedia.locales import language
from webapp.storage import schema, tallies
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot

ED = Intent(Actor(3, "Ed"), "grid")
FIELDS = "id, version, sku, price, stock, reorder_level, published, discontinued, category_id"
TRASHED = ("NULL", "'2026-01-01 00:00:00'")
# The true sums in words of our own, so that an error in the declarations' SQL does not go into both sides.
STANDING = "SELECT count(*), sum(stock), sum(price * stock) FROM product WHERE trashed_at IS NULL"


def _differing() -> list[str]:
    with snapshot() as connection:
        return tallies.differing(connection)


def _kept(*names: str) -> list[int] | None:
    with snapshot() as connection:
        return tallies.kept(connection, "product", *names)


def _row(number: int, sku: str, price: int = 5, stock: int = 7, category: int | None = 2, **_more: Any) -> str:
    return f"({number}, 'v', '{sku}', {price}, {stock}, 3, true, false, {category or 'NULL'})"


def test_a_filled_shop_has_them_as_they_are(shop, outside):
    assert _differing() == []
    assert _kept("standing", "stock", "value") == list(outside.run(STANDING)[0])
    low = "SELECT count(*) FROM product WHERE trashed_at IS NULL AND stock <= reorder_level"
    shelf = "SELECT count(*) FROM product WHERE trashed_at IS NULL AND published"
    assert _kept("low", "on-shelf") == [outside.one(low), outside.one(shelf)]


EDITS: dict[str, Callable[[Any], None]] = {
    "a price": lambda product: product.reprice(123_456),
    "a stock": lambda product: setattr(product, "stock", -4),
    "the trash": lambda product: product.trash(),
    "the shelf": lambda product: setattr(product, "published", not product.published),
    "a category": lambda product: setattr(product, "category_id", 3 if product.category_id == 2 else 2),
    "no category": lambda product: setattr(product, "category_id", None),
}


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_of_ours_is_counted_and_so_is_its_way_back(shop, outside, edit):
    before = outside.run("SELECT name, value FROM tally ORDER BY name")
    kept = outside.run(f"SELECT {FIELDS} FROM product WHERE id = 1")[0]
    carry_out(ED, lambda session: EDITS[edit](session.get_one(Product, 1)))
    assert _differing() == []
    changed = outside.run("SELECT name, value FROM tally ORDER BY name")
    assert changed != before
    names = [name for name in FIELDS.split(", ") if name not in ("id", "version")]
    values = dict(zip(FIELDS.split(", "), kept, strict=True))
    back = ", ".join(f"{name} = ?" for name in names)
    outside.run(f"UPDATE product SET {back}, trashed_at = NULL WHERE id = 1", *(values[name] for name in names))
    after = outside.run("SELECT name, value FROM tally WHERE value <> 0 ORDER BY name")
    assert after == [row for row in before if row[1] != 0]


STATEMENTS = {
    "many updated": ["UPDATE product SET stock = stock * 2, price = price + id, published = NOT published"],
    "all to the trash": ["UPDATE product SET trashed_at = '2026-01-01 00:00:00'"],
    "all in one category": ["UPDATE product SET category_id = 4"],
    "categories exchanged": ["UPDATE product SET category_id = CASE category_id WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE category_id END"],
    "new ids": ["DELETE FROM product_text", "UPDATE product SET id = id + 1000"],
    "many inserted": [f"INSERT INTO product ({FIELDS}) VALUES {', '.join(_row(n, f'N{n}') for n in range(900, 950))}"],
    "some deleted": ["DELETE FROM product WHERE id > 20"],
    # SQLite empties a table at one stroke, and fires nothing, unless the table has triggers.
    "all deleted": ["DELETE FROM product"],
    "upserted": [
        f"INSERT INTO product ({FIELDS}) VALUES {_row(1, 'A')}, {_row(901, 'B')}"
        " ON CONFLICT (id) DO UPDATE SET stock = 99, price = 3"
    ],
    "upserted by its SKU": [
        f"INSERT INTO product ({FIELDS}) SELECT 902, 'v', sku, 8, 9, 1, true, false, 3 FROM product WHERE id = 2"
        " ON CONFLICT (sku) DO UPDATE SET stock = excluded.stock, trashed_at = '2026-01-01 00:00:00'"
    ],
    "not upserted": [
        f"INSERT INTO product ({FIELDS}) VALUES {_row(1, 'A')}, {_row(903, 'C')} ON CONFLICT DO NOTHING",
        f"INSERT INTO product ({FIELDS}) VALUES {_row(904, 'D')}",
    ],
    "a category lost": ["UPDATE product SET category_id = NULL WHERE category_id = 3"],
}  # fmt: skip


@pytest.mark.parametrize("way", STATEMENTS)
def test_a_statement_from_outside_is_counted(shop, outside, way):
    before = outside.run("SELECT name, value FROM tally ORDER BY name")
    for statement in STATEMENTS[way]:
        outside.run(statement)
    assert _differing() == []
    if way not in ("new ids", "categories exchanged"):
        assert outside.run("SELECT name, value FROM tally ORDER BY name") != before


REPLACED = {
    "by its id": [f"INSERT OR REPLACE INTO product ({FIELDS}) VALUES {_row(1, 'NEW')}"],
    "by its SKU": [f"INSERT OR REPLACE INTO product ({FIELDS}) SELECT 905, 'v', sku, 8, 9, 1, 1, 0, 3 FROM product WHERE id = 2"],
    "two by one": [f"REPLACE INTO product ({FIELDS}) SELECT 1, 'v', sku, 8, 9, 1, 1, 0, NULL FROM product WHERE id = 2"],
    "by an update": ["UPDATE OR REPLACE product SET sku = (SELECT sku FROM product WHERE id = 3) WHERE id = 1"],
    "by an update of ids": ["UPDATE OR REPLACE product SET id = id + 1 WHERE id < 4"],
    "ignored": [
        f"INSERT OR IGNORE INTO product ({FIELDS}) VALUES {_row(1, 'X')}",
        "UPDATE OR IGNORE product SET sku = (SELECT sku FROM product WHERE id = 3) WHERE id = 1",
        f"INSERT INTO product ({FIELDS}) VALUES {_row(906, 'Y')}",
        "UPDATE product SET sku = 'Z' WHERE id = 2",
    ],
    "many": [f"REPLACE INTO product ({FIELDS}) SELECT id, 'v', sku, price + 1, stock, 1, 1, 0, 3 FROM product"],
}  # fmt: skip


@only_sqlite
@pytest.mark.parametrize("way", REPLACED)
def test_what_sqlite_replaces_without_a_trigger_is_taken_off(shop, outside, way):
    outside.run("PRAGMA foreign_keys = OFF")
    before = outside.run("SELECT name, value FROM tally ORDER BY name")
    for statement in REPLACED[way]:
        outside.run(statement)
    assert _differing() == []
    assert outside.run("SELECT name, value FROM tally ORDER BY name") != before


@only_sqlite
def test_a_replacement_that_is_refused_leaves_nothing_behind(shop, outside):
    with suppress(Exception):
        outside.run(f"INSERT INTO product ({FIELDS}) VALUES {_row(1, 'X')}")
    outside.run("UPDATE product SET sku = 'Z' WHERE id = 2")
    assert _differing() == []
    assert outside.one("SELECT count(*) FROM tally_replaced") == 0


@only_postgresql
def test_a_truncated_table_counts_nothing(shop, outside):
    outside.run("TRUNCATE product CASCADE")
    assert _differing() == []
    assert _kept("standing", "value", "on-shelf") == [0, 0, 0]
    assert _kept("on-shelf-of~2") in ([0], None)


class Dice:
    """Statements at random, from a seed."""

    def __init__(self, seed: int, dialect: str) -> None:
        self.random = random.Random(seed)
        self.sqlite = dialect == "sqlite"
        self.number = 2000

    def statement(self) -> str:
        dice, one = self.random, self.random.randrange(1, 43)
        ways = [
            f"UPDATE product SET price = {dice.randrange(10**6)} WHERE id = {one}",
            f"UPDATE product SET stock = {dice.randrange(-9, 99)}, reorder_level = {dice.randrange(20)} WHERE id % 5 = {one % 5}",
            f"UPDATE product SET published = NOT published WHERE id < {one}",
            f"UPDATE product SET trashed_at = {dice.choice(TRASHED)} WHERE id % 7 = {one % 7}",
            f"UPDATE product SET category_id = {dice.choice(('NULL', 2, 3, 4))} WHERE id % 6 = {one % 6}",
            f"UPDATE product SET pack = 'none' WHERE id = {one}",
            f"DELETE FROM product WHERE id = {one} AND id % 3 = 0",
            self._insert(),
            self._insert(f" ON CONFLICT (sku) DO UPDATE SET stock = {one}, category_id = 3"),
            self._insert(" ON CONFLICT DO NOTHING"),
        ]
        if self.sqlite:
            ways += [self._insert(verb="REPLACE"), self._insert(verb="INSERT OR IGNORE")]
            ways += [f"UPDATE OR REPLACE product SET sku = 'R{one % 4}' WHERE id = {one}"]
        return dice.choice(ways)

    def _insert(self, end: str = "", verb: str = "INSERT") -> str:
        self.number += 1
        sku = f"R{self.random.randrange(4)}" if end or verb != "INSERT" else f"N{self.number}"
        rows = _row(self.number, sku, self.random.randrange(999), self.random.randrange(-5, 50))
        return f"{verb} INTO product ({FIELDS}) VALUES {rows}{end}"


@pytest.mark.parametrize("seed", range(3))
def test_any_statements_in_any_order_leave_the_true_sums(shop, outside: Outside, seed: int):
    dice = Dice(seed, outside.dialect)
    if dice.sqlite:
        outside.run("PRAGMA foreign_keys = OFF")
    for number in range(60):
        statement = dice.statement()
        if number % 9 == 0:
            outside.run("BEGIN")
            outside.run(statement)
            outside.run("ROLLBACK")
        else:
            outside.run(statement)
        assert _differing() == [], statement
    kept = _kept("standing", "stock", "value")
    assert kept == [int(value or 0) for value in outside.run(STANDING)[0]]


def test_the_desk_and_the_shop_read_what_is_kept(shop, outside):
    outside.run("UPDATE tally SET value = 4711 WHERE name IN ('product:standing', 'product:low', 'product:on-shelf')")
    with snapshot() as connection:
        count, totals = figures(connection, PRODUCTS, ListKey("products"), language("en"))
        assert count == 4711
        assert {field: shown for field, _label, shown in totals}["low"] == "4,711"
        assert shelf_count(connection, "en", Shelf()) == 4711
        filtered, _totals = figures(connection, PRODUCTS, ListKey("products", q="e"), language("en"))
        assert 0 < filtered < 43
    assert set(_differing()) == {"product:standing", "product:low", "product:on-shelf"}


@pytest.mark.parametrize("slug", ["kitchen", "tables-and-trays", "there-is-none"])
def test_a_category_counts_all_that_stands_below_it(shop, outside, slug):
    """Kept, and counted by the statement that a search uses."""
    with snapshot() as connection:
        kept = shelf_count(connection, "en", Shelf(category=slug))
        everything = shelf_count(connection, "en", Shelf(category=slug, q="e")), 0
        assert kept >= max(everything)
    named = "SELECT category_id FROM category_listing WHERE locale = 'en' AND slug = ?"
    tree = f"WITH RECURSIVE b(id) AS ({named} UNION SELECT c.id FROM category c JOIN b ON c.parent_id = b.id)"
    there = "SELECT count(*) FROM product WHERE published AND trashed_at IS NULL AND category_id IN (SELECT id FROM b)"
    assert kept == outside.one(f"{tree} {there}", slug)


def test_a_sum_beyond_what_can_be_kept_is_counted_until_it_can_be_again(shop, outside):
    """On PostgreSQL a price has 32 bits; so it takes more products than one."""
    for number in range(920, 930):
        outside.run(f"INSERT INTO product ({FIELDS}) VALUES {_row(number, f'BIG{number}', 2**31 - 1, 2**31 - 1)}")
    assert _kept("value") is None
    assert _kept("standing", "stock") is not None
    with snapshot() as connection:
        shown = {
            field: shown
            for field, _label, shown in figures(connection, PRODUCTS, ListKey("products"), language("en"))[1]
        }
    assert len(shown["value"]) > 20
    outside.run("DELETE FROM product WHERE id >= 920")
    assert _kept("value") is None
    schema.prepare()
    assert _kept("value") == [outside.run(STANDING)[0][2]]


def test_one_that_somebody_deleted_is_filled_at_the_next_start(shop, outside):
    outside.run("DELETE FROM tally WHERE name = 'product:low'")
    assert _kept("low") is None
    schema.prepare()
    assert _kept("low") == [
        outside.one("SELECT count(*) FROM product WHERE trashed_at IS NULL AND stock <= reorder_level")
    ]


def test_a_start_counts_nothing_where_all_are_kept(shop, outside):
    outside.run("UPDATE tally SET value = value + 1 WHERE name = 'product:low'")
    schema.prepare()
    assert _differing() == ["product:low"]


def test_an_edit_that_changes_nothing_counted_writes_no_tally(shop, outside):
    """On PostgreSQL each version of a row has a place of its own, on SQLite a trigger would say that it is written."""
    if outside.dialect == "sqlite":
        outside.run("CREATE TABLE noticed (name)")
        outside.run("CREATE TRIGGER noticing AFTER UPDATE ON tally BEGIN INSERT INTO noticed VALUES (new.name); END")
    places = (
        "SELECT name FROM noticed" if outside.dialect == "sqlite" else "SELECT name, ctid::text FROM tally ORDER BY 1"
    )
    before = outside.run(places)
    outside.run("UPDATE product SET pack = 'two', stock = stock, published = published WHERE id < 9")
    outside.run("UPDATE product SET stock = stock + 1, price = 0 WHERE id < 0")
    assert outside.run(places) == before
    outside.run("UPDATE product SET stock = stock + 1 WHERE id = 1")
    assert outside.run(places) != before


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL"])
def test_what_a_foreign_key_does_is_counted(shop, outside, action):
    """No table of ours asks for it today; so one does here."""
    _let_categories(outside, action)
    another = Outside(shop)
    leaves = "SELECT category_id FROM product WHERE published AND category_id NOT IN"
    category = another.one(f"{leaves} (SELECT parent_id FROM category WHERE parent_id IS NOT NULL) LIMIT 1")
    of_category = f"SELECT value FROM tally WHERE name = 'product:on-shelf-of~{category}'"
    kept = another.one(of_category)
    there = another.one("SELECT count(*) FROM product WHERE trashed_at IS NULL")
    another.run("DELETE FROM category WHERE id = ?", category)
    assert kept > 0
    assert another.one(of_category) == 0
    left = another.one("SELECT count(*) FROM product WHERE trashed_at IS NULL")
    assert left == there if action == "SET NULL" else left < there
    assert _kept("standing") == [left]
    assert _differing() == []
    another.close()


def _let_categories(outside: Outside, action: str) -> None:
    refers = "FOREIGN KEY(category_id) REFERENCES category (id)"
    if outside.dialect == "sqlite":
        outside.run("PRAGMA writable_schema = ON")
        outside.run(f"UPDATE sqlite_master SET sql = replace(sql, ?, '{refers} ON DELETE {action}')", refers)
        outside.run("PRAGMA writable_schema = RESET")
    else:
        outside.run("ALTER TABLE product DROP CONSTRAINT fk_product_category_id")
        outside.run(f"ALTER TABLE product ADD CONSTRAINT fk_product_category_id {refers} ON DELETE {action}")
