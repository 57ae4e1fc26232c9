"""Samples of a table on the desk: the whole of it, a row, the figures, the form for a new record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from webapp.accounts.grid import USERS
from webapp.catalogue.grid import CATEGORIES, PRODUCTS, SUPPLIERS
from webapp.gallery.forms import refused
from webapp.gallery.made import FIRST_ID, category, lent, long_words, product, story
from webapp.gallery.marks import into, marked
from webapp.gallery.samples import Frame, declare
from webapp.gallery.sheets import desk, figures, row, rows_of, sheet, sheet_html, totals
from webapp.grid.columns import Table
from webapp.grid.editors import editor_html
from webapp.grid.fields import Invalid
from webapp.grid.lists import ListKey
from webapp.grid.standing import new_fields
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render
from webapp.journal.grid import POSTS
from webapp.storage import clock

PRICE = f"product-{FIRST_ID}-price"
ALL = tuple(column.field for column in PRODUCTS.columns)
NO_TEXTS = tuple(field for field in ALL if not PRODUCTS.model.is_text(field))


def _products(spoken: Language, count: int = 12) -> list[Any]:
    return [product(spoken, place, stock=3 * place) for place in range(count)]


def _trashed(spoken: Language) -> list[Any]:
    return [product(spoken, place, trashed_at=clock.now()) for place in range(3)]


declare(
    "grid/table",
    desk(PRODUCTS),
    many=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken), last=4),
    last_page=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken), ListKey("products", page=4), last=4),
    sorted=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken), ListKey("products", sort="-price")),
    one=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken, 1), ListKey("products", q="tea")),
    nothing_matches=lambda spoken: sheet(PRODUCTS, spoken, [], ListKey("products", q="zyx" * 20)),
    empty=lambda spoken: sheet(PRODUCTS, spoken, []),
    trash=lambda spoken: sheet(PRODUCTS, spoken, _trashed(spoken), ListKey("products", trash=True)),
    trash_empty=lambda spoken: sheet(PRODUCTS, spoken, [], ListKey("products", trash=True)),
    read_as_a_table=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken), ListKey("products", reading=True)),
    for_a_reader=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken), locked=ALL),
    for_a_translator=lambda spoken: sheet(PRODUCTS, spoken, _products(spoken), locked=NO_TEXTS),
)
declare("grid/table", desk(POSTS), stories=lambda spoken: sheet(POSTS, spoken, [story(spoken, n) for n in range(6)]))
declare(
    "grid/table",
    desk(CATEGORIES),
    categories=lambda spoken: sheet(CATEGORIES, spoken, [category(spoken, n) for n in range(6)]),
)


def _row(spoken: Language, record: Any, table: Table = PRODUCTS, locked: tuple[str, ...] = ()) -> Mapping[str, Any]:
    return {"table": table, "row": rows_of(table, spoken, [record], locked)[0], "reading": False}


def _row_html(spoken: Language) -> str:
    return render("partials/grid/row.html", "display", spoken.code, _row(spoken, product(spoken)))


def _lent(spoken: Language) -> Any:
    record = lent(product, spoken)
    record.name = record.slug = None
    return record


def _bare(spoken: Language) -> Any:
    nothing = ("pack", "summary", "description", "summary_source", "description_source", "slug", "slug_source")
    none = ("category_id", "category_id_name", "supplier_id", "supplier_id_name")
    return product(spoken, published=False, **dict.fromkeys(nothing + none))


def _aside(spoken: Language) -> str:
    """A text that was refused after its author had gone on: its editor waits, hidden, in the cell."""
    editing = refused(PRODUCTS, "price", spoken, "dear")
    html = into(_row_html(spoken), PRICE, marked(editor_html(editing), editing.id, hidden="hidden"))
    return marked(html, PRICE, "refused", aria_invalid="true", aria_describedby=f"{editing.id}-error")


declare(
    "grid/row",
    row(PRODUCTS),
    display=lambda spoken: _row(spoken, product(spoken)),
    low=lambda spoken: _row(spoken, product(spoken, stock=2)),
    out=lambda spoken: _row(spoken, product(spoken, stock=0)),
    discontinued=lambda spoken: _row(spoken, product(spoken, discontinued=True, published=False)),
    untranslated=lambda spoken: _row(spoken, _lent(spoken)),
    bare=lambda spoken: _row(spoken, _bare(spoken)),
    long_words=lambda spoken: _row(
        spoken, product(spoken, name=long_words(spoken), summary=long_words(spoken), sku="W" * 64, stock=-999_999_999)
    ),
    locked=lambda spoken: _row(spoken, product(spoken), locked=ALL),
    trashed=lambda spoken: _row(spoken, product(spoken, trashed_at=clock.now())),
    editor_on_its_way=lambda spoken: marked(_row_html(spoken), PRICE, aria_busy="true"),
    saving=lambda spoken: marked(_row_html(spoken), PRICE, "pending", aria_busy="true"),
    saved=lambda spoken: marked(_row_html(spoken), PRICE, "saved"),
    refused_aside=_aside,
)
declare(
    "grid/row",
    row(POSTS),
    story_scheduled=lambda spoken: _row(spoken, story(spoken, published_at=clock.now() + timedelta(days=9)), POSTS),
    story_draft=lambda spoken: _row(spoken, story(spoken, published=False, published_at=None), POSTS),
)


def _figures(spoken: Language, table: Table, count: int, figure: int) -> Mapping[str, Any]:
    return {"table": table, "count": count, "totals": totals(table, spoken, figure)}


declare(
    "grid/figures",
    figures(PRODUCTS),
    display=lambda spoken: _figures(spoken, PRODUCTS, 42, 4711),
    none=lambda spoken: _figures(spoken, PRODUCTS, 0, 0),
    large=lambda spoken: _figures(spoken, PRODUCTS, 20_000, 2**53),
)
declare("grid/figures", figures(CATEGORIES), without_totals=lambda spoken: _figures(spoken, CATEGORIES, 13, 0))


def _summary(*columns: tuple[str, tuple[str, ...]]) -> Mapping[str, Any]:
    return {"count": 1240, "columns": columns}


PRICES = ("€25,248.20", "€20.36", "€0.80", "€129.00")
declare(
    "grid/summary",
    desk(PRODUCTS, lambda html, spoken: into(sheet_html(PRODUCTS, spoken), "products-figures", html)),
    display=lambda _spoken: _summary(
        (PRODUCTS.columns[2].label, PRICES), (PRODUCTS.columns[3].label, ("1,431", "34.07", "0", "140"))
    ),
    of_one_column=lambda _spoken: _summary((PRODUCTS.columns[2].label, PRICES)),
    of_no_numbers=lambda _spoken: _summary(),
)


def _new(spoken: Language, table: Table, **typed: str) -> Mapping[str, Any]:
    """The form; where something was typed, as it comes back when that cannot be saved."""
    columns = new_fields(table)
    errors: dict[str, str] = {}
    for column in columns if typed else ():
        try:
            column.type.parse(typed.get(column.field, ""), spoken)
        except Invalid as error:
            errors[column.field] = error.text
    return {"table": table, "columns": columns, "typed": typed, "errors": errors, "key": "gallery-new"}


def _hanging(table: Table) -> Frame:
    """From its button."""
    return replace(desk(table), page="gallery/adding.html", slot="exhibit")


declare(
    "grid/new",
    _hanging(PRODUCTS),
    display=lambda spoken: _new(spoken, PRODUCTS),
    refused=lambda spoken: _new(
        spoken, PRODUCTS, name=product(spoken).name, price="dear", stock="1.5", supplier_id="?"
    ),
)
declare("grid/new", _hanging(POSTS), stories=lambda spoken: _new(spoken, POSTS))
declare("grid/new", _hanging(USERS), users=lambda spoken: _new(spoken, USERS))
declare(
    "grid/new",
    Frame("grid/new.html", "form", known=lambda _spoken: {"table": SUPPLIERS}, edited=True),
    on_its_own_page=lambda spoken: _new(spoken, SUPPLIERS),
    refused_on_its_own_page=lambda spoken: _new(spoken, SUPPLIERS, contact=long_words(spoken)),
)
