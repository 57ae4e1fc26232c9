"""What a range of cells needs of the server: the sums of rows that are not on the page, and texts that it has not whole."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask_babel import gettext as _

from webapp import access
from webapp.access import Right
from webapp.grid.columns import Table
from webapp.grid.lists import list_key
from webapp.grid.numbers import INT32
from webapp.grid.ranges import MOST_ROWS, TooMany, copied, matching_ids, sums
from webapp.grid.routes.blueprint import blueprint
from webapp.grid.standing import table_at
from webapp.hypermedia.answers import Partial, partials
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import current
from webapp.hypermedia.templates import render
from webapp.storage.transactions import snapshot


@blueprint.get("/<locale>/desk/<table:plural>/summary")
@access.needs(Right.LOOK)
def summary(plural: str) -> Response:
    """Of all rows that the filter lets through, for the bar below the grid."""
    shown = table_at(plural)
    with snapshot() as connection:
        count, found = sums(connection, shown, list_key(shown, request.args), current(), _fields(shown))
    context = {"table": shown, "count": count, "columns": found}
    return partials(
        Partial("all-rows", render("partials/grid/summary.html", "display", current().code, context), "outerHTML")
    )


@blueprint.get("/<locale>/desk/<table:plural>/values")
@access.needs(Right.LOOK)
def values(plural: str) -> Response:
    """Rows of values as they are copied: of some records, or of all that the filter lets through."""
    shown = table_at(plural)
    fields = _fields(shown)
    try:
        with snapshot() as connection:
            key = list_key(shown, request.args)
            ids = _ids() if "ids" in request.args else matching_ids(connection, shown, key, current())
            response = jsonify(copied(connection, shown, ids, current(), fields))
    except TooMany as error:
        n = current().number(MOST_ROWS)
        text = _("Not copied: that is too much. Copy at most %(n)s rows, or export the table.", n=n)
        raise Problem(413, "too_many_rows", text) from error
    response.headers["Cache-Control"] = "no-store"
    return response


def _fields(shown: Table) -> list[str]:
    """The fields that are asked for, as far as the table shows them."""
    known = {column.field for column in shown.columns} | {derived.field for derived in shown.derived}
    return [field for field in request.args.get("fields", "").split() if field in known]


def _ids() -> list[int]:
    words = request.args["ids"].split()
    if len(words) > MOST_ROWS or not all(w.isascii() and w.isdecimal() and 0 < len(w) < 11 for w in words):
        raise Problem(422, "bad_rows", _("The form has a field that does not belong to it: %(name)s.", name="ids"))
    return [int(word) for word in words if int(word) <= INT32]
