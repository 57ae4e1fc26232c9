"""The editor of one field: asked for, sent, sent back, and the preview of the long text that is typed in it."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, jsonify, request
from flask_babel import gettext as _

from webapp import access
from webapp.access import Right
from webapp.freshness.gathering import passing
from webapp.grid.columns import Column, Table
from webapp.grid.editors import Editor, editor_html, preview_html
from webapp.grid.fields import Invalid, LongText
from webapp.grid.repeats import new_key
from webapp.grid.routes.blueprint import blueprint, refuse_bad_key
from webapp.grid.standing import (
    FACES,
    editor_of,
    label_in,
    languages_of,
    other_language,
    row_of,
    stored,
    table_at,
    writable,
)
from webapp.hypermedia.answers import Partial, alarm, partials
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.requests import by_htmx, wants_fragment

# Of a text that is to be explained.
LONGEST = 200


@blueprint.get("/<locale>/<table:plural>/<record:record_id>/<field>/edit")
@access.needs(Right.WRITE)
def editor(plural: str, record_id: int, field: str) -> Response:
    shown = table_at(plural)
    column = writable(shown, field)
    face, key = request.args.get("face", ""), request.args.get("key", "")
    other = other_language(shown, column, request.args.get("language", ""))
    found = editor_of(shown, column, row_of(shown, record_id, other), face, key, other)
    return editor_answer(replace(found, languages=languages_of(shown, column)))


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/<field>/preview")
@access.needs(Right.WRITE)
def preview(plural: str, record_id: int, field: str) -> Response:
    """A long text as its page will show it; nothing is written, and nothing of it is kept."""
    shown = table_at(plural)
    column = writable(shown, field)
    if not isinstance(column.type, LongText) or column.type.render is None:
        abort(404)
    typed = replace(sent_editor(shown, column, record_id), title=row_of(shown, record_id).title)
    try:
        column.type.understand(typed.typed, current())
    except Invalid as error:
        typed = refused(typed, error)
    status = 422 if typed.error else 200
    with passing():
        if by_htmx():
            return partials(Partial(f"{typed.id}-shown", preview_html(typed), "innerHTML"), status=status)
        return _page(typed, status)


@blueprint.get("/<locale>/<table:plural>/<record:record_id>/<field>/understood")
@access.needs(Right.WRITE)
def understood(plural: str, record_id: int, field: str) -> Response:
    """What a typed text would be saved as, in words, or what is wrong with it: read by a script, while one types."""
    shown = table_at(plural)
    column, typed = writable(shown, field), request.args.get("value", "")[:LONGEST]
    if not column.type.explained:
        abort(404)
    before = stored(shown, column, record_id, current()) if column.type.is_relative(typed) else None
    try:
        text, wrong = column.type.understood(typed, current(), before), False
    except Invalid as error:
        text, wrong = error.text, True
    response = jsonify(text=text, wrong=wrong)
    response.headers["Cache-Control"] = "no-store"
    return response


def sent_editor(shown: Table, column: Column, record_id: int) -> Editor:
    """The editor as its form was sent; raises what a form that is not ours deserves."""
    if isinstance(column.type, LongText):
        request.max_content_length = request.max_form_memory_size = column.type.longest_form
    form = exactly(("value", "version"), ("next", "key", "face", "language"))
    refuse_bad_key(form["key"])
    if form["face"] not in ("", *FACES):
        raise Problem(422, "bad_face", _("The form does not say where it was sent from."))
    key, face = form["key"] or new_key(), form["face"] or "grid"
    other = other_language(shown, column, form["language"])
    found = Editor(shown, column, record_id, current(), form["value"], form["version"], key, face, form["next"])
    return replace(found, other=other, languages=languages_of(shown, column))


def refused(typed: Editor, error: Invalid) -> Editor:
    title = typed.title or row_of(typed.table, typed.record_id).title
    return replace(typed, error=error.text, code=error.code, title=title)


def editor_answer(editing: Editor, status: int = 200) -> Response:
    if not (wants_fragment() or by_htmx()):
        return _page(editing, status)
    html = editor_html(editing)
    if status == 200:
        return partials(Partial(editing.cell, html, "beforeend"))
    label = label_in(editing.column, editing.language.code)
    text = _("%(field)s not saved: %(error)s", field=label, error=editing.error or "")
    return partials(Partial(editing.id, html), alarm(text), status=status)


def _page(editing: Editor, status: int) -> Response:
    return around("grid/editor.html", {"editor": editor_html(editing)}, status, e=editing)
