"""The very rows of our shop, as each peer's own documentation would keep them.

One table per noun, in one language: a product's name is a column, where ours has texts in six languages with a fallback.
None of our triggers, so that peers do not pay for our promises; the same indexes for what is sorted and joined; the same
durability (WAL, and a commit that is on the disk when it returns, which is SQLite's own default).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = """
CREATE TABLE supplier (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL UNIQUE);
CREATE TABLE category (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, slug VARCHAR(200), position INTEGER NOT NULL,
  parent_id INTEGER REFERENCES category (id));
CREATE TABLE product (id INTEGER PRIMARY KEY, sku VARCHAR(64) NOT NULL UNIQUE, name VARCHAR(200) NOT NULL,
  price INTEGER NOT NULL, stock INTEGER NOT NULL, reorder_level INTEGER NOT NULL,
  category_id INTEGER REFERENCES category (id), supplier_id INTEGER REFERENCES supplier (id), pack VARCHAR(200),
  published BOOLEAN NOT NULL, discontinued BOOLEAN NOT NULL, summary VARCHAR(500), description TEXT, slug VARCHAR(200),
  picture VARCHAR(100));
CREATE INDEX ix_category_parent ON category (parent_id);
CREATE INDEX ix_product_category ON product (category_id);
CREATE INDEX ix_product_supplier ON product (supplier_id);
CREATE INDEX ix_product_name ON product (name, id);
CREATE INDEX ix_product_price ON product (price, id);
CREATE INDEX ix_product_stock ON product (stock, id);
"""
COPY = """
INSERT INTO supplier SELECT id, name FROM shop.supplier;
INSERT INTO category SELECT category.id, name, slug, position, parent_id FROM shop.category
  JOIN shop.category_listing ON category_id = category.id AND locale = 'en';
INSERT INTO product SELECT product.id, sku, listing.name, price, stock, reorder_level, category_id, supplier_id, pack,
  published, discontinued, summary, description, listing.slug, picture FROM shop.product
  JOIN shop.product_listing AS listing ON listing.product_id = product.id AND listing.locale = 'en'
  LEFT JOIN shop.product_text AS text ON text.product_id = product.id AND text.locale = 'en'
  WHERE trashed_at IS NULL;
ANALYZE;
"""


def copy_rows(shop: Path, target: Path) -> Path:
    """The products, categories and suppliers of our database file in a new one."""
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("ATTACH ? AS shop", (str(shop),))
        connection.executescript(TABLES)
        connection.executescript(COPY)
        connection.commit()
    return target
