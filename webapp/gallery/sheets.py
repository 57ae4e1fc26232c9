"""Tables of the desk with made-up rows, and the frames of what stands within one: a row, a cell, the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from webapp.gallery import made
from webapp.gallery.marks import focused, instead, into, marked
from webapp.gallery.samples import Frame
from webapp.grid.columns import Table, table_named, tables
from webapp.grid.lists import ListKey, bulk_url, list_url
from webapp.grid.repeats import new_key
from webapp.grid.rows import Row, as_row
from webapp.grid.standing import new_fields
from webapp.grid.views import editors_of
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render
from webapp.storage import clock

# plural of a table -> what makes its records
MAKERS: dict[str, Callable[..., Any]] = {"products": made.product, "categories": made.category, "posts": made.story}


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
        "bulk_url": bulk_url(spoken.code, key),
        "editors": editors_of(table, spoken, locked),
        "per_page": len(records),
    }


def totals(table: Table, spoken: Language, figure: int) -> list[tuple[str, str, str]]:
    return [(total.field, total.label, total.type.shown(figure, spoken)) for total in table.totals]


def sheet_html(table: Table, spoken: Language) -> str:
    context = sheet(table, spoken, [MAKERS[table.plural](spoken, place) for place in range(3)])
    return render("partials/grid/table.html", "display", spoken.code, context)


def cell_of(form: str) -> str:
    """The cell that an editor belongs to: its form says where it is sent."""
    plural, record, field = _parts(r'action="/[^/]+/(\w+)/(\d+)/(\w+)"', form)
    table = table_named(plural)
    assert table
    return f"{table.noun}-{record}-{field}"


def desk(table: Table, around: Callable[[str, Language], str] = lambda html, _spoken: html) -> Frame:
    """The page of a table."""

    def known(_spoken: Language) -> Mapping[str, Any]:
        page = {"key": ListKey(table.plural), "creating": new_fields(table), "new_key": new_key}
        return page | {"table": table, "tables": list(tables()), "errands": []}

    return Frame("grid/table.html", "grid/table", around, known, edited=True)


def cell(table: Table, inside: Callable[[str, Language], str] = lambda form, _spoken: form) -> Frame:
    """The first row of a table, with an editor in its cell; `inside` puts into the editor what is no editor itself."""

    def around(html: str, spoken: Language) -> str:
        form = focused(inside(html, spoken))
        place = cell_of(form)
        shown = into(sheet_html(table, spoken), place, form)
        # What was refused is told of by its cell too.
        reason = re.search(r'id="([^"]+)"[^>]* data-error=', form)
        return marked(shown, place, "refused", aria_invalid="true", aria_describedby=reason[1]) if reason else shown

    return desk(table, around)


def row(table: Table) -> Frame:
    """Its first row."""
    return desk(
        table, lambda html, spoken: instead(sheet_html(table, spoken), _parts(r'<tr [^>]*id="([^"]+)"', html)[0], html)
    )


def figures(table: Table) -> Frame:
    return desk(table, lambda html, spoken: instead(sheet_html(table, spoken), f"{table.plural}-figures", html))


def _parts(pattern: str, html: str) -> tuple[str, ...]:
    found = re.search(pattern, html)
    assert found, f"{html[:60]} has no {pattern}"
    return found.groups()


RECORD = Frame("gallery/record.html", "exhibit", edited=True)
