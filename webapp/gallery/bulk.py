"""Samples of the form that changes fields of many rows alike: on a page of its own, and in a dialog over the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from webapp.accounts.grid import USERS
from webapp.catalogue.grid import PRODUCTS
from webapp.gallery.made import EDITOR, long_words
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.grid.blocks.bulk import Bulk
from webapp.grid.blocks.orders import CHANGE, Order
from webapp.grid.columns import Table, tables
from webapp.grid.errands import errands_of
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render


def _heading(spoken: Language) -> str:
    return spoken.translations.ngettext("Change %(n)s row", "Change %(n)s rows", 12) % {"n": spoken.number(12)}


def _known(spoken: Language) -> Mapping[str, Any]:
    page = {"table": PRODUCTS, "tables": list(tables()), "errands": errands_of(EDITOR)}
    return page | {"heading": _heading(spoken)}


PAGE = Frame("grid/block.html", "form", known=_known, edited=True)


def _form(table: Table = PRODUCTS, typed: Mapping[str, str] | None = None, **errors: str) -> Mapping[str, Any]:
    order = Order(table, CHANGE, (), (), {"q": "tea"}, key="gallery-bulk")
    return {"b": Bulk(order, list(table.columns), 12, typed or {}, errors), "dialog": False}


def _filled(spoken: Language) -> Mapping[str, str]:
    """Something typed for some fields, and one to be cleared."""
    on = ("price", "stock", "category_id", "pack", "published", "summary", "description")
    typed = {"price": "+10%", "stock": "many", "summary": long_words(spoken), "description": long_words(spoken)}
    return (
        {f"do:{field}": "set" for field in on}
        | {f"value:{field}": text for field, text in typed.items()}
        | {"clear:pack": "1", "value:published": "1"}
    )


def _refused(spoken: Language) -> Mapping[str, Any]:
    gettext = spoken.translations.gettext
    wrong = gettext("This is not a number. Type it like %(example)s.") % {"example": "1234"}
    return _form(
        PRODUCTS, _filled(spoken), stock=wrong, category_id=gettext("Type what it is to be, or choose “Clear”.")
    )


def _nothing(spoken: Language) -> Mapping[str, Any]:
    text = spoken.translations.gettext("Nothing is switched on yet. Switch on each field that is to change.")
    return _form(USERS, {}, **{"": text})


declare(
    "grid/blocks/bulk",
    PAGE,
    display=lambda _spoken: _form(),
    filled=lambda spoken: _form(PRODUCTS, _filled(spoken)),
    refused=_refused,
    nothing_switched_on=_nothing,
)


def _open(spoken: Language) -> str:
    shown = {**_refused(spoken), "dialog": True}
    form = Markup(render("partials/grid/blocks/bulk.html", "display", spoken.code, shown))  # noqa: S704 - rendered by us
    inside = {"form": form, "title": _heading(spoken)}
    return marked(
        render("partials/grid/blocks/dialog.html", "display", spoken.code, inside), "block-dialog", open="open"
    )


declare("grid/blocks/dialog", PAGE, form=_open)
