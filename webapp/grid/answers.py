"""What the grid answers to a write: the row, the figures, the public page's fragment, a note with its Undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import request

from webapp import access
from webapp.grid.columns import Table, table_named
from webapp.grid.figures import figures
from webapp.grid.lists import ListKey, list_key, list_url
from webapp.grid.rows import page_of_rows, rows
from webapp.grid.views import TABLE
from webapp.hypermedia.answers import Partial, came_from, remove
from webapp.hypermedia.fragments import collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.templates import render
from webapp.storage.transactions import snapshot

# Of more rows than this the whole list is sent, since those that are shown might not be among them.
ROWS_APART = 50


def shown_list() -> tuple[Table, ListKey] | None:
    """The list that the request was sent from, if it was one."""
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # a browser sends none of this kind
        return None
    steps = parts.path.strip("/").split("/")
    table = table_named(steps[2]) if len(steps) == 3 and steps[1] == "desk" else None
    if table is None or not table.may_see(access.visitor()):
        return None
    return table, list_key(table, {k: v[0] for k, v in parse_qs(parts.query).items()})


def is_read() -> bool:
    """Whether the request was sent from a list that is read as a plain table."""
    return parse_qs(urlsplit(came_from("")).query).get("as") == ["table"]


def is_shown(table: Table, record_id: int) -> bool:
    """Whether a record is on the page of rows that the request was sent from, as that page is now."""
    shown = shown_list()
    if shown is None or shown[0] is not table:
        return False
    with snapshot() as connection:
        count, _totals = figures(connection, table, shown[1], current())
        return any(row.id == record_id for row in page_of_rows(connection, *shown, current(), (), count))


def list_parts() -> Iterator[Partial]:
    """The whole list as it is now, for what makes rows come and go."""
    if shown := shown_list():
        table, key = shown
        locked = table.locked_for(access.visitor(), current().code)
        html, _keys = collect([TABLE(current().code, key, locked)])
        yield Partial(f"{table.plural}-grid", html[TABLE.name])


def row_parts(table: Table, ids: list[int]) -> Iterator[Partial]:
    """The rows of some records and the figures below, read anew after the commit; and the fragment of a public page."""
    spoken = current()
    locked = table.locked_for(access.visitor(), spoken.code)
    with snapshot() as connection:
        for row in rows(connection, table, ids, spoken, locked):
            yield Partial(f"{table.noun}-{row.id}", row_html(table, row))
        shown = shown_list()
        if shown and shown[0] is table:
            count, totals = figures(connection, table, shown[1], spoken)
            yield Partial(f"{table.plural}-figures", figures_html(table, count, totals))


def figures_parts(table: Table) -> list[Partial]:
    """The figures below the list alone."""
    return [part for part in row_parts(table, []) if part.target.endswith("-figures")]


def home_of_list(table: Table) -> str:
    """The first page of the list, read as it was."""
    return list_url(current().code, ListKey(table.plural, reading=is_read()))


def page_parts(table: Table, record_id: int) -> Iterator[Partial]:
    """The public page's fragment of a record, for an edit made there; or what else shows it on a page of its noun's own."""
    if table.elsewhere:
        yield from table.elsewhere(record_id)
    elif table.page:
        placed = table.page(current().code, record_id)
        html, _keys = collect([placed])
        yield Partial(f"{table.noun}-{record_id}", html[placed.fragment.name])


def row_html(table: Table, row: Any) -> str:
    context = {"table": table, "row": row, "reading": is_read()}
    return render("partials/grid/row.html", "display", current().code, context)


def figures_html(table: Table, count: int, totals: list[tuple[str, str, str]]) -> str:
    context = {"table": table, "count": count, "totals": totals, "known": True}
    return render("partials/grid/figures.html", "display", current().code, context)


def closing(key: str) -> Iterator[Partial]:
    """Closes the editor that sent the form, by its own id: a late answer never closes a newer one."""
    if key:
        yield remove(f"f-{key}")
