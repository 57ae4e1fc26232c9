"""Every SELECT of the catalogue, each named for what it feeds. Built once; values are bound at request time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from webapp.catalogue.models import (
    Category,
    CategoryListing,
    CategoryText,
    Product,
    ProductListing,
    ProductText,
    Supplier,
)
from webapp.storage import tallies
from webapp.storage.folding import fold
from webapp.storage.tallies import Kept
from webapp.storage.versions import seen_sql

PER_PAGE = 24
SORTS = ("name", "-name", "price", "-price", "new")
REVERSED = {"name": "-name", "-name": "name", "price": "-price", "-price": "price", "new": "old"}
# So many products has a shop that the two ways to a page of a category are weighed for.
LARGE = 100_000
# Not `published IS true`: each database finds its partial index only by the very words that the index is made with.
ON_SHELF = and_(Product.published, Product.trashed_at.is_(None))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which products a list shows: canonical, so that it is part of a cache key. `category` is a slug, looked up in the list's
    own statements, so that a page which is kept need not ask what it means."""

    category: str = ""
    q: str = ""
    sort: str = "name"
    page: int = 1


_NAMED = and_(CategoryListing.locale == bindparam("locale"), CategoryListing.slug == bindparam("category"))
_STANDING = and_(Category.id == CategoryListing.category_id, Category.trashed_at.is_(None))
_below = select(Category.id.label("id")).join(CategoryListing, _STANDING).where(_NAMED).cte("below", recursive=True)
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
    ids = list(connection.scalars(statement, _values(locale, shelf) | {"first": begin, "limit": size}))
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


_SHELF_IDS = {(s, way, q): _ids(s, way, q) for s in (*SORTS, "old") for way in _CATEGORIES for q in (False, True)}
_SHELF_COUNTS = {
    (c, q): _on_shelf(select(func.count()).select_from(Product), False, Product.category_id if c else None, q)
    for c in (False, True)
    for q in (False, True)
}

_own, _src = aliased(ProductText, name="own"), aliased(ProductText, name="src")
_LISTED = and_(ProductListing.product_id == Product.id, ProductListing.locale == bindparam("locale"))
_OWN = and_(_own.product_id == Product.id, _own.locale == bindparam("locale"))
_SRC = and_(_src.product_id == Product.id, _src.locale == bindparam("source"))
_SHOWN = (Product.id, Product.sku, Product.price, Product.stock, Product.discontinued, Product.picture)
_SHOWN += (ProductListing.name, ProductListing.name_locale, ProductListing.slug)  # type: ignore[assignment]
_CARDS = (
    select(*_SHOWN, Product.reorder_level)
    .join(ProductListing, _LISTED)
    .where(Product.id.in_(bindparam("ids", expanding=True)))
)


def shelf_cards(connection: Connection, locale: str, ids: list[int]) -> list[Any]:
    """What the cards of a list show, in the order of the ids."""
    found = {row.id: row for row in connection.execute(_CARDS, {"locale": locale, "ids": ids})}
    return [found[id_] for id_ in ids if id_ in found]


_category_listed = aliased(CategoryListing, name="category_listed")
_PRODUCT = (
    select(
        *_SHOWN,
        seen_sql(Product.version, _own.version).label("version"),
        Product.pack,
        Product.reorder_level,
        Product.category_id,
        Supplier.name.label("supplier"),
        _own.summary,
        _own.description,
        _src.summary.label("summary_source"),
        _src.description.label("description_source"),
    )
    .join(ProductListing, _LISTED)
    .outerjoin(_own, _OWN)
    .outerjoin(_src, _SRC)
    .outerjoin(Supplier, Supplier.id == Product.supplier_id)
    .where(Product.id == bindparam("id"))
)


def product_body(connection: Connection, locale: str, source: str, product_id: int) -> Any:
    """All that the page of a product shows of it."""
    return connection.execute(_PRODUCT, {"locale": locale, "source": source, "id": product_id}).one()


_BY_SLUG = (
    select(Product.id, ProductListing.slug)
    .join(ProductListing, and_(ProductListing.product_id == Product.id, ProductListing.locale == bindparam("locale")))
    .where(ProductListing.slug == bindparam("slug"), ON_SHELF)
)


def product_by_slug(connection: Connection, locale: str, slug: str) -> int | None:
    """The product that an address names, if it is on the shelf."""
    found: int | None = connection.scalar(_BY_SLUG, {"locale": locale, "slug": slug})
    return found


_ADDRESS = select(ProductListing.slug).join(Product, _LISTED).where(Product.id == bindparam("id"), ON_SHELF)


def product_address(connection: Connection, locale: str, product_id: int) -> str | None:
    """The slug of a product that is on the shelf."""
    found: str | None = connection.scalar(_ADDRESS, {"locale": locale, "id": product_id})
    return found


_SLUGS = select(ProductListing.locale, ProductListing.slug).where(ProductListing.product_id == bindparam("id"))


def product_slugs(connection: Connection, product_id: int) -> dict[str, str]:
    """Locale -> slug of one product."""
    return {row.locale: row.slug for row in connection.execute(_SLUGS, {"id": product_id})}


_TWINS = _SLUGS.where(ProductListing.name_locale == ProductListing.locale)


def product_twins(connection: Connection, product_id: int) -> dict[str, str]:
    """Locale -> slug of one product, in the languages that it has a name in."""
    return {row.locale: row.slug for row in connection.execute(_TWINS, {"id": product_id})}


_others = aliased(CategoryListing, name="others")
_CATEGORY_SLUGS = (
    select(_others.locale, _others.slug)
    .join(CategoryListing, CategoryListing.category_id == _others.category_id)
    .where(_NAMED)
)


def category_slugs(connection: Connection, locale: str, slug: str) -> dict[str, str]:
    """Locale -> slug of the category that has this slug in one of them."""
    return {row.locale: row.slug for row in connection.execute(_CATEGORY_SLUGS, {"locale": locale, "category": slug})}


_CATEGORY_TWINS = _CATEGORY_SLUGS.where(_others.name_locale == _others.locale)


def category_twins(connection: Connection, locale: str, slug: str) -> dict[str, str]:
    """The same in the languages that it has a name in."""
    return {row.locale: row.slug for row in connection.execute(_CATEGORY_TWINS, {"locale": locale, "category": slug})}


_CATEGORY_ADDRESS = (
    select(CategoryListing.slug)
    .join(Category, _STANDING)
    .where(CategoryListing.locale == bindparam("locale"), Category.id == bindparam("id"))
)


def category_address(connection: Connection, locale: str, category_id: int) -> str | None:
    """The slug of a category that is not in the trash."""
    found: str | None = connection.scalar(_CATEGORY_ADDRESS, {"locale": locale, "id": category_id})
    return found


_own_category, _src_category = aliased(CategoryText, name="own"), aliased(CategoryText, name="src")
_TREE = (
    select(Category.id, Category.parent_id, CategoryListing.name, CategoryListing.name_locale, CategoryListing.slug)
    .join(
        CategoryListing, and_(CategoryListing.category_id == Category.id, CategoryListing.locale == bindparam("locale"))
    )
    .where(Category.trashed_at.is_(None))
    .order_by(Category.position, CategoryListing.name_key, Category.id)
)


def category_tree(connection: Connection, locale: str) -> list[Any]:
    """All categories with their parent, siblings in their order."""
    return list(connection.execute(_TREE, {"locale": locale}))


_CATEGORY_HEAD = (
    select(
        CategoryListing.name,
        CategoryListing.name_locale,
        _own_category.summary,
        _src_category.summary.label("summary_source"),
    )
    .select_from(CategoryListing)
    .join(Category, _STANDING)
    .outerjoin(
        _own_category,
        and_(_own_category.category_id == CategoryListing.category_id, _own_category.locale == CategoryListing.locale),
    )
    .outerjoin(
        _src_category,
        and_(_src_category.category_id == CategoryListing.category_id, _src_category.locale == bindparam("source")),
    )
    .where(_NAMED)
)


class NoSuchShelf(LookupError):
    """No category has this slug in this language, or its list is not that long."""


def category_head(connection: Connection, locale: str, source: str, slug: str) -> Any:
    """The name and summary above a category's list; raises `NoSuchShelf`."""
    row = connection.execute(_CATEGORY_HEAD, {"locale": locale, "source": source, "category": slug}).first()
    if row is None:
        raise NoSuchShelf(slug)
    return row
