"""The public catalogue: lists, and the page of a product."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from webapp import access
from webapp.catalogue.fragments import BODY, LIST, PRODUCT_LANGUAGES, SHELF_LANGUAGES, TREE
from webapp.catalogue.heads import PRODUCT_HEAD, SHELF_HEAD, product_url
from webapp.catalogue.queries.categories import category_address
from webapp.catalogue.queries.products import product_address, product_by_slug
from webapp.catalogue.queries.reading import NoSuchShelf
from webapp.catalogue.queries.shelves import SORTS, Shelf
from webapp.freshness.front import at_the_front
from webapp.grid.editing import page_editors
from webapp.hypermedia.answers import moved
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import page
from webapp.hypermedia.templates import href
from webapp.storage.addresses import record_once_at
from webapp.storage.transactions import snapshot

blueprint = Blueprint("catalogue", __name__)
LONGEST_Q = 200


@blueprint.get("/<locale>/products")
@access.open_to_all
@at_the_front("category", "sort", "page")
def products() -> Response:
    locale, shelf = current().code, _shelf()
    listed = LIST(locale, shelf)
    placed = (listed, TREE(locale, shelf.category), SHELF_LANGUAGES(locale, shelf), SHELF_HEAD(locale, shelf))
    try:
        return page("catalogue/products.html", *placed, swapped=listed)
    except NoSuchShelf:
        return _moved_shelf(locale, shelf.category)


def _moved_shelf(locale: str, slug: str) -> Response:
    with snapshot() as connection:
        once = record_once_at(connection, "category", locale, slug)
        now_at = category_address(connection, locale, once) if once else None
    if now_at is None:
        abort(404)
    return moved(href("catalogue.products", locale=locale), category=now_at)


@blueprint.get("/<locale>/products/<slug>")
@access.open_to_all
@at_the_front()
def product(slug: str) -> Response:
    locale = current().code
    with snapshot() as connection:
        found = product_by_slug(connection, locale, slug)
        once = None if found else record_once_at(connection, "product", locale, slug)
        now_at = product_address(connection, locale, once) if once else None
    if now_at is not None:
        return moved(product_url(locale, now_at))
    if found is None:
        abort(404)
    placed = (PRODUCT_HEAD(locale, found), BODY(locale, found), PRODUCT_LANGUAGES(locale, found))
    return page("catalogue/product.html", *placed, editors=page_editors("products", access.visitor()))


def _shelf() -> Shelf:
    """The list that the query asks for: known parameters only, each validated; what is no list is 404."""
    args = request.args
    sort, number = args.get("sort", "name"), args.get("page", "1")
    if sort not in SORTS or not (number.isascii() and number.isdecimal() and len(number) < 7 and int(number) > 0):
        abort(404)
    q = " ".join(args.get("q", "").split())[:LONGEST_Q]
    return Shelf(args.get("category", "")[:LONGEST_Q], q, sort, int(number))
