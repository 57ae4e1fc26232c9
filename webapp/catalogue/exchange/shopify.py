"""Shopify: rows that share a handle are one family; only its first row says what all its products have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

from webapp.catalogue.exchange.columns import Parse, given_in, one_line, price, stock
from webapp.exchange.cells import cut, flag, line
from webapp.exchange.drafts import Bad, Draft, Given, Link, Remark, Row
from webapp.exchange.mappings import Said
from webapp.prose.foreign import Unreadable, from_html, pictures_in
from webapp.prose.slugs import slug_of

SOURCE = "shopify"
LONGEST_SKU = 64
VARIANT: dict[str, tuple[str, Parse]] = {
    "Variant Price": ("price", price),
    "Variant Inventory Qty": ("stock", stock),
    "Variant SKU": ("sku", one_line),
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
        for address in (row.text("Image Src"), row.text("Variant Image"), *pictures_in(row.text("Body (HTML)"))):
            if address and address not in self.pictures:
                self.pictures.add(address)
                yield Remark(_("picture, not fetched: %(handle)s %(url)s", handle=family.handle, url=cut(address, 300)))

    def _product(self, row: Row, family: Family, options: list[tuple[str, str]]) -> Draft:
        key = "/".join([family.handle, *(value for _name, value in options)])
        given = family.given | given_in(row, VARIANT)
        if family.title:
            given["name"] = Given("Title", _name(family.title, options))
        if "sku" not in given:
            given["sku"] = Given("Handle", self._made_sku(key, family.handle, options))
        return Draft(SOURCE, "product", key, cut(given["sku"].value, LONGEST_SKU), row.number, given)

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
                yield Draft(SOURCE, link.noun, link.key, cut(link.key), row.number, named)


def _family_given(row: Row) -> dict[str, Given]:
    columns: dict[str, tuple[str, Parse]] = {
        "Vendor": ("supplier_id", lambda _column, text: Link("supplier", line(text))),
        "Type": ("category_id", lambda _column, text: Link("category", line(text))),
        "Body (HTML)": ("description", markdown),
        "Published": ("published", flag),
    }
    given = given_in(row, columns)
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
    """HTML as Markdown; raises `Bad` where it cannot be understood."""
    try:
        return from_html(html)
    except Unreadable as unreadable:
        raise Bad(column, str(unreadable)) from unreadable
