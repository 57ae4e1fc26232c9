"""The list of a table, one record with all its fields, and what a relation can be set to."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, request

from webapp import access
from webapp.access import Right
from webapp.freshness.front import at_the_front
from webapp.grid.columns import tables_for
from webapp.grid.errands import counts, errands_of
from webapp.grid.lists import list_key
from webapp.grid.making import may_make
from webapp.grid.recent import recent
from webapp.grid.relations import Relation
from webapp.grid.repeats import new_key
from webapp.grid.routes.blueprint import blueprint
from webapp.grid.standing import editor_of, new_fields, row_of, table_at, writable
from webapp.grid.views import TABLE, peek_html
from webapp.hypermedia.answers import Partial, partials
from webapp.hypermedia.fragments import collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around, page
from webapp.hypermedia.requests import wants_fragment
from webapp.hypermedia.templates import render
from webapp.storage.transactions import snapshot


@blueprint.get("/<locale>/desk/<table:plural>")
@access.needs(Right.LOOK)
@at_the_front("sort", "page", "trash", "as")
def table(plural: str) -> Response:
    shown = table_at(plural)
    key = list_key(shown, request.args)
    locked = shown.locked_for(access.visitor(), current().code)
    placed = TABLE(current().code, key, locked)
    errands = errands_of(access.visitor())
    context: dict[str, Any] = {
        "table": shown,
        "key": key,
        "tables": tables_for(access.visitor()),
        "errands": errands,
        "creating": new_fields(shown),
        "new_key": new_key,
    }
    return page("grid/table.html", placed, *counts(errands, current().code), swapped=placed, **context)


@blueprint.get("/<locale>/desk/<table:plural>/<record:record_id>")
@access.needs(Right.LOOK)
def record(plural: str, record_id: int) -> Response:
    """One record with a form for each field: the way to edit without script. Over a list it is only looked at."""
    shown = table_at(plural)
    row = row_of(shown, record_id)
    editors = [(column, editor_of(shown, column, row)) for column in shown.columns]
    if wants_fragment():
        return partials(Partial("dialogs", peek_html(shown, row, editors), "innerHTML"))
    locked = shown.locked_for(access.visitor(), current().code)
    errands = errands_of(access.visitor())
    html, _keys = collect(counts(errands, current().code))
    context: dict[str, Any] = {"table": shown, "row": row, "editors": editors, "locked": locked}
    context |= {"creating": new_fields(shown), "new_key": new_key}
    return around("grid/record.html", html, tables=tables_for(access.visitor()), errands=errands, **context)


@blueprint.get("/<locale>/<table:plural>/options/<field>")
@access.needs(Right.WRITE)
def options(plural: str, field: str) -> Response:
    """The records that a relation can be set to, while one types their name."""
    column = writable(table_at(plural), field)
    if not isinstance(column.type, Relation):
        abort(404)
    visitor, typed, list_id = (
        access.visitor(),
        request.args.get("value", "")[:200],
        request.args.get("list", "options")[:80],
    )
    assert visitor is not None
    with snapshot() as connection:
        latest = recent(connection, table_at(plural), field, visitor.id)
        offered, total = column.type.offered(connection, typed, current(), latest)
    # Only an editor's form can make one: `f-` is how their ids begin.
    name = typed.strip() if list_id.startswith("f-") and may_make(visitor, column) else ""
    made = "" if name.casefold() in {row.name.casefold() for row in offered} else name
    context = {"offered": offered, "recent": latest, "total": total, "made": made, "list_id": list_id}
    response = make_response(render("partials/grid/options.html", "display", current().code, context))
    response.headers["Cache-Control"] = "no-store"
    return response
