"""Undo and redo: an act taken back or brought back, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid import undo as undoing
from webapp.grid.columns import table_of
from webapp.grid.conflicts import choice_text, conflict_form
from webapp.grid.editors import Editor
from webapp.grid.meanwhile import Conflict, conflict_with
from webapp.grid.repeats import new_key
from webapp.grid.reversals import Left, Undone
from webapp.grid.routes.blueprint import blueprint, refuse_bad_key
from webapp.grid.standing import intent_of, languages_of, row_if_any, shown_value
from webapp.grid.undo import NotYours
from webapp.grid.undone import left_links, left_text, places_of, said, undone_text
from webapp.hypermedia.answers import Partial, alarm, answer, came_from, note, partials, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import by_htmx
from webapp.storage.acts import Repeated
from webapp.storage.changes import TRASHED, Change
from webapp.storage.noting import CREATED
from webapp.storage.steps import REDO, UNDO, TakenBack

BEFORE = {UNDO: "undone_before", REDO: "redone_before"}


@blueprint.post("/<locale>/undo")
@access.needs(Right.UNDO)
def undo() -> Response:
    return _walked(UNDO)


@blueprint.post("/<locale>/redo")
@access.needs(Right.UNDO)
def redo() -> Response:
    return _walked(REDO)


def _walked(verb: str) -> Response:
    """One step back or forward: the act that the form names, or the next one of whoever sent it."""
    form = exactly((), ("act", "key"))
    refuse_bad_key(form["key"])
    nothing = Problem(404, f"nothing_to_{verb}", said(verb, "nothing"))
    if form["act"] and not (form["act"].isascii() and form["act"].isdecimal() and len(form["act"]) < 16):
        raise nothing
    try:
        undone = _taken_back(verb, int(form["act"]) if form["act"] else None, form["key"])
    except NotYours as error:
        raise nothing from error
    except TakenBack as error:
        raise Problem(409, BEFORE[verb], said(verb, "before")) from error
    if undone is None:
        raise nothing
    return _left(verb, undone) if undone.act is None else _done(verb, undone)


def _taken_back(verb: str, act_id: int | None, key: str) -> Undone | None:
    visitor = access.visitor()
    assert visitor is not None
    try:
        return undoing.take_back(intent_of(verb, key), act_id, visitor.may(Right.RULE), _may_take_back)
    except Repeated as repeated:
        return undoing.done_before(repeated)


def _may_take_back(change: Change) -> bool:
    """Whether the visitor might make this change by hand too: rights may have been taken away since the act."""
    visitor = access.visitor()
    shown = table_of(change.noun)
    right = Right.TEXTS if change.locale and change.field not in (CREATED, TRASHED) else Right.FIELDS
    needed = (shown.right or right) if shown else Right.RULE
    return visitor is not None and visitor.may(needed, change.locale)


def _done(verb: str, undone: Undone) -> Response:
    """What came back, shown where it stands, with the way on."""
    text, links = undone_text(verb, undone), left_links(undone)
    way_on = {"redo" if verb == UNDO else "undo": undone.act}
    told = note(text, **way_on, links=links, places=places_of(undone))
    spoken = say(" ".join([text, "; ".join(name for name, _to in links)]).strip())
    see_other = with_note(came_from(f"/{current().code}/"), undone.act)
    return answer(*_shown_anew(undone), told, spoken, see_other=see_other)


def _shown_anew(undone: Undone) -> Iterator[Partial]:
    if undone.moved or (len(undone.touched) > answers.ROWS_APART and answers.shown_list()):
        yield from answers.list_parts()
        return
    for noun in {noun for noun, _id in undone.touched}:
        if shown := table_of(noun):
            ids = [id_ for n, id_ in undone.touched if n == noun]
            if answers.shown_list():
                yield from answers.row_parts(shown, ids)
                continue
            # Which of them the page shows, it does not say; what has no place there is passed over.
            for record_id in ids[: 1 if shown.elsewhere else answers.ROWS_APART]:
                yield from answers.page_parts(shown, record_id)


def _left(verb: str, undone: Undone) -> Response:
    """409: somebody changed all of it since. Of a single value the choice, in its cell or on a page of its own; else a list."""
    asked = _asked(undone.left[0]) if len(undone.left) == 1 else None
    if asked is None or (by_htmx() and not answers.is_shown(asked[0].table, asked[0].record_id)):
        raise Problem(409, "changed_since", left_text(verb, undone), links=left_links(undone))
    editor, html = conflict_form(*asked)
    if not by_htmx():
        return around("grid/editor.html", {"editor": html}, 409, e=editor)
    row = answers.row_parts(editor.table, [editor.record_id])
    text = choice_text(editor.column, asked[1])
    return partials(*row, Partial(editor.cell, html, "beforeend"), alarm(text), status=409)


def _asked(left: Left) -> tuple[Editor, Conflict] | None:
    """The editor that would bring a value back, and what stands in its way; None where nobody can be asked here."""
    shown = table_of(left.noun)
    column = shown.column(left.field) if shown else None
    if not (left.since and shown and column):
        return None
    spoken = current()
    # A long text can be asked about in each language that the visitor may write.
    other = next((one for one in languages_of(shown, column) if one.code == left.locale != spoken.code), None)
    told = other or spoken
    if left.locale not in (None, told.code):
        return None
    row = row_if_any(shown, left.record_id)
    if row is None or row.trashed or not shown.may_write(access.visitor(), column, told.code):
        return None
    typed = shown_value(column, left.wanted) if column.type.kind == "relation" else column.type.typed(left.wanted, told)
    conflict = conflict_with(shown, column, left.record_id, told.code, left.written)
    return Editor(shown, column, left.record_id, spoken, typed, conflict.version, new_key(), other=other), conflict
