"""Records are made, by hand or as copies of others."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid.blocks.orders import places_in
from webapp.grid.columns import Column, Table
from webapp.grid.copying import copy
from webapp.grid.fields import Invalid
from webapp.grid.lists import ListKey, list_url
from webapp.grid.repeats import new_key
from webapp.grid.routes.blueprint import blueprint, refuse_bad_key
from webapp.grid.rows import PER_PAGE
from webapp.grid.standing import intent_of, new_fields, row_of, table_at
from webapp.grid.writing import Missing, create
from webapp.hypermedia.answers import Partial, alarm, answer, note, partials, remove, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly, once
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import by_htmx
from webapp.hypermedia.templates import href, render


@blueprint.post("/<locale>/<table:plural>")
@access.needs(Right.FIELDS)
def make(plural: str) -> Response:
    shown = table_at(plural)
    columns = new_fields(shown)
    if not columns:
        abort(404)
    form = exactly((), {column.field for column in columns} | {"key"})
    refuse_bad_key(form["key"])
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
            made, act = create(intent_of("grid", once(form)), shown, given, current().code)
        except Invalid as error:
            known = {column.field for column in columns}
            errors[error.field if error.field in known else columns[0].field] = error.text
        else:
            return _made(shown, made, act)
    return _new_form_answer(shown, columns, form, errors)


def _made(shown: Table, made: int, act: int | None) -> Response:
    row = row_of(shown, made)
    text = _("%(title)s was added.", title=row.title)
    context = {"table": shown, "columns": new_fields(shown), "typed": {}, "errors": {}, "key": new_key()}
    fresh = render("partials/grid/new.html", "display", current().code, context)
    parts = [
        Partial(f"{shown.plural}-rows", answers.row_html(shown, row), "afterbegin"),
        Partial(f"{shown.plural}-new", fresh, "outerHTML"),
        remove(f"{shown.plural}-empty"),
        *answers.figures_parts(shown),
        note(text, act),
        say(text),
    ]
    home = answers.home_of_list(shown)
    return answer(*parts, see_other=with_note(home, act), status=201)


def _new_form_answer(shown: Table, columns: list[Column], form: dict[str, str], errors: dict[str, str]) -> Response:
    """422: the form with what was typed and a sentence at each field that is wrong."""
    context = {"table": shown, "columns": columns, "typed": form, "errors": errors, "key": form["key"] or new_key()}
    html = render("partials/grid/new.html", "display", current().code, context)
    if by_htmx():
        return partials(Partial(f"{shown.plural}-new", html), alarm("; ".join(errors.values())), status=422)
    return around("grid/new.html", {"form": html}, 422, table=shown)


@blueprint.post("/<locale>/<table:plural>/copies")
@access.needs(Right.FIELDS)
def duplicate(plural: str) -> Response:
    """Copies of some records, below the last of them, of a table that may be added to by hand."""
    shown = table_at(plural)
    if not new_fields(shown):
        abort(404)
    form = exactly(("rows",), ("key",))
    refuse_bad_key(form["key"])
    ids = [id_ for id_, _seen in places_in(form["rows"])]
    if not 0 < len(ids) <= PER_PAGE:
        text = _("At most %(n)s rows can be duplicated at once. Select fewer.", n=PER_PAGE)
        raise Problem(422, "too_many_rows", text)
    try:
        made, act = copy(intent_of("grid", form["key"]), shown, ids)
    except Missing:
        abort(404)
    except Invalid as error:
        raise Problem(422, error.code, error.text) from error
    return _duplicated(shown, max(ids), made, act)


def _duplicated(shown: Table, below: int, made: list[int], act: int | None) -> Response:
    copies = [row_of(shown, id_) for id_ in made]
    if len(copies) == 1:
        text = _("%(title)s was duplicated.", title=copies[0].title)
    else:
        text = ngettext("%(n)s row was duplicated.", "%(n)s rows were duplicated.", len(made), n=len(made))
    html = "".join(answers.row_html(shown, row) for row in copies)
    places = (f"{shown.noun}-{made[0]}",)
    parts = [Partial(f"{shown.noun}-{below}", html, "afterend"), *answers.figures_parts(shown)]
    parts += [note(text, act, places=places), say(text)]
    page = href("desk.record", locale=current().code, plural=shown.plural, record_id=made[0])
    return answer(*parts, see_other=with_note(page if len(made) == 1 else answers.home_of_list(shown), act), status=201)


def _home(shown: Table) -> str:
    """The first page of the list, read as it was."""
    return list_url(current().code, ListKey(shown.plural, reading=answers.is_read()))
