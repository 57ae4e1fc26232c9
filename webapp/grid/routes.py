"""The URLs of every table on the desk: its list, its records, its fields, trash and undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid import undo as undoing
from webapp.grid.columns import Column, Table, table_named, table_of, tables
from webapp.grid.fields import INT32, Invalid, LongText
from webapp.grid.relations import Relation
from webapp.grid.rows import Cell, Row, rows, whole_text
from webapp.grid.views import KEY, TABLE, Editor, conflict_html, editor_html, list_url, new_key
from webapp.grid.writing import By, Conflict, Gone, Missing, create, in_use_text, set_trashed, write_field
from webapp.hypermedia.answers import Partial, alarm, answer, came_from, note, partials, remove, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current, settings_timezone
from webapp.hypermedia.pages import around, page
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import by_htmx, wants_fragment
from webapp.hypermedia.templates import href, render
from webapp.storage.acts import CREATED, TRASHED, Actor, Change, Intent
from webapp.storage.records import InUse
from webapp.storage.transactions import snapshot

blueprint = Blueprint("desk", __name__)
FACES = ("grid", "page")


class PluralConverter(BaseConverter):
    """Only the tables that are on the desk; any other word is another route's, or nobody's."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = "|".join(re.escape(table.plural) for table in tables())


class RecordConverter(IntegerConverter):
    """A record's id, as far as the database counts, spelled in one way: no zeros before it, no other script's digits."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=INT32)


@blueprint.get("/<locale>/desk/<table:plural>")
@access.needs(Right.LOOK)
def table(plural: str) -> Response:
    shown = _table(plural)
    key = answers.list_key(shown, request.args)
    locked = shown.locked_for(access.visitor(), current().code)
    placed = TABLE(current().code, key, locked)
    context: dict[str, Any] = {
        "table": shown,
        "key": key,
        "tables": list(tables()),
        "creating": _new_fields(shown),
        "new_key": new_key,
    }
    return page("grid/table.html", placed, swapped=placed, **context)


@blueprint.get("/<locale>/desk/<table:plural>/<record:record_id>")
@access.needs(Right.LOOK)
def record(plural: str, record_id: int) -> Response:
    """One record with a form for each field: the way to edit without script."""
    shown = _table(plural)
    row = _row(shown, record_id)
    editors = [(column, _editor(shown, column, row)) for column in shown.columns]
    locked = shown.locked_for(access.visitor(), current().code)
    return around("grid/record.html", {}, table=shown, row=row, editors=editors, locked=locked, tables=list(tables()))


@blueprint.get("/<locale>/<table:plural>/<record:record_id>/<field>/edit")
@access.needs(Right.WRITE)
def editor(plural: str, record_id: int, field: str) -> Response:
    shown = _table(plural)
    column = _writable(shown, field)
    face, key = request.args.get("face", ""), request.args.get("key", "")
    return _editor_answer(_editor(shown, column, _row(shown, record_id), face, key))


@blueprint.get("/<locale>/<table:plural>/options/<field>")
@access.needs(Right.WRITE)
def options(plural: str, field: str) -> Response:
    """The records that a relation can be set to, while one types their name."""
    column = _writable(_table(plural), field)
    if not isinstance(column.type, Relation):
        abort(404)
    with snapshot() as connection:
        offered, more = column.type.offered(connection, request.args.get("value", "")[:200], current())
    context = {"offered": offered, "more": more, "list_id": request.args.get("list", "options")[:80]}
    return partials_of(render("partials/grid/options.html", "display", current().code, context))


def partials_of(html: str) -> Response:
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/<field>")
@access.needs(Right.WRITE)
def field(plural: str, record_id: int, field: str) -> Response:
    shown = _table(plural)
    column = _writable(shown, field)
    if isinstance(column.type, LongText):
        request.max_content_length = request.max_form_memory_size = column.type.longest_form
    form = exactly(("value", "version"), ("next", "key", "face"))
    _refuse_bad_key(form["key"])
    if form["face"] not in ("", *FACES):
        raise Problem(422, "bad_face", _("The form does not say where it was sent from."))
    typed = Editor(
        shown, column, record_id, current(), form["value"], form["version"], form["key"] or new_key(),
        form["face"] or "grid", form["next"],
    )  # fmt: skip
    try:
        value = shown.parse(column, typed.typed, current())
        written = write_field(
            _intent(typed.face, form["key"]), shown, column, record_id, current().code, value, typed.version
        )
    except Missing:
        abort(404)
    except Invalid as error:
        return _editor_answer(_with_error(typed, error), 422)
    except Conflict as conflict:
        return _conflict_answer(typed, conflict)
    except Gone as gone:
        return _gone_answer(typed, gone)
    return _saved(typed, written.act, written.old, value)


@blueprint.post("/<locale>/<table:plural>")
@access.needs(Right.FIELDS)
def make(plural: str) -> Response:
    shown = _table(plural)
    columns = _new_fields(shown)
    form = exactly((), {column.field for column in columns} | {"key"})
    _refuse_bad_key(form["key"])
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in columns:
        try:
            # Required in every language here: a new record has no text yet that could stand in.
            values[column.field] = column.type.parse(form[column.field], current())
        except Invalid as error:
            errors[column.field] = error.text
    if not errors:
        given = {name: value for name, value in values.items() if value is not None}
        try:
            made, act = create(_intent("grid", form["key"]), shown, given, current().code)
        except Invalid as error:
            errors[columns[0].field] = error.text
        else:
            return _made(shown, made, act)
    return _new_form_answer(shown, columns, form, errors)


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/trash")
@access.needs(Right.FIELDS)
def trash(plural: str, record_id: int) -> Response:
    shown = _table(plural)
    exactly(())
    title = _row(shown, record_id).title
    try:
        act = set_trashed(_intent("grid"), shown, record_id, True)
    except InUse as error:
        raise Problem(422, "in_use", in_use_text(error, error.noun)) from error
    text = _("%(title)s was moved to the trash.", title=title)
    parts = [remove(f"{shown.noun}-{record_id}"), *_figures(shown), note(text, act), say(text)]
    return answer(*parts, see_other=with_note(_home(shown), act), status=200)


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/restore")
@access.needs(Right.FIELDS)
def restore(plural: str, record_id: int) -> Response:
    shown = _table(plural)
    exactly(())
    title = _row(shown, record_id).title
    act = set_trashed(_intent("grid"), shown, record_id, False)
    text = _("%(title)s is back from the trash.", title=title)
    listed = answers.shown_list()
    gone = [remove(f"{shown.noun}-{record_id}")] if listed and listed[1].trash else list(answers.list_parts())
    return answer(*gone, *_figures(shown), note(text, act), say(text), see_other=with_note(_home(shown), act))


@blueprint.post("/<locale>/undo")
@access.needs(Right.UNDO)
def undo() -> Response:
    form = exactly((), ("act",))
    visitor = access.visitor()
    assert visitor is not None
    wanted = int(form["act"]) if form["act"].isascii() and form["act"].isdecimal() and len(form["act"]) < 16 else None
    act_id = wanted if form["act"] else undoing.latest(visitor.id)
    if act_id is None:
        raise Problem(404, "nothing_to_undo", _("There is nothing to undo."))
    try:
        undone = undoing.undo(_intent("undo"), act_id, visitor.may(Right.RULE), _may_take_back)
    except undoing.NotYours as error:
        raise Problem(404, "nothing_to_undo", _("There is nothing to undo.")) from error
    except undoing.DoneBefore as error:
        raise Problem(409, "undone_before", _("This was undone before.")) from error
    return _undone(undone)


def _may_take_back(change: Change) -> bool:
    """Whether the visitor might make this change by hand too: rights may have been taken away since the act."""
    visitor = access.visitor()
    right = Right.TEXTS if change.locale and change.field not in (CREATED, TRASHED) else Right.FIELDS
    return visitor is not None and visitor.may(right if table_of(change.noun) else Right.RULE, change.locale)


def _undone(undone: undoing.Undone) -> Response:
    """Tells what came back and what was left because somebody changed it since."""
    if undone.act is None:
        text = _("Not undone: it was changed again since. %(what)s", what=_kept_text(undone))
        raise Problem(409, "changed_since", text)
    text = _undone_text(undone)
    parts: list[Partial] = list(answers.list_parts()) if undone.rows_moved else []
    if not undone.rows_moved:
        for noun in {noun for noun, _id in undone.touched}:
            if shown := table_of(noun):
                ids = [id_ for n, id_ in undone.touched if n == noun][:100]
                parts += answers.row_parts(shown, ids) if answers.shown_list() else answers.page_parts(shown, ids[0])
    return answer(
        *parts, note(text, undone.act), say(text), see_other=with_note(came_from(f"/{current().code}/"), undone.act)
    )


def _undone_text(undone: undoing.Undone) -> str:
    if len(undone.changed) == 1 and not undone.kept:
        noun, _id, name, _locale, new, old = undone.changed[0]
        shown = table_of(noun)
        column = shown.column(name) if shown else None
        if column and not isinstance(column.type, Relation):
            before, after = column.type.shown(new, current()), column.type.shown(old, current())
            return str(
                _(
                    "Undone: %(field)s is back from %(new)s to %(old)s.",
                    field=_(column.label),
                    new=before or "–",
                    old=after or "–",
                )
            )
    if undone.kept:
        return str(_("Undone, except what was changed since: %(what)s", what=_kept_text(undone)))
    return str(_("Undone."))


def _kept_text(undone: undoing.Undone) -> str:
    names = []
    for noun, id_, name, _locale, _value in undone.kept[:5]:
        shown = table_of(noun)
        column = shown.column(name) if shown else None
        row = _row_if_any(shown, id_) if shown else None
        title = row.title if row else f"#{id_}"
        names.append(f"{title}: {_(column.label) if column else name}")
    return ", ".join(names)


def _table(plural: str) -> Table:
    shown = table_named(plural)
    assert shown is not None, "the converter lets only tables through"
    return shown


def _home(shown: Table) -> str:
    return href("desk.table", locale=current().code, plural=shown.plural)


def _intent(way: str, key: str = "") -> Intent:
    visitor = access.visitor()
    assert visitor is not None, "the policy lets only people in who are signed in"
    return Intent(Actor(visitor.id, visitor.name), way, key or None)


def _writable(shown: Table, name: str) -> Column:
    """The column, or 404 where there is none and 403 where this visitor may not write it in this language."""
    column = shown.column(name)
    if column is None:
        abort(404)
    if not shown.may_write(access.visitor(), column, current().code):
        raise Problem(
            403, "field_not_allowed", _("You may not change this here. Ask the owner of the shop if you need it.")
        )
    return column


def _refuse_bad_key(key: str) -> None:
    if key and not KEY.fullmatch(key):
        raise Problem(422, "bad_key", _("The form's key is not one of ours."))


def _row(shown: Table, record_id: int) -> Row:
    return _row_if_any(shown, record_id) or abort(404)


def _row_if_any(shown: Table, record_id: int) -> Row | None:
    locked = shown.locked_for(access.visitor(), current().code)
    with snapshot() as connection:
        found = rows(connection, shown, [record_id], current(), locked)
    return found[0] if found else None


def _editor(shown: Table, column: Column, row: Row, face: str = "", key: str = "") -> Editor:
    """The editor of a field as it is now."""
    typed = _cell(row.cells, column.field).typed
    if typed is None:
        typed = _whole_text(shown, column, row.id)
    key = key if KEY.fullmatch(key) else new_key()
    face = face if face in FACES else "grid"
    return Editor(shown, column, row.id, current(), typed, row.version, key, face, title=row.title)


def _cell(cells: list[Cell], name: str) -> Cell:
    return next(cell for cell in cells if cell.field == name)


def _whole_text(shown: Table, column: Column, record_id: int) -> str:
    """A long text, of which the row holds only the beginning."""
    with snapshot() as connection:
        value = connection.scalar(whole_text(shown, column), {"record": record_id, "locale": current().code})
    return column.type.typed(value, current())


def _editor_answer(editing: Editor, status: int = 200) -> Response:
    if wants_fragment() or by_htmx():
        html = editor_html(editing)
        if status == 200:
            return partials(Partial(editing.cell, html, "beforeend"))
        return partials(Partial(editing.id, html), alarm(_error_text(editing)), status=status)
    return around("grid/editor.html", {"editor": editor_html(editing)}, status, e=editing)


def _error_text(editing: Editor) -> str:
    return str(_("%(field)s not saved: %(error)s", field=_(editing.column.label), error=editing.error or ""))


def _with_error(typed: Editor, error: Invalid) -> Editor:
    return replace(typed, error=error.text, code=error.code, title=_row(typed.table, typed.record_id).title)


def _conflict_answer(typed: Editor, conflict: Conflict) -> Response:
    """409: the typed text stays, and under it what stands there now, whose it is, and what it was before."""
    column = typed.column
    theirs = _shown_value(column, conflict.theirs)
    original = _compared(column, conflict.original) if conflict.known else None
    who, when = _who(conflict.by)
    newer = replace(typed, version=conflict.version, title=_row(typed.table, typed.record_id).title)
    html = conflict_html(newer, _compared(column, conflict.theirs), original, who, when)
    text = _("%(who)s changed this to %(theirs)s meanwhile. Choose a value.", who=who, theirs=theirs or "–")
    if by_htmx():
        return partials(Partial(newer.id, html), *_shown_anew(typed), alarm(text), status=409)
    return around("grid/editor.html", {"editor": html}, 409, e=newer)


def _gone_answer(typed: Editor, gone: Gone) -> Response:
    who, when = _who(gone.by)
    text = _("%(who)s moved this to the trash at %(when)s.", who=who, when=when)
    newer = replace(typed, title=_row(typed.table, typed.record_id).title)
    html = render("partials/grid/gone.html", "display", current().code, {"e": newer, "text": text})
    if by_htmx():
        return partials(Partial(newer.id, html), alarm(text), status=410)
    return around("grid/editor.html", {"editor": html}, 410, e=newer)


def _who(by: By | None) -> tuple[str, str]:
    if by is None:
        return _("Somebody"), ""
    visitor = access.visitor()
    yourself = visitor is not None and by.id == visitor.id
    return (_("You, in another tab") if yourself else by.name), current().moment(by.at, settings_timezone())


def _compared(column: Column, value: Any) -> str:
    """All of a value, where two are to be told apart."""
    return _shown_value(column, value) if isinstance(column.type, Relation) else column.type.compared(value, current())


def _shown_value(column: Column, value: Any) -> str:
    if isinstance(column.type, Relation):
        return column.type.name_of(value, current())
    return column.type.shown(value, current())


def _saved(typed: Editor, act: int | None, old: Any, value: Any) -> Response:
    """What a write answers: the editor closed, the row or the page as it is now, and what was done."""
    parts = [*answers.closing(typed.key), *_shown_anew(typed)]
    if act is not None:
        label, before, after = _(typed.column.label), _shown_value(typed.column, old), _shown_value(typed.column, value)
        text = _("%(field)s: %(old)s → %(new)s", field=label, old=before or "–", new=after or "–")
        parts += [note(text, act), say(_("Saved. %(what)s", what=text))]
    parts += _next_editor(typed)
    home = href("desk.record", locale=current().code, plural=typed.table.plural, record_id=typed.record_id)
    return answer(*parts, see_other=with_note(came_from(home), act))


def _shown_anew(typed: Editor) -> Iterator[Partial]:
    """The record as it is now, on the page or in the grid that the form was sent from."""
    if typed.face == "page":
        return answers.page_parts(typed.table, typed.record_id)
    return answers.row_parts(typed.table, [typed.record_id])


def _next_editor(typed: Editor) -> list[Partial]:
    """The editor of the cell that the form asked to be opened next, where this visitor may write it."""
    noun, _dash, rest = typed.next.partition("-")
    number, _dash, name = rest.partition("-")
    shown = table_of(noun)
    column = shown.column(name) if shown and number.isascii() and number.isdecimal() and len(number) < 10 else None
    if shown is None or column is None or not shown.may_write(access.visitor(), column, current().code):
        return []
    row = _row_if_any(shown, int(number))
    if row is None or row.trashed:
        return []
    editing = _editor(shown, column, row, typed.face)
    return [Partial(editing.cell, editor_html(editing), "beforeend")]


def _new_fields(shown: Table) -> list[Column]:
    return [column for column in shown.columns if column.new]


def _new_form_answer(shown: Table, columns: list[Column], form: dict[str, str], errors: dict[str, str]) -> Response:
    """422: the form with what was typed and a sentence at each field that is wrong."""
    context = {"table": shown, "columns": columns, "typed": form, "errors": errors, "key": form["key"] or new_key()}
    html = render("partials/grid/new.html", "display", current().code, context)
    if by_htmx():
        return partials(Partial(f"{shown.plural}-new", html), alarm("; ".join(errors.values())), status=422)
    return around("grid/new.html", {"form": html}, 422, table=shown)


def _made(shown: Table, made: int, act: int | None) -> Response:
    row = _row(shown, made)
    text = _("%(title)s was added.", title=row.title)
    context = {"table": shown, "columns": _new_fields(shown), "typed": {}, "errors": {}, "key": new_key()}
    fresh = render("partials/grid/new.html", "display", current().code, context)
    parts = [
        Partial(f"{shown.plural}-rows", answers.row_html(shown, row), "afterbegin"),
        Partial(f"{shown.plural}-new", fresh, "outerHTML"),
        remove(f"{shown.plural}-empty"),
        *_figures(shown),
        note(text, act),
        say(text),
    ]
    home = list_url(current().code, answers.list_key(shown, {}))
    return answer(*parts, see_other=with_note(home, act), status=201)


def _figures(shown: Table) -> list[Partial]:
    return [part for part in answers.row_parts(shown, []) if part.target.endswith("-figures")]
