"""The fragments of the public catalogue: what each reads, and the scopes that prove it fresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from webapp.catalogue.queries import categories, products, shelves
from webapp.catalogue.queries.reading import NoSuchShelf
from webapp.catalogue.queries.shelves import PER_PAGE, Shelf
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import languages, source
from webapp.hypermedia.templates import href
from webapp.storage import scopes

# How many products stand in the window of the home page.
IN_FOCUS = 6


def any_of(noun: str, locale: str) -> set[str]:
    """Any record of a noun, and any text that it shows in this language."""
    return {scopes.of(noun), scopes.of(noun, locale), scopes.of(noun, source())}


def one_of(noun: str, locale: str, record: int) -> set[str]:
    return {scopes.of(noun, spoken, record) for spoken in (None, locale, source())}


def addresses_of(noun: str, record: int | None = None) -> set[str]:
    """Where a noun, or one record, is found in every language."""
    return {scopes.of(f"{noun}:address", spoken.code, record) for spoken in languages()}


def _list(connection: Connection, locale: str, shelf: Shelf) -> Mapping[str, Any]:
    head = categories.category_head(connection, locale, source(), shelf.category) if shelf.category else None
    count = shelves.shelf_count(connection, locale, shelf)
    last = max(1, -(-count // PER_PAGE))
    if shelf.page > last:
        raise NoSuchShelf(shelf.page)
    return {
        "cards": shelves.shelf_cards(connection, locale, shelves.shelf_ids(connection, locale, shelf, count)),
        "count": count,
        "last": last,
        "shelf": shelf,
        "slug": shelf.category,
        "head": head,
        "url": lambda **changes: shelf_url(locale, shelf, shelf.category, **changes),
    }


def shelf_url(locale: str, shelf: Shelf, category: str | None, **changes: Any) -> str:
    """The address of a list; what is as by default is left out."""
    values: dict[str, Any] = {"category": category, "q": shelf.q, "sort": shelf.sort, "page": shelf.page} | changes
    defaults = {"category": "", "q": "", "sort": "name", "page": 1}
    kept = {name: value for name, value in values.items() if value is not None and value != defaults.get(name)}
    return href("catalogue.products", locale=locale, **kept)


def _focus(connection: Connection, locale: str) -> Mapping[str, Any]:
    ids = shelves.shelf_ids(connection, locale, Shelf(sort="new"))[:IN_FOCUS]
    return {"cards": shelves.shelf_cards(connection, locale, ids)}


def _tree(connection: Connection, locale: str, current: str) -> Mapping[str, Any]:
    rows = categories.category_tree(connection, locale)
    children: dict[int | None, list[Any]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    return {"children": children, "current": current}


def _body(connection: Connection, locale: str, product_id: int) -> Mapping[str, Any]:
    product = products.product_body(connection, locale, source(), product_id)
    return {"p": product, "path": path_to(categories.category_tree(connection, locale), product.category_id)}


def path_to(tree: list[Any], category_id: int | None) -> list[Any]:
    """The categories from the root down to one, as breadcrumbs show them."""
    by_id = {row.id: row for row in tree}
    path: list[Any] = []
    while category_id in by_id and len(path) < len(by_id):
        path.insert(0, by_id[category_id])
        category_id = by_id[category_id].parent_id
    return path


def _product_languages(connection: Connection, locale: str, product_id: int) -> Mapping[str, Any]:
    slugs = products.product_slugs(connection, product_id)
    urls = {code: href("catalogue.product", locale=code, slug=slug) for code, slug in slugs.items()}
    return _switch({spoken.code: urls.get(spoken.code, f"/{spoken.code}/") for spoken in languages()})


def _shelf_languages(connection: Connection, locale: str, shelf: Shelf) -> Mapping[str, Any]:
    slugs = categories.category_slugs(connection, locale, shelf.category) if shelf.category else {}
    return _switch({spoken.code: shelf_url(spoken.code, shelf, slugs.get(spoken.code)) for spoken in languages()})


def _switch(alternates: dict[str, str]) -> Mapping[str, Any]:
    return {"languages": languages(), "alternates": alternates}


LIST = Fragment(
    "catalogue/product/list",
    _list,
    lambda locale, shelf: any_of("product", locale) | (any_of("category", locale) if shelf.category else set()),
    boundless=lambda locale, shelf: bool(shelf.q),
)
FOCUS = Fragment("catalogue/product/focus", _focus, lambda locale: any_of("product", locale))
TREE = Fragment("catalogue/category/tree", _tree, lambda locale, current: any_of("category", locale))
BODY = Fragment(
    "catalogue/product/body",
    _body,
    lambda locale, id_: one_of("product", locale, id_) | any_of("category", locale) | {scopes.of("supplier")},
)
PRODUCT_LANGUAGES = Fragment(
    "catalogue/product/languages", _product_languages, lambda locale, id_: addresses_of("product", id_)
)
SHELF_LANGUAGES = Fragment(
    "catalogue/category/languages",
    _shelf_languages,
    lambda locale, shelf: addresses_of("category") if shelf.category else set(),
)
