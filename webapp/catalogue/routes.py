"""The public catalogue: home, lists, the page of a product."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request

from webapp import access
from webapp.catalogue import queries
from webapp.catalogue.fragments import BODY, HEAD, LIST, PRODUCT_LANGUAGES, SHELF_LANGUAGES, TREE
from webapp.catalogue.queries import SORTS, NoSuchShelf, Shelf
from webapp.grid.editing import page_editors
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import page
from webapp.storage.transactions import snapshot

blueprint = Blueprint("catalogue", __name__)
LONGEST_Q = 200


@blueprint.get("/")
@access.public
def front() -> Response:
    response = make_response(redirect(f"/{current().code}/", 302))
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/<locale>/")
@access.open_to_all
def home() -> Response:
    shelf = Shelf(sort="new")
    locale = current().code
    return page("catalogue/home.html", LIST(locale, shelf), TREE(locale, ""), SHELF_LANGUAGES(locale, shelf))


@blueprint.get("/<locale>/products")
@access.open_to_all
def products() -> Response:
    locale, shelf = current().code, _shelf()
    listed = LIST(locale, shelf)
    placed = (listed, TREE(locale, shelf.category), SHELF_LANGUAGES(locale, shelf))
    try:
        return page("catalogue/products.html", *placed, swapped=listed)
    except NoSuchShelf:
        abort(404)


@blueprint.get("/<locale>/products/<slug>")
@access.open_to_all
def product(slug: str) -> Response:
    locale = current().code
    with snapshot() as connection:
        found = queries.product_by_slug(connection, locale, slug)
    if found is None:
        abort(404)
    placed = (HEAD(locale, found), BODY(locale, found), PRODUCT_LANGUAGES(locale, found))
    return page("catalogue/product.html", *placed, editors=page_editors("products", access.visitor()))


def _shelf() -> Shelf:
    """The list that the query asks for: known parameters only, each validated; what is no list is 404."""
    args = request.args
    sort, number = args.get("sort", "name"), args.get("page", "1")
    if sort not in SORTS or not (number.isascii() and number.isdecimal() and len(number) < 7 and int(number) > 0):
        abort(404)
    q = " ".join(args.get("q", "").split())[:LONGEST_Q]
    return Shelf(args.get("category", "")[:LONGEST_Q], q, sort, int(number))
