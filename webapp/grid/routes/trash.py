"""The trash: records that go there, one or many by one act, and come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl

from flask import Response, abort
from flask_babel import ngettext

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid.blocks.orders import places_in
from webapp.grid.columns import Table, table_of
from webapp.grid.conflicts import gone_text
from webapp.grid.fields import Invalid
from webapp.grid.lists import list_key
from webapp.grid.meanwhile import who_trashed
from webapp.grid.ranges import MOST_ROWS, TooMany, matching_ids
from webapp.grid.routes.blueprint import blueprint, refuse_bad_key
from webapp.grid.standing import intent_of, row_of, table_at
from webapp.grid.writing import Missing, set_trashed, trash_all
from webapp.hypermedia.answers import answer, note, remove, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current
from webapp.hypermedia.locales import gettext as _
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.templates import href
from webapp.storage.acts import Repeated
from webapp.storage.records import InUse
from webapp.storage.transactions import snapshot


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/trash")
@access.needs(Right.FIELDS)
def trash(plural: str, record_id: int) -> Response:
    shown = table_at(plural)
    exactly(())
    title = row_of(shown, record_id).title
    with _refused():
        act = set_trashed(intent_of("grid"), shown, record_id, True)
    by = who_trashed(shown, record_id) if act is None else None
    visitor, links = access.visitor(), tuple[tuple[str, str], ...]()
    if by is None or (visitor and by.id == visitor.id):
        text = _("%(title)s was moved to the trash.", title=title)
    else:
        # Nothing was done that could be undone: whoever wants it back finds it there.
        text = gone_text(by)
        links = ((title, href("desk.record", locale=current().code, plural=shown.plural, record_id=record_id)),)
    parts = [
        remove(f"{shown.noun}-{record_id}"),
        *answers.figures_parts(shown),
        note(text, act, links=links),
        say(text),
    ]
    return answer(*parts, see_other=with_note(answers.home_of_list(shown), act), status=200)


@blueprint.post("/<locale>/<table:plural>/trash")
@access.needs(Right.FIELDS)
def trash_many(plural: str) -> Response:
    """Some records, or all that match a list, by one act; where one of them is in use, none."""
    shown = table_at(plural)
    form = exactly(("rows",), ("key", "list"))
    refuse_bad_key(form["key"])
    ids = [id_ for id_, _seen in places_in(form["rows"])] or _listed(shown, form["list"])
    if not ids:
        abort(404)
    if len(ids) > MOST_ROWS:
        raise _too_many()
    with _refused():
        try:
            act = trash_all(intent_of("grid", form["key"]), shown, ids)
        except Repeated as repeated:
            act = repeated.act_id
    text = ngettext(
        "%(n)s row was moved to the trash.",
        "%(n)s rows were moved to the trash.",
        len(ids),
        n=current().number(len(ids)),
    )
    whole = len(ids) > answers.ROWS_APART
    gone = answers.list_parts() if whole else (remove(f"{shown.noun}-{id_}") for id_ in ids)
    parts = [*gone, *answers.figures_parts(shown), note(text, act), say(text)]
    return answer(*parts, see_other=with_note(answers.home_of_list(shown), act))


@blueprint.post("/<locale>/<table:plural>/<record:record_id>/restore")
@access.needs(Right.FIELDS)
def restore(plural: str, record_id: int) -> Response:
    shown = table_at(plural)
    exactly(())
    title = row_of(shown, record_id).title
    with _refused():
        act = set_trashed(intent_of("grid"), shown, record_id, False)
    text = _("%(title)s is back from the trash.", title=title)
    listed = answers.shown_list()
    gone = [remove(f"{shown.noun}-{record_id}")] if listed and listed[1].trash else list(answers.list_parts())
    see_other = with_note(answers.home_of_list(shown), act)
    return answer(*gone, *answers.figures_parts(shown), note(text, act), say(text), see_other=see_other)


def _listed(shown: Table, search: str) -> list[int]:
    """All rows of the list with this query, `?` for the whole table: a form that names nothing means nothing."""
    query = dict(parse_qsl(search.removeprefix("?")))
    if search.startswith("?") and not query.get("trash"):
        try:
            with snapshot() as connection:
                return matching_ids(connection, shown, list_key(shown, query), current())
        except TooMany as error:
            raise _too_many() from error
    return []


def _too_many() -> Problem:
    text = _("At most %(n)s rows can be moved to the trash at once. Select fewer.", n=current().number(MOST_ROWS))
    return Problem(422, "too_many_rows", text)


@contextmanager
def _refused() -> Iterator[None]:
    """Why a record cannot go or come back, in a sentence."""
    try:
        yield
    except Missing:
        abort(404)
    except InUse as error:
        raise Problem(422, "in_use", _in_use_text(error)) from error
    except Invalid as error:
        raise Problem(422, error.code, error.text) from error


def _in_use_text(error: InUse) -> str:
    owner, count = table_of(error.noun), current().number(error.count)
    table = _(owner.label) if owner else error.noun
    return _("Still in use: %(n)s in %(table)s. Move those first.", n=count, table=table)
