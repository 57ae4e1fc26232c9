"""The history of the shop, of an act, of a record and of a field; and restoring a value from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, request
from flask_babel import gettext as _

from webapp import access
from webapp.access import Right, Visitor
from webapp.grid import answers
from webapp.grid.columns import Column, Table, tables_for
from webapp.grid.conflicts import gone_text, unforced_text
from webapp.grid.errands import counts, errands_of
from webapp.grid.fields import Invalid
from webapp.grid.meanwhile import Conflict, Gone
from webapp.grid.numbers import INT32
from webapp.grid.routes.blueprint import refuse_bad_key
from webapp.grid.rows import Row
from webapp.grid.standing import intent_of, row_of, shown_value, table_at, writable
from webapp.grid.writing import Missing, Written, write_field
from webapp.history import queries, views
from webapp.history.filters import filter_of
from webapp.history.reach import END
from webapp.hypermedia.answers import Partial, answer, came_from, note, partials, remove, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.fragments import collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import wants_fragment
from webapp.hypermedia.templates import href
from webapp.storage.changes import from_json
from webapp.storage.transactions import snapshot

blueprint = Blueprint("history", __name__)
RECORD = "/<locale>/<table:plural>/<record:record_id>"


@blueprint.get("/<locale>/desk/history")
@access.needs(Right.LOOK)
def history() -> Response:
    with snapshot() as connection:
        context = views.list_context(connection, filter_of(request.args, _visitor()), current(), _visitor())
    return _shown("history/history.html", "act/list", context)


@blueprint.get("/<locale>/desk/history/<record:act_id>")
@access.needs(Right.LOOK)
def act(act_id: int) -> Response:
    """All that one act changed."""
    with snapshot() as connection:
        context = views.act_context(connection, act_id, _id("after", 0), current(), _visitor())
    if context is None:
        abort(404)
    return _shown("history/act.html", "act/changes", context, act=context["act"])


@blueprint.get(f"{RECORD}/history")
@access.needs(Right.LOOK)
def record(plural: str, record_id: int) -> Response:
    return _of_record(table_at(plural), record_id)


@blueprint.get(f"{RECORD}/<field>/history")
@access.needs(Right.LOOK)
def field(plural: str, record_id: int, field: str) -> Response:
    shown = table_at(plural)
    return _of_record(shown, record_id, shown.column(field) or abort(404))


@blueprint.post(f"{RECORD}/<field>/history")
@access.needs(Right.WRITE)
def restore(plural: str, record_id: int, field: str) -> Response:
    """Bring back what a field held before one of its changes: an act as any other, guarded by the version that was seen."""
    shown = table_at(plural)
    column = writable(shown, field)
    form = exactly(("change", "version"), ("key",))
    refuse_bad_key(form["key"])
    value = from_json(shown.model, field, _change(shown, record_id, field, form["change"]).old)
    try:
        intent = intent_of("history", form["key"])
        written = write_field(intent, shown, column, record_id, current().code, lambda _old: value, form["version"])
    except Missing:
        abort(404)
    except Invalid as error:
        raise Problem(422, error.code, error.text) from error
    except Conflict as conflict:
        raise Problem(409, "conflict", unforced_text(column, conflict), *_anew(shown, record_id)) from conflict
    except Gone as gone:
        raise Problem(410, "gone", gone_text(gone.by)) from gone
    return _restored(shown, column, record_id, written)


def _change(shown: Table, record_id: int, field: str, change: str) -> Any:
    """The change that the form names, if it is one of this field in this language."""
    number = int(change) if change.isascii() and change.isdecimal() and len(change) < 16 else 0
    with snapshot() as connection:
        found = queries.change(connection, number)
    spoken = current().code if shown.model.is_text(field) else None
    if found is None or (found.noun, found.record_id, found.field, found.locale) != (
        shown.noun,
        record_id,
        field,
        spoken,
    ):
        abort(404)
    return found


def _restored(shown: Table, column: Column, record_id: int, written: Written) -> Response:
    label, value = _(column.label), shown_value(column, written.new) or "–"
    text = _("Restored: %(field)s is %(value)s again.", field=label, value=value)
    told = [note(text, written.act)] if written.act is not None else []
    address = href("history.field", locale=current().code, plural=shown.plural, record_id=record_id, field=column.field)
    see_other = with_note(came_from(address), written.act)
    return answer(*_anew(shown, record_id), *told, say(text), see_other=see_other)


def _anew(shown: Table, record_id: int) -> Iterator[Partial]:
    """In a grid the row, and the dialog has gone; on a page of the history that page's list."""
    if answers.shown_list():
        yield remove("history-dialog")
        yield from answers.row_parts(shown, [record_id])
        return
    here = came_from("").partition("?")[0].split("/")
    column = shown.column(here[4]) if len(here) == 6 else None
    yield Partial(
        "history-changes", views.html_of("change/list", current(), _context(shown, row_of(shown, record_id), column))
    )


def _of_record(shown: Table, record_id: int, column: Column | None = None) -> Response:
    """A page, its list by itself to htmx, or that in a dialog over the page which asks for a `panel`."""
    row = row_of(shown, record_id)
    context = _context(shown, row, column)
    if wants_fragment() and "panel" in request.args:
        return partials(Partial("dialogs", views.html_of("change/dialog", current(), context), "innerHTML"))
    return _shown("history/changes.html", "change/list", context, row=row, column=column, shown=shown)


def _context(shown: Table, row: Row, column: Column | None) -> Mapping[str, Any]:
    with snapshot() as connection:
        before = _id("before", END)
        context = views.record_context(connection, shown, row.id, before, current(), _visitor(), column)
    return {**context, "row": row}


def _shown(template: str, part: str, context: Mapping[str, Any], **known: Any) -> Response:
    html = views.html_of(part, current(), context)
    if wants_fragment():
        response = make_response(html)
        response.headers["Cache-Control"] = "no-store"
        return response
    errands = errands_of(access.visitor())
    counted, _keys = collect(counts(errands, current().code))
    return around(
        template, counted | {"list": html}, table=None, tables=tables_for(access.visitor()), errands=errands, **known
    )


def _id(name: str, default: int) -> int:
    text = request.args.get(name, "")
    good = request.method == "GET" and text.isascii() and text.isdecimal() and len(text) < 11 and 0 < int(text) <= INT32
    return int(text) if good else default


def _visitor() -> Visitor:
    visitor = access.visitor()
    assert visitor is not None, "the policy lets only people in who are signed in"
    return visitor
