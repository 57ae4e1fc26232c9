"""How files map to the catalogue: Northwind's suppliers, categories and products, and Shopify's product exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.catalogue.exchange import northwind
from webapp.catalogue.exchange.shopify import ShopifyProducts
from webapp.catalogue.models import Category, CategoryText, Product, Supplier
from webapp.exchange import mappings, targets
from webapp.exchange.mappings import Mapping
from webapp.exchange.targets import Target
from webapp.hypermedia import locales


def register() -> None:
    """Make the catalogue's files and nouns known to the exchange."""
    targets.register(
        Target(Supplier, required=("name",), named=_suppliers_named),
        Target(Category, required=("name",), verbs={"name": Category.rename}, named=_categories_named),
        Target(Product, required=("sku", "name"), verbs=PRODUCT_VERBS, spelled={"price": _spelled_price}),
    )
    mappings.register(
        Mapping("Northwind suppliers", frozenset({"supplierID", "companyName"}), lambda: northwind.supplier),
        Mapping("Northwind categories", frozenset({"categoryID", "categoryName"}), lambda: northwind.category),
        Mapping("Northwind products", frozenset({"productID", "productName"}), lambda: northwind.product),
        Mapping("Shopify products", frozenset({"Handle", "Title", "Variant Price"}), ShopifyProducts),
    )


def _suppliers_named(session: Session, name: str, _locale: str) -> Sequence[int]:
    return session.scalars(select(Supplier.id).where(Supplier.name == name)).all()


def _categories_named(session: Session, name: str, locale: str) -> Sequence[int]:
    """Asked once for each category that a file brings anew, and there are few."""
    named = select(Category.id).join(Category.texts).where(CategoryText.locale == locale, CategoryText.name == name)
    return session.scalars(named.order_by(Category.trashed_at.is_not(None), Category.id)).all()


def _reprice(product: Product, price: int, _locale: str) -> None:
    product.reprice(price)


PRODUCT_VERBS: dict[str, Callable[[Any, Any, str], None]] = {"name": Product.rename, "price": _reprice}


def _spelled_price(minor: int) -> str:
    return locales.language(locales.source()).amount(minor)
