"""What the list of a table shows, with the editors that the client opens by itself; and one record to be looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from webapp.freshness.gathering import remembered
from webapp.grid.columns import Column, Table, table_named
from webapp.grid.editors import Editor, editor_html
from webapp.grid.fields import LongText
from webapp.grid.figures import figures
from webapp.grid.lists import ListKey, bulk_url, list_url
from webapp.grid.rows import PER_PAGE, Row, page_of_rows, scopes_of
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import Language, current, language
from webapp.hypermedia.templates import render


def peek_html(table: Table, row: Row, editors: Iterable[tuple[Column, Editor]]) -> str:
    """A record to be looked at: the cells of its row, and of long texts all."""
    whole = {column.field: one.typed for column, one in editors if isinstance(column.type, LongText)}
    columns: tuple[Any, ...] = (*table.columns, *table.derived)
    shown = [
        (column.label, whole.get(cell.field) or cell.text, cell.lang)
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    context = {"table": table, "row": row, "shown": shown}
    return render("partials/grid/peek.html", "display", current().code, context)


def table_context(connection: Connection, locale: str, key: ListKey, locked: tuple[str, ...]) -> Mapping[str, Any]:
    table, spoken = _table(key), language(locale)
    count, totals = figures(connection, table, key, spoken)
    last = max(1, -(-count // PER_PAGE))
    # A page that is no more, since rows went or the address is old, is the last that there is.
    key = replace(key, page=min(key.page, last))
    return {
        "table": table,
        "key": key,
        "rows": page_of_rows(connection, table, key, spoken, locked, count),
        "count": count,
        "totals": totals,
        "last": last,
        "locked": locked,
        "url_for_list": lambda **changes: list_url(locale, key, **changes),
        "bulk_url": bulk_url(locale, key),
        "editors": editors_of(table, spoken, locked),
        "per_page": PER_PAGE,
    }


def editors_of(table: Table, spoken: Language, locked: tuple[str, ...]) -> list[tuple[str, Markup]]:
    """(field, form) of what the client opens by itself. They follow from the table's columns, whatever its rows are."""

    def make() -> str:
        return json.dumps([(one.column.field, editor_html(one)) for one in _each_editor(table, spoken, locked)])

    kept = json.loads(remembered(make, "editors", table.plural, spoken.code, locked))
    return [(field, Markup(html)) for field, html in kept]  # noqa: S704 - fragments of ours


def _each_editor(table: Table, spoken: Language, locked: tuple[str, ...]) -> Iterator[Editor]:
    """One for each column that the client opens by itself; the client fills in the rest."""
    for column in table.columns:
        if column.type.opens_at_once and column.field not in locked:
            yield Editor(table, column, 0, spoken, "", "", "template")


def table_scopes(locale: str, key: ListKey, _locked: tuple[str, ...]) -> set[str]:
    return scopes_of(_table(key), locale)


def _table(key: ListKey) -> Table:
    table = table_named(key.plural)
    assert table is not None, f"{key.plural} is on no desk"
    return table


TABLE = Fragment("grid/table", query=table_context, scopes=table_scopes)
