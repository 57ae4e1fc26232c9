"""How files map to the catalogue: Northwind's suppliers, categories and products, and Shopify's product exports."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from html_to_markdown import ConversionError, ConversionOptions, convert
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.catalogue.models import Category, CategoryText, Product, Supplier
from webapp.catalogue.slugs import slug_of
from webapp.exchange import mappings, targets
from webapp.exchange.cells import amount, cut, flag, line, whole
from webapp.exchange.drafts import Bad, Draft, Given, Link, Remark, Row
from webapp.exchange.mappings import Mapping, Said
from webapp.exchange.targets import Target
from webapp.hypermedia import locales

NORTHWIND, SHOPIFY = "northwind", "shopify"
LONGEST_SKU = 64
# What the desk takes for stock and reorder level.
MOST = 10**9
Parse = Callable[[str, str], Any]
MARKDOWN = ConversionOptions(
    escape_asterisks=True, escape_underscores=True, skip_images=True, extract_metadata=False, autolinks=False
)


def register() -> None:
    """Make the catalogue's files and nouns known to the exchange."""
    targets.register(
        Target(Supplier, required=("name",), named=_suppliers_named),
        Target(Category, required=("name",), verbs={"name": Category.rename}, named=_categories_named),
        Target(Product, required=("sku", "name"), verbs=PRODUCT_VERBS, spelled={"price": _spelled_price}),
    )
    mappings.register(
        Mapping("Northwind suppliers", frozenset({"supplierID", "companyName"}), lambda: _northwind_supplier),
        Mapping("Northwind categories", frozenset({"categoryID", "categoryName"}), lambda: _northwind_category),
        Mapping("Northwind products", frozenset({"productID", "productName"}), lambda: _northwind_product),
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


def _text(_column: str, text: str) -> str:
    return line(text)


def _price(column: str, text: str) -> int:
    return amount(column, text, locales.language(locales.source()).currency_digits)


def _stock(column: str, text: str) -> int:
    return whole(column, text, -MOST, MOST)


def _level(column: str, text: str) -> int:
    return whole(column, text, 0, MOST)


def _given(row: Row, columns: dict[str, tuple[str, Parse]], empty: str = "") -> dict[str, Given]:
    """Field -> value for each column (-> field, parse) that says something; `empty` is how a source spells nothing."""
    found = {}
    for column, (name, parse) in columns.items():
        text = row.text(column)
        if text not in ("", empty) and (value := parse(column, text)) != "":
            found[name] = Given(column, value)
    return found


# Northwind: tables as they are, with `NULL` for nothing and numbers for keys.

NORTHWIND_SUPPLIER: dict[str, tuple[str, Parse]] = {
    "companyName": ("name", _text),
    "contactName": ("contact", _text),
    "phone": ("phone", _text),
    "address": ("address", _text),
    "city": ("city", _text),
    "region": ("region", _text),
    "postalCode": ("postal_code", _text),
    "country": ("country", _text),
}
NORTHWIND_CATEGORY: dict[str, tuple[str, Parse]] = {
    "categoryName": ("name", _text),
    "description": ("summary", _text),
}


def _reference(noun: str) -> Parse:
    return lambda column, text: Link(noun, str(whole(column, text)))


NORTHWIND_PRODUCT: dict[str, tuple[str, Parse]] = {
    "productName": ("name", _text),
    "supplierID": ("supplier_id", _reference("supplier")),
    "categoryID": ("category_id", _reference("category")),
    "quantityPerUnit": ("pack", _text),
    "unitPrice": ("price", _price),
    "unitsInStock": ("stock", _stock),
    "reorderLevel": ("reorder_level", _level),
    "discontinued": ("discontinued", flag),
}


def _northwind_supplier(row: Row) -> Iterator[Said]:
    key, given = _northwind_key(row, "supplierID"), _given(row, NORTHWIND_SUPPLIER, "NULL")
    label = _label(given, key)
    if (page := row.text("homePage")) not in ("", "NULL"):
        if address := web_address(page):
            given["website"] = Given("homePage", address)
        else:
            yield Remark(
                _("left out: the home page of %(label)s, %(text)s, is no address", label=label, text=cut(page))
            )
    yield Draft(NORTHWIND, "supplier", key, label, row.number, given)


def _northwind_category(row: Row) -> Iterator[Said]:
    key, given = _northwind_key(row, "categoryID"), _given(row, NORTHWIND_CATEGORY, "NULL")
    yield Draft(NORTHWIND, "category", key, _label(given, key), row.number, given)


def _northwind_product(row: Row) -> Iterator[Said]:
    key, given = _northwind_key(row, "productID"), _given(row, NORTHWIND_PRODUCT, "NULL")
    given["sku"] = Given("productID", f"NW-{key}")
    if "discontinued" in given:
        given["published"] = Given("discontinued", not given["discontinued"].value)
    yield Draft(NORTHWIND, "product", key, f"NW-{key}", row.number, given, {"published": True})


def _northwind_key(row: Row, column: str) -> str:
    return str(whole(column, row.text(column)))


def _label(given: dict[str, Given], key: str) -> str:
    return cut(given["name"].value) if "name" in given else key


def web_address(text: str) -> str | None:
    """The address in a hyperlink as Access writes it, `shown#address#`, or in a plain one; None where there is none."""
    candidates = (candidate.strip() for candidate in (text, *text.split("#")[1:2]))
    return next(filter(_is_web_address, candidates), None)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"\s", text)
    except ValueError:
        return False


# Shopify: rows that share a handle are one family; only its first row says what all its products have in common.

VARIANT: dict[str, tuple[str, Parse]] = {
    "Variant Price": ("price", _price),
    "Variant Inventory Qty": ("stock", _stock),
    "Variant SKU": ("sku", _text),
}


@dataclass(slots=True)
class Family:
    """What the first row of a handle says for all of its products; `refused` where that row was."""

    handle: str
    title: str
    options: tuple[str, ...]
    first: int
    given: dict[str, Given] = field(default_factory=dict)
    refused: bool = False


class ShopifyProducts:
    """Understands the rows of one export in their order."""

    def __init__(self) -> None:
        self.families: dict[str, Family] = {}
        self.pictures: set[str] = set()
        self.told: set[tuple[str, str]] = set()
        self.skus: dict[str, str] = {}

    def __call__(self, row: Row) -> Iterator[Said]:
        family = self._family(row)
        options = _options(row, family)
        if options or row.number == family.first:
            product = self._product(row, family, options)
            yield from self._makers(row, family)
            yield product
        else:
            _refuse_variant_without_option(row)
        yield from self._picture_remarks(row, family)

    def _family(self, row: Row) -> Family:
        if not (handle := row.text("Handle")):
            raise Bad("Handle", _("It is empty."))
        if handle not in self.families:
            names = tuple(row.text(f"Option{n} Name") for n in (1, 2, 3))
            self.families[handle] = family = Family(handle, line(row.text("Title")), names, row.number, refused=True)
            family.given = _family_given(row)
            family.refused = False
        family = self.families[handle]
        if family.refused:
            raise Bad("Handle", _("Row %(n)s, the first of this handle, was refused.", n=family.first))
        return family

    def _picture_remarks(self, row: Row, family: Family) -> Iterator[Remark]:
        in_body = re.findall(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", row.text("Body (HTML)"), re.IGNORECASE)
        for address in (row.text("Image Src"), row.text("Variant Image"), *in_body):
            if address and address not in self.pictures:
                self.pictures.add(address)
                yield Remark(_("picture, not fetched: %(handle)s %(url)s", handle=family.handle, url=cut(address, 300)))

    def _product(self, row: Row, family: Family, options: list[tuple[str, str]]) -> Draft:
        key = "/".join([family.handle, *(value for _name, value in options)])
        given = family.given | _given(row, VARIANT)
        if family.title:
            given["name"] = Given("Title", _name(family.title, options))
        if "sku" not in given:
            given["sku"] = Given("Handle", self._made_sku(key, family.handle, options))
        return Draft(SHOPIFY, "product", key, cut(given["sku"].value, LONGEST_SKU), row.number, given)

    def _made_sku(self, key: str, handle: str, options: list[tuple[str, str]]) -> str:
        """Handle and options, with a digest where that is too long or another product's already."""
        sku = "-".join([handle, *(slug_of(value) for _name, value in options)])
        if len(sku) > LONGEST_SKU or self.skus.setdefault(sku, key) != key:
            sku = f"{sku[: LONGEST_SKU - 9]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        return sku

    def _makers(self, row: Row, family: Family) -> Iterator[Draft]:
        """Drafts of the family's supplier and category, which are found or made by their name, once per file."""
        for name in ("supplier_id", "category_id"):
            if (given := family.given.get(name)) and (link := given.value) and (link.noun, link.key) not in self.told:
                self.told.add((link.noun, link.key))
                named = {"name": Given(given.column, link.key)}
                yield Draft(SHOPIFY, link.noun, link.key, cut(link.key), row.number, named)


def _family_given(row: Row) -> dict[str, Given]:
    columns: dict[str, tuple[str, Parse]] = {
        "Vendor": ("supplier_id", lambda _column, text: Link("supplier", line(text))),
        "Type": ("category_id", lambda _column, text: Link("category", line(text))),
        "Body (HTML)": ("description", markdown),
        "Published": ("published", flag),
    }
    given = _given(row, columns)
    if row.text("Status").lower() in ("draft", "archived"):
        given["published"] = Given("Status", False)
    return given


def _options(row: Row, family: Family) -> list[tuple[str, str]]:
    """(name, value) of the options that a row chooses; `Default Title` says that there is no choice."""
    values = [line(row.text(f"Option{n} Value")) for n in (1, 2, 3)]
    pairs = [(name, value) for name, value in zip(family.options, values, strict=True) if value]
    return [] if pairs in ([("Title", "Default Title")], [("", "Default Title")]) else pairs


def _name(title: str, options: list[tuple[str, str]]) -> str:
    """`Clay Plant Pot (Size: Large)`."""
    chosen = ", ".join(f"{name}: {value}" if name else value for name, value in options)
    return f"{title} ({chosen})" if chosen else title


def _refuse_variant_without_option(row: Row) -> None:
    """A later row without an option brings only a picture; with a price or SKU it would be a product without a name."""
    if column := next((column for column in ("Variant SKU", "Variant Price") if row.text(column)), None):
        raise Bad("Option1 Value", _("It is empty, although the row has a %(column)s.", column=column))


def markdown(column: str, html: str) -> str:
    """HTML as Markdown, without its pictures: the shop shows none from elsewhere."""
    try:
        text = convert(html, MARKDOWN).content or ""
    except ConversionError as error:
        raise Bad(column, _("This HTML cannot be understood.")) from error
    if not text.strip() and re.sub(r"<[^>]*>", "", html).strip():
        raise Bad(column, _("This HTML is nested too deeply."))
    return text.strip()
