"""Undo: an act taken back, and what is told of it."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid import undo as undoing
from webapp.grid.columns import table_of
from webapp.grid.relations import Relation
from webapp.grid.routes.blueprint import blueprint
from webapp.grid.standing import intent_of, row_if_any
from webapp.hypermedia.answers import Partial, answer, came_from, note, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current, marked
from webapp.hypermedia.paths import with_note
from webapp.storage.acts import CREATED, TRASHED, Change

# What is no field of a record but the record itself, as the desk calls it.
WHOLE = {CREATED: marked("New"), TRASHED: marked("Trash")}


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
        undone = undoing.undo(intent_of("undo"), act_id, visitor.may(Right.RULE), _may_take_back)
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
        row = row_if_any(shown, id_) if shown else None
        title = row.title if row else f"#{id_}"
        names.append(f"{title}: {_(column.label if column else WHOLE.get(name, name))}")
    return ", ".join(names)
