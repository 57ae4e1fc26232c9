"""The lists of products: which stand on a shelf, in which order, how many, and what their cards show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select

from webapp.catalogue.models import Category, CategoryListing, Product, ProductListing
from webapp.catalogue.queries.reading import LISTED, NAMED, ON_SHELF, SHOWN, STANDING
from webapp.storage import tallies
from webapp.storage.folding import fold
from webapp.storage.prepared import Prepared
from webapp.storage.tallies import Kept

PER_PAGE = 24
SORTS = ("name", "-name", "price", "-price", "new")
REVERSED = {"name": "-name", "-name": "name", "price": "-price", "-price": "price", "new": "old"}
# So many products has a shop that the two ways to a page of a category are weighed for.
LARGE = 100_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which products a list shows: canonical, so that it is part of a cache key. `category` is a slug, looked up in the list's
    own statements, so that a page which is kept need not ask what it means."""

    category: str = ""
    q: str = ""
    sort: str = "name"
    page: int = 1


_below = select(Category.id.label("id")).join(CategoryListing, STANDING).where(NAMED).cte("below", recursive=True)
# Not UNION ALL: that never ends where somebody put two categories under each other.
_below = _below.union(select(Category.id).where(Category.parent_id == _below.c.id, Category.trashed_at.is_(None)))


def shelf_ids(connection: Connection, locale: str, shelf: Shelf, count: int = 0) -> list[int]:
    """The ids of one page of a list: sorted in an index, before anything is joined. With the list's `count` a page of its
    second half is read from the end."""
    first = (shelf.page - 1) * PER_PAGE
    size = max(0, min(PER_PAGE, count - first)) if count else PER_PAGE
    back = first > count // 2 > 0
    begin = count - first - size if back else first
    # The products of a large category are soon met in the order of all; those of a small one are soon sorted.
    way = "" if not shelf.category else "walk" if (begin + PER_PAGE) * LARGE < count**2 else "pick"
    statement = _SHELF_IDS[REVERSED[shelf.sort] if back else shelf.sort, way, bool(shelf.q)]
    ids = [row.id for row in statement.all(connection, **_values(locale, shelf), first=begin, limit=size)]
    return ids[::-1] if back else ids


def shelf_count(connection: Connection, locale: str, shelf: Shelf) -> int:
    """How many products a list has: counted only for a search, else kept by the database."""
    if not shelf.q and (kept := _kept_count(connection, locale, shelf)) is not None:
        return kept
    values = _values(locale, shelf)
    return int(connection.scalar(_SHELF_COUNTS[bool(shelf.category), bool(shelf.q)], values) or 0)


def _kept_count(connection: Connection, locale: str, shelf: Shelf) -> int | None:
    if shelf.category:
        # PostgreSQL adds numbers of this size up to a decimal one.
        return int(connection.scalar(_KEPT_BELOW, {"locale": locale, "category": shelf.category}) or 0)
    found = tallies.kept(connection, "product", "on-shelf")
    return found[0] if found else None


# Of a category and all below it; one that holds nothing has no tally yet.
_KEPT_BELOW = (
    select(func.coalesce(func.sum(Kept.value), 0))
    .select_from(_below)
    .outerjoin(Kept, Kept.name == tallies.per("product", "on-shelf-of", _below.c.id))
)


def _values(locale: str, shelf: Shelf) -> dict[str, Any]:
    values: dict[str, Any] = {"locale": locale}
    if shelf.category:
        values["category"] = shelf.category
    if shelf.q:
        escaped = fold(shelf.q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values |= {"folded": f"%{escaped}%", "skus": [shelf.q, shelf.q.upper(), shelf.q.lower()]}
    return values


def _on_shelf(statement: Select[Any], by_name: bool, category: Any, q: bool) -> Select[Any]:
    if by_name or q:
        named = and_(ProductListing.product_id == Product.id, ProductListing.locale == bindparam("locale"))
        statement = statement.join(ProductListing, named)
    statement = statement.where(ON_SHELF)
    if category is not None:
        statement = statement.where(category.in_(select(_below.c.id)))
    if q:
        name = ProductListing.name_key.like(bindparam("folded"), escape="\\")
        statement = statement.where(name | (Product.sku.in_(bindparam("skus", expanding=True))))
    return statement


_ORDERS: dict[str, Any] = {
    "name": ProductListing.name_key,
    "price": Product.price,
    "new": Product.id,
    "old": Product.id,
}


def _ordered(sort: str) -> tuple[ColumnElement[Any], ...]:
    column: Any = _ORDERS[sort.lstrip("-")]
    tie: Any = ProductListing.product_id if sort.endswith("name") else Product.id
    down = sort.startswith("-") or sort == "new"
    return (column.desc(), tie.desc()) if down else (column, tie)


# A sum serves no index: so the planner has only one way.
_CATEGORIES = {"": None, "walk": Product.category_id + 0, "pick": Product.category_id}


def _ids(sort: str, way: str, q: bool) -> Select[Any]:
    statement = _on_shelf(select(Product.id), sort.endswith("name"), _CATEGORIES[way], q)
    column, tie = _ordered(sort)
    return statement.order_by(column, tie).limit(bindparam("limit")).offset(bindparam("first"))


_SHELF_IDS = {
    (s, way, q): Prepared(_ids(s, way, q)) for s in (*SORTS, "old") for way in _CATEGORIES for q in (False, True)
}
_SHELF_COUNTS = {
    (c, q): _on_shelf(select(func.count()).select_from(Product), False, Product.category_id if c else None, q)
    for c in (False, True)
    for q in (False, True)
}

_CARDS = Prepared(
    select(*SHOWN, Product.reorder_level)
    .join(ProductListing, LISTED)
    .where(Product.id.in_(bindparam("ids", expanding=True)))
)


def shelf_cards(connection: Connection, locale: str, ids: list[int]) -> list[Any]:
    """What the cards of a list show, in the order of the ids."""
    found = {row.id: row for row in _CARDS.all(connection, locale=locale, ids=ids)}
    return [found[id_] for id_ in ids if id_ in found]
