"""What the pages of the catalogue say of themselves in their heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from webapp.catalogue.fragments import addresses_of, any_of, one_of, path_to, shelf_url
from webapp.catalogue.queries import categories, products, shelves
from webapp.catalogue.queries.shelves import Shelf
from webapp.hypermedia import statics
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.heads import Head, in_the_shop, page_name, quoted, titled
from webapp.hypermedia.linked_data import Node, breadcrumbs, node
from webapp.hypermedia.locales import Language, language, languages, source
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.paths import absolute
from webapp.hypermedia.templates import href
from webapp.prose.reading import plain
from webapp.storage import scopes


def product_url(locale: str, slug: str) -> str:
    return href("catalogue.product", locale=locale, slug=slug)


def category_url(locale: str, slug: str) -> str:
    return href("catalogue.products", locale=locale, category=slug)


def _product(connection: Connection, locale: str, product_id: int) -> Mapping[str, Any]:
    spoken = language(locale)
    p = products.product_body(connection, locale, source(), product_id)
    path = path_to(categories.category_tree(connection, locale), p.category_id)
    slugs = in_the_shop(products.product_twins(connection, product_id))
    twins = {code: product_url(code, slug) for code, slug in slugs.items()}
    steps = [(step.name, category_url(locale, step.slug)) for step in path]
    head = Head(
        title=titled(p.name),
        description=_said(p),
        # What is not translated is found where its words are.
        canonical=twins.get(p.name_locale),
        twins=twins if locale in twins else {},
        kind="product",
        properties=(("product:price:amount", _price(spoken, p)), ("product:price:currency", spoken.currency)),
        data=(_goods(spoken, p), breadcrumbs(_root(spoken), *steps, (p.name, product_url(locale, p.slug)))),
    )
    return {"head": head}


def _said(p: Any) -> str | None:
    description = p.description or p.description_source or ""
    return quoted(p.summary or p.summary_source or plain(description))


def _goods(spoken: Language, p: Any) -> Node:
    return node(
        "Product",
        name=p.name,
        description=_said(p),
        sku=p.sku,
        image=absolute(statics.url(f"pictures/{p.picture}")) if p.picture else None,
        manufacturer=node("Organization", name=p.supplier) if p.supplier else None,
        offers=node(
            "Offer",
            url=absolute(product_url(spoken.code, p.slug)),
            price=_price(spoken, p),
            priceCurrency=spoken.currency,
            availability=f"https://schema.org/{_availability(p)}",
        ),
    )


def _price(spoken: Language, p: Any) -> str:
    """`12.34` in every language: a machine reads it."""
    return f"{Decimal(p.price).scaleb(-spoken.currency_digits):.{spoken.currency_digits}f}"


def _availability(p: Any) -> str:
    if p.discontinued:
        return "Discontinued"
    if p.stock <= 0:
        return "OutOfStock"
    return "LimitedAvailability" if p.stock <= p.reorder_level else "InStock"


def _root(spoken: Language) -> tuple[str, str]:
    return spoken.translations.gettext(_("Products")), href("catalogue.products", locale=spoken.code)


def _shelf(connection: Connection, locale: str, shelf: Shelf) -> Mapping[str, Any]:
    spoken = language(locale)
    root = _root(spoken)
    if shelf.q:
        return {"head": Head(title=titled(f"“{shelf.q}”", root[0]))}
    category = categories.category_head(connection, locale, source(), shelf.category) if shelf.category else None
    # Sorted otherwise it is the same list.
    kept = replace(shelf, sort="name")
    twins = {code: shelf_url(code, kept, slug) for code, slug in _slugs(connection, locale, shelf.category).items()}
    more = shelves.shelf_count(connection, locale, kept) > shelf.page * shelves.PER_PAGE
    alone = shelf.page > 1 or shelf != kept or locale not in twins
    head = Head(
        title=titled(category and category.name, root[0], page_name(spoken, shelf.page)),
        description=None if shelf.page > 1 else _summary(spoken, category),
        canonical=twins.get(category.name_locale if category else locale),
        twins={} if alone else twins,
        before=shelf_url(locale, kept, shelf.category, page=shelf.page - 1) if shelf.page > 1 else None,
        after=shelf_url(locale, kept, shelf.category, page=shelf.page + 1) if more else None,
        data=[breadcrumbs(root, (category.name, category_url(locale, shelf.category)))] if category else (),
    )
    return {"head": head}


def _slugs(connection: Connection, locale: str, category: str) -> Mapping[str, str]:
    """Locale -> slug of a category in the languages that it has a name in; the list of all products is in each."""
    if category:
        return in_the_shop(categories.category_twins(connection, locale, category))
    return {spoken.code: "" for spoken in languages()}


def _summary(spoken: Language, category: Any) -> str | None:
    if category is None:
        return spoken.translations.gettext(_("Everything that the shop has on its shelves, with prices."))
    return quoted(category.summary or category.summary_source)


PRODUCT_HEAD = Fragment(
    "catalogue/product/head",
    _product,
    lambda locale, id_: (
        one_of("product", locale, id_)
        | any_of("category", locale)
        | addresses_of("product", id_)
        | {scopes.of("supplier")}
    ),
)
SHELF_HEAD = Fragment(
    "catalogue/category/head",
    _shelf,
    lambda locale, shelf: (
        set()
        if shelf.q
        else any_of("product", locale)
        | (any_of("category", locale) | addresses_of("category") if shelf.category else set())
    ),
    boundless=lambda _locale, shelf: bool(shelf.q),
)
