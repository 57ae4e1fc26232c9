"""Tables of the desk with made-up rows, and the frames of what stands within one: a row, a cell, the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from webapp.catalogue.grid import CATEGORIES, PRODUCTS
from webapp.gallery import made
from webapp.gallery.marks import instead, into, marked
from webapp.gallery.samples import Frame
from webapp.grid.columns import Table
from webapp.grid.rows import ListKey, Row, as_row
from webapp.grid.views import editors_of, list_url
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render
from webapp.journal.grid import POSTS
from webapp.storage import clock

# plural -> the table, and what makes its records
TABLES: dict[str, tuple[Table, Callable[..., Any]]] = {
    "products": (PRODUCTS, made.product),
    "categories": (CATEGORIES, made.category),
    "posts": (POSTS, made.story),
}


def rows_of(table: Table, spoken: Language, records: list[Any], locked: tuple[str, ...] = ()) -> list[Row]:
    shown = [as_row(table, record, spoken, locked, clock.now()) for record in records]
    return [replace(row, index=place) for place, row in enumerate(shown, 1)]


def sheet(
    table: Table,
    spoken: Language,
    records: list[Any],
    key: ListKey | None = None,
    locked: tuple[str, ...] = (),
    last: int = 1,
) -> Mapping[str, Any]:
    """What the table's template is given."""
    key = key or ListKey(table.plural)
    return {
        "table": table,
        "key": key,
        "rows": rows_of(table, spoken, records, locked),
        "count": len(records),
        "totals": totals(table, spoken, 1234567),
        "last": last,
        "locked": locked,
        "url_for_list": lambda **changes: list_url(spoken.code, key, **changes),
        "editors": list(editors_of(table, spoken, locked)),
        "per_page": len(records),
    }


def totals(table: Table, spoken: Language, figure: int) -> list[tuple[str, str, str]]:
    return [(total.field, total.label, total.type.shown(figure, spoken)) for total in table.totals]


def sheet_html(plural: str, spoken: Language) -> str:
    table, make = TABLES[plural]
    context = sheet(table, spoken, [make(spoken, place) for place in range(3)])
    return render("partials/grid/table.html", "display", spoken.code, context)


def cell_of(form: str) -> tuple[str, str]:
    """(plural of the table, id of the cell) that an editor belongs to: its form says where it is sent."""
    plural, record, field = _parts(r'action="/[^/]+/(\w+)/(\d+)/(\w+)"', form)
    return plural, f"{TABLES[plural][0].noun}-{record}-{field}"


def _in_cell(form: str, spoken: Language) -> str:
    """In the first row. What was refused is told of by its cell too."""
    plural, cell = cell_of(form)
    html = into(sheet_html(plural, spoken), cell, form)
    reason = re.search(r'id="([^"]+)"[^>]* data-error=', form)
    return marked(html, cell, "refused", aria_invalid="true", aria_describedby=reason[1]) if reason else html


def _among_rows(row: str, spoken: Language) -> str:
    id_, plural = _parts(r'<tr [^>]*id="([^"]+)" data-url="/[^/]+/(\w+)', row)
    return instead(sheet_html(plural, spoken), id_, row)


def _below_rows(figures: str, spoken: Language) -> str:
    (plural,) = _parts(r'id="(\w+)-figures"', figures)
    return instead(sheet_html(plural, spoken), f"{plural}-figures", figures)


def _parts(pattern: str, html: str) -> tuple[str, ...]:
    found = re.search(pattern, html)
    assert found, f"{html[:60]} stands elsewhere"
    return found.groups()


DESK = Frame("desk")
CELL = Frame("desk", around=_in_cell)
ROW = Frame("desk", around=_among_rows)
FIGURES = Frame("desk", around=_below_rows)
RECORD = Frame("record")
