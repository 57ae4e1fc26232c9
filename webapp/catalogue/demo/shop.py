"""Puts the demo shop into an empty catalogue, as one act of a command."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.catalogue.models import Category, Product, Supplier
from webapp.hypermedia.locales import languages, source
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot

FOLDER = Path(__file__).parent
TEXT_FIELDS = ("summary", "description")


def is_empty() -> bool:
    """Whether there is no product yet, not even in the trash."""
    with snapshot() as connection:
        return not connection.scalar(select(exists().where(Product.id.is_not(None))))


def fill() -> None:
    """Add suppliers, categories and products with their texts in every configured language that the demo is written in."""
    shop = _read("shop")
    texts = {spoken.code: _read(spoken.code) for spoken in languages() if (FOLDER / f"{spoken.code}.toml").exists()}
    if source() not in texts:
        # Every name falls back to the source language, so the shop must speak it.
        texts[source()] = _read("en")

    def work(session: Session) -> None:
        suppliers = {row["key"]: _supplier(row) for row in shop["supplier"]}
        session.add_all(suppliers.values())
        categories: dict[str, Category] = {}
        for row in shop["category"]:
            categories[row["key"]] = category = Category(position=row["position"])
            session.add(category)
            session.flush()
            category.parent_id = categories[row["parent"]].id if row["parent"] else None
            _write(category, row["key"], "category", texts)
        session.flush()
        for row in shop["product"]:
            plain = {name: row[name] for name in ("sku", "price", "stock", "reorder_level", "pack")}
            plain |= {name: row[name] for name in ("published", "discontinued", "picture")}
            references = {"supplier_id": suppliers[row["supplier"]].id, "category_id": categories[row["category"]].id}
            product = Product(**plain, **references)
            session.add(product)
            _write(product, row["sku"], "product", texts)

    carry_out(Intent(Actor(None, "Etalage"), "command"), work)


def _supplier(row: dict[str, Any]) -> Supplier:
    return Supplier(**{name: value or None for name, value in row.items() if name != "key"})


def _write(record: Product | Category, key: str, noun: str, texts: dict[str, dict[str, Any]]) -> None:
    for locale, spoken in texts.items():
        if text := spoken.get(noun, {}).get(key):
            record.rename(text["name"], locale)
            for field in TEXT_FIELDS:
                if field in text:
                    record.assign(field, locale, text[field].strip())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
