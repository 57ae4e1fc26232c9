"""Writing one field, and what comes of it: saved, refused, in conflict, gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Response, abort, request

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid.columns import table_of
from webapp.grid.conflicts import choice_text, conflict_form, gone_text, unforced_text
from webapp.grid.editors import Editor, editor_html
from webapp.grid.fields import Invalid
from webapp.grid.making import meaning
from webapp.grid.meanwhile import Conflict, Gone
from webapp.grid.routes.blueprint import blueprint
from webapp.grid.routes.editors import editor_answer, refused, sent_editor
from webapp.grid.standing import editor_of, intent_of, label_in, row_if_any, row_of, shown_value, table_at, writable
from webapp.grid.writing import Missing, Written, write_field
from webapp.hypermedia.answers import Partial, alarm, answer, came_from, note, partials, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import current
from webapp.hypermedia.locales import gettext as _
from webapp.hypermedia.pages import around
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import by_htmx
from webapp.hypermedia.templates import href, render


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/<field>")
@access.needs(Right.WRITE)
def field(plural: str, record_id: int, field: str) -> Response:
    shown = table_at(plural)
    column = writable(shown, field)
    typed = sent_editor(shown, column, record_id)
    try:
        meant = meaning(shown, column, typed.typed, current(), access.visitor())
        # Only a key that was sent can have been sent before.
        intent = intent_of(typed.face, request.form.get("key", ""))
        written = write_field(intent, shown, column, record_id, typed.language.code, meant, typed.version)
    except Missing:
        abort(404)
    except Invalid as error:
        return editor_answer(refused(typed, error), 422)
    except Conflict as conflict:
        return _conflict_answer(typed, conflict)
    except Gone as gone:
        return _gone_answer(typed, gone)
    return _saved(typed, written)


def _saved(typed: Editor, written: Written) -> Response:
    """What a write answers: the editor closed, the row or the page as it is now, and what was done."""
    act = written.act
    parts = [*answers.closing(typed.key), *_shown_anew(typed)]
    if act is not None:
        text = _changed_text(typed, written.old, written.new)
        parts += [note(text, act), say(_("Saved. %(what)s", what=text))]
    parts += _next_editor(typed)
    return answer(*parts, see_other=lambda: with_note(came_from(_record_page(typed)), act))


def _record_page(typed: Editor) -> str:
    return href("desk.record", locale=current().code, plural=typed.table.plural, record_id=typed.record_id)


def _changed_text(typed: Editor, old: Any, value: Any) -> str:
    """From what to what; of long texts that begin alike, only that they differ."""
    column, label = typed.column, label_in(typed.column, typed.language.code)
    before, after = shown_value(column, old), shown_value(column, value)
    if before == after:
        return str(_("%(field)s was changed.", field=label))
    return str(_("%(field)s: %(old)s → %(new)s", field=label, old=before or "–", new=after or "–"))


def _shown_anew(typed: Editor) -> Iterator[Partial]:
    """The record as it is now, on the page or in the grid that the form was sent from."""
    if typed.face == "grid":
        return answers.row_parts(typed.table, [typed.record_id])
    return answers.page_parts(typed.table, typed.record_id)


def _tell_a_list(typed: Editor, status: int, text: str) -> None:
    """A button of a row list has no editor to go back to: a note says what happened, beside the list as it is now."""
    if by_htmx() and typed.face == "list":
        raise Problem(status, None, text, *_shown_anew(typed))


def _next_editor(typed: Editor) -> list[Partial]:
    """The editor of the cell that the form asked to be opened next, where this visitor may write it."""
    noun, _dash, rest = typed.next.partition("-")
    number, _dash, name = rest.partition("-")
    shown = table_of(noun)
    column = shown.column(name) if shown and number.isascii() and number.isdecimal() and len(number) < 10 else None
    if shown is None or column is None or not shown.may_write(access.visitor(), column, current().code):
        return []
    row = row_if_any(shown, int(number))
    if row is None or row.trashed:
        return []
    editing = editor_of(shown, column, row, typed.face)
    return [Partial(editing.cell, editor_html(editing), "beforeend")]


def _conflict_answer(typed: Editor, conflict: Conflict) -> Response:
    """409: the typed text stays, and under it what stands there now, whose it is, and what it was before."""
    _tell_a_list(typed, 409, unforced_text(typed.column, conflict))
    newer, html = conflict_form(typed, conflict)
    if by_htmx():
        text = choice_text(typed.column, conflict)
        return partials(Partial(newer.id, html), *_shown_anew(typed), alarm(text), status=409)
    return around("grid/editor.html", {"editor": html}, 409, e=newer)


def _gone_answer(typed: Editor, gone: Gone) -> Response:
    text = gone_text(gone.by)
    _tell_a_list(typed, 410, text)
    newer = replace(typed, title=row_of(typed.table, typed.record_id).title)
    html = render("partials/grid/gone.html", "display", current().code, {"e": newer, "text": text})
    if by_htmx():
        return partials(Partial(newer.id, html), alarm(text), status=410)
    return around("grid/editor.html", {"editor": html}, 410, e=newer)
