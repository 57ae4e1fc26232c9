"""Northwind: tables as they are, with `NULL` for nothing and numbers for keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask_babel import gettext as _

from webapp.catalogue.exchange.columns import Parse, given_in, level, one_line, price, stock
from webapp.exchange.cells import cut, flag, whole
from webapp.exchange.drafts import Draft, Given, Link, Remark, Row
from webapp.exchange.mappings import Said

SOURCE = "northwind"
SUPPLIER: dict[str, tuple[str, Parse]] = {
    "companyName": ("name", one_line),
    "contactName": ("contact", one_line),
    "phone": ("phone", one_line),
    "address": ("address", one_line),
    "city": ("city", one_line),
    "region": ("region", one_line),
    "postalCode": ("postal_code", one_line),
    "country": ("country", one_line),
}
CATEGORY: dict[str, tuple[str, Parse]] = {
    "categoryName": ("name", one_line),
    "description": ("summary", one_line),
}


def _reference(noun: str) -> Parse:
    return lambda column, text: Link(noun, str(whole(column, text)))


PRODUCT: dict[str, tuple[str, Parse]] = {
    "productName": ("name", one_line),
    "supplierID": ("supplier_id", _reference("supplier")),
    "categoryID": ("category_id", _reference("category")),
    "quantityPerUnit": ("pack", one_line),
    "unitPrice": ("price", price),
    "unitsInStock": ("stock", stock),
    "reorderLevel": ("reorder_level", level),
    "discontinued": ("discontinued", flag),
}


def supplier(row: Row) -> Iterator[Said]:
    key, given = _key(row, "supplierID"), given_in(row, SUPPLIER, "NULL")
    label = _label(given, key)
    if (page := row.text("homePage")) not in ("", "NULL"):
        if address := web_address(page):
            given["website"] = Given("homePage", address)
        else:
            yield Remark(
                _("left out: the home page of %(label)s, %(text)s, is no address", label=label, text=cut(page))
            )
    yield Draft(SOURCE, "supplier", key, label, row.number, given)


def category(row: Row) -> Iterator[Said]:
    key, given = _key(row, "categoryID"), given_in(row, CATEGORY, "NULL")
    yield Draft(SOURCE, "category", key, _label(given, key), row.number, given)


def product(row: Row) -> Iterator[Said]:
    key, given = _key(row, "productID"), given_in(row, PRODUCT, "NULL")
    given["sku"] = Given("productID", f"NW-{key}")
    if "discontinued" in given:
        given["published"] = Given("discontinued", not given["discontinued"].value)
    yield Draft(SOURCE, "product", key, f"NW-{key}", row.number, given, {"published": True})


def _key(row: Row, column: str) -> str:
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
