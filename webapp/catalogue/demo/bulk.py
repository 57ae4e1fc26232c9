"""Plausible products by the thousand, in all languages, for measuring: without acts, while every trigger fires."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from webapp.catalogue.models import Category, Product, ProductText, Supplier
from webapp.hypermedia.locales import languages
from webapp.prose.slugs import slug_of
from webapp.storage.transactions import write
from webapp.storage.versions import new_version

BATCH = 2000
# language -> (materials, things); a name is one of each and its number
WORDS: dict[str, tuple[list[str], list[str]]] = {
    "en": (["Oak", "Linen", "Steel", "Clay", "Walnut", "Glass", "Wool", "Brass"], ["bowl", "lamp", "tray", "brush", "box", "chair"]),
    "nl": (["Eiken", "Linnen", "Stalen", "Kleien", "Noten", "Glazen", "Wollen", "Messing"], ["kom", "lamp", "blad", "borstel", "doos", "stoel"]),
    "de": (["Eichen", "Leinen", "Stahl", "Ton", "Nussbaum", "Glas", "Woll", "Messing"], ["schale", "lampe", "tablett", "bürste", "kiste", "stuhl"]),
    "fr": (["en chêne", "en lin", "en acier", "en argile", "en noyer", "en verre", "en laine", "en laiton"], ["Bol", "Lampe", "Plateau", "Brosse", "Boîte", "Chaise"]),
    "es": (["de roble", "de lino", "de acero", "de arcilla", "de nogal", "de vidrio", "de lana", "de latón"], ["Cuenco", "Lámpara", "Bandeja", "Cepillo", "Caja", "Silla"]),
    "ar": (["من البلوط", "من الكتان", "من الفولاذ", "من الطين", "من الجوز", "من الزجاج", "من الصوف", "من النحاس"], ["وعاء", "مصباح", "صينية", "فرشاة", "صندوق", "كرسي"]),
}  # fmt: skip
THING_FIRST = frozenset({"fr", "es", "ar"})


def add(count: int) -> None:
    """Add `count` products in transactions of some thousands."""
    numbers = iter(range(count))
    start = write(lambda session: session.scalar(select(func.coalesce(func.max(Product.id), 0)))) or 0
    owners = write(_owners)
    while batch := list(islice(numbers, BATCH)):
        rows = [_product(start + 1 + number, owners) for number in batch]
        texts = [text for row in rows for text in _texts(row["id"])]
        write(lambda session, rows=rows, texts=texts: _insert(session, rows, texts))  # type: ignore[misc]
    write(_restart_ids)


def _owners(session: Session) -> tuple[list[int], list[int]]:
    return list(session.scalars(select(Supplier.id))), list(session.scalars(select(Category.id)))


def _insert(session: Session, rows: list[dict[str, Any]], texts: list[dict[str, Any]]) -> None:
    connection = session.connection()
    connection.execute(insert(Product), rows)
    connection.execute(insert(ProductText), texts)


def _restart_ids(session: Session) -> None:
    """PostgreSQL does not notice ids that were given; SQLite does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.setval(func.pg_get_serial_sequence("product", "id"), func.max(Product.id))))


def _product(number: int, owners: tuple[list[int], list[int]]) -> dict[str, Any]:
    dice = random.Random(number)  # noqa: S311 - plausible, and the same each time
    suppliers, categories = owners
    return {
        "id": number,
        "version": new_version(),
        "sku": f"BULK-{number:07}",
        "price": dice.randrange(100, 50_000),
        "stock": dice.randrange(0, 400),
        "reorder_level": dice.randrange(0, 40),
        "pack": None,
        "published": dice.random() < 0.95,
        "discontinued": dice.random() < 0.02,
        "picture": None,
        "supplier_id": dice.choice(suppliers) if suppliers else None,
        "category_id": dice.choice(categories) if categories else None,
        "trashed_at": None,
    }


def _texts(number: int) -> Iterator[dict[str, Any]]:
    """The other languages first: a text of the source touches the listing in all of them."""
    for spoken in reversed(languages()):
        materials, things = WORDS.get(spoken.code, WORDS["en"])
        material, thing = materials[number % len(materials)], things[number // 8 % len(things)]
        words = f"{thing} {material}" if spoken.code in THING_FIRST else f"{material} {thing}"
        name = f"{words} {number}"
        yield {
            "product_id": number,
            "locale": spoken.code,
            "name": name,
            "slug": slug_of(name),
            "summary": None,
            "description": None,
        }
