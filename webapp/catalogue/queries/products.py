"""One product: what its page shows, and where it is found in each language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from webapp.catalogue.models import Product, ProductListing, Supplier
from webapp.catalogue.queries.reading import LISTED, ON_SHELF, OWN, SHOWN, SRC, own, src
from webapp.storage.versions import seen_sql

_PRODUCT = (
    select(
        *SHOWN,
        seen_sql(Product.version, own.version).label("version"),
        Product.pack,
        Product.reorder_level,
        Product.category_id,
        Supplier.name.label("supplier"),
        own.summary,
        own.description,
        src.summary.label("summary_source"),
        src.description.label("description_source"),
    )
    .join(ProductListing, LISTED)
    .outerjoin(own, OWN)
    .outerjoin(src, SRC)
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


_ADDRESS = select(ProductListing.slug).join(Product, LISTED).where(Product.id == bindparam("id"), ON_SHELF)


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
