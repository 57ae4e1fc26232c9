"""What a visitor may see of the catalogue, in which language, and the columns that its pages show."""

from __future__ import annotations

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import aliased

from webapp.catalogue.models import Category, CategoryListing, Product, ProductListing, ProductText


class NoSuchShelf(LookupError):
    """No category has this slug in this language, or its list is not that long."""


# Not `published IS true`: each database finds its partial index only by the very words that the index is made with.
ON_SHELF = and_(Product.published, Product.trashed_at.is_(None))
NAMED = and_(CategoryListing.locale == bindparam("locale"), CategoryListing.slug == bindparam("category"))
STANDING = and_(Category.id == CategoryListing.category_id, Category.trashed_at.is_(None))
own, src = aliased(ProductText, name="own"), aliased(ProductText, name="src")
LISTED = and_(ProductListing.product_id == Product.id, ProductListing.locale == bindparam("locale"))
OWN = and_(own.product_id == Product.id, own.locale == bindparam("locale"))
SRC = and_(src.product_id == Product.id, src.locale == bindparam("source"))
SHOWN = (Product.id, Product.sku, Product.price, Product.stock, Product.discontinued, Product.picture)
SHOWN += (ProductListing.name, ProductListing.name_locale, ProductListing.slug)  # type: ignore[assignment]
