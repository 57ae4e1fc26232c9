"""The catalogue on the desk: a table is what is declared here, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, case, cast, func

from webapp.catalogue.fragments import BODY
from webapp.catalogue.models import Category, Product, Supplier
from webapp.grid import MARKDOWN, Address, Boolean, Column, Derived, Integer, Money, Relation, Table, Text, Total
from webapp.hypermedia.locales import Language
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.templates import href

TAKEN = (("taken", _("Another record already has this address. Choose other words.")),)
LAST_NAME = (("last_name", _("It needs a name in at least one language.")),)


def _state(row: Any, spoken: Language, _moment: datetime) -> tuple[str, str]:
    """(text, state) of a product's stock."""
    say = spoken.translations.gettext
    if row.discontinued:
        return say(_("Discontinued")), "ended"
    if row.stock <= 0:
        return say(_("Out of stock")), "out"
    return (say(_("Low")), "low") if row.stock <= row.reorder_level else (say(_("In stock")), "fine")


def _product_url(locale: str, row: Any) -> str | None:
    slug = row.slug or row.slug_source
    return (
        href("catalogue.product", locale=locale, slug=slug)
        if row.published and slug and row.trashed_at is None
        else None
    )


PRODUCTS = Table(
    Product,
    "products",
    _("Products"),
    columns=(
        Column("sku", Text(longest=64, required=True), _("SKU"), sortable=True, searched=True, new=True),
        Column(
            "name", Text(required=True), _("Name"), write=Product.rename, sortable=True, new=True, refusals=LAST_NAME
        ),
        Column("price", Money(required=True), _("Price"), write=Product.reprice, sortable=True, new=True),
        Column("stock", Integer(required=True, low=-(10**9), high=10**9), _("Stock"), sortable=True, new=True),
        Column("reorder_level", Integer(required=True, high=10**9), _("Reorder at")),
        Column("category_id", Relation(noun="category"), _("Category"), new=True),
        Column("supplier_id", Relation(noun="supplier"), _("Supplier"), new=True),
        Column("pack", Text(), _("Pack")),
        Column("published", Boolean(), _("Published"), copied=False),
        Column("discontinued", Boolean(), _("Discontinued")),
        Column("summary", Text(longest=500), _("Summary")),
        Column("description", MARKDOWN, _("Description")),
        Column("slug", Address(required=True), _("Address"), write=Product.readdress, refusals=TAKEN),
    ),
    derived=(Derived("state", _("State"), _state),),
    totals=(
        Total("stock", _("Units in stock"), func.sum(Product.stock), tally="stock"),
        # As a float, since SQLite refuses a sum of whole numbers beyond 64 bits, and with it the whole table.
        Total("value", _("Stock value"), func.sum(cast(Product.price, Float) * Product.stock), Money(), tally="value"),
        Total(
            "low", _("To reorder"), func.sum(case((Product.stock <= Product.reorder_level, 1), else_=0)), tally="low"
        ),
    ),
    page=BODY,
    page_url=_product_url,
)

SUPPLIERS = Table(
    Supplier,
    "suppliers",
    _("Suppliers"),
    columns=(
        Column("name", Text(required=True), _("Name"), sortable=True, searched=True, new=True),
        Column("contact", Text(), _("Contact"), new=True),
        Column("email", Text(longest=254), _("E-mail"), new=True),
        Column("phone", Text(longest=60), _("Phone")),
        Column("address", Text(longest=300), _("Street")),
        Column("city", Text(longest=120), _("City"), searched=True, new=True),
        Column("region", Text(longest=120), _("Region")),
        Column("postal_code", Text(longest=20), _("Postal code")),
        Column("country", Text(longest=120), _("Country"), searched=True),
        Column("website", Text(longest=300), _("Website")),
    ),
)

CATEGORIES = Table(
    Category,
    "categories",
    _("Categories"),
    columns=(
        Column(
            "name", Text(required=True), _("Name"), write=Category.rename, sortable=True, new=True, refusals=LAST_NAME
        ),
        Column(
            "parent_id",
            Relation(noun="category"),
            _("Under"),
            write=Category.move,
            new=True,
            refusals=(("circle", _("A category cannot stand below itself. Choose one that is not under it.")),),
        ),
        Column("position", Integer(required=True, high=10_000), _("Position")),
        Column("slug", Address(required=True), _("Address"), write=Category.readdress, refusals=TAKEN),
        Column("summary", Text(longest=500), _("Summary")),
        Column("description", MARKDOWN, _("Description")),
    ),
)
