"""What is told of an undo or redo: what came back, where it stands, and what was left because somebody changed it since."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.grid.columns import Column, table_of
from webapp.grid.reversals import Left, Undone, Value
from webapp.grid.standing import label_in, row_if_any, shown_value
from webapp.hypermedia.locales import current, marked
from webapp.hypermedia.templates import href
from webapp.storage.changes import TRASHED
from webapp.storage.noting import CREATED
from webapp.storage.steps import UNDO

# What is no field of a record but the record itself, as the desk calls it.
WHOLE = {CREATED: marked("New"), TRASHED: marked("Trash")}
# So many places are marked, and so many things that were left are named, at most.
MARKED, NAMED = 50, 5
# What is said of an undo, and of a redo.
SENTENCES = {
    "value": (
        marked("Undone: %(field)s is back from %(new)s to %(old)s."),
        marked("Redone: %(field)s goes from %(old)s to %(new)s again."),
    ),
    "trashed": (marked("Undone: %(title)s is in the trash."), marked("Redone: %(title)s is in the trash.")),
    "restored": (
        marked("Undone: %(title)s is back from the trash."),
        marked("Redone: %(title)s is back from the trash."),
    ),
    "moved": (marked("Undone: %(rows)s"), marked("Redone: %(rows)s")),
    "except": (marked("Undone, except what was changed since:"), marked("Redone, except what was changed since:")),
    "left": (marked("Not undone: it was changed again since."), marked("Not redone: it was changed again since.")),
    "refused": (
        marked("Not undone: it is in use or in the trash, or you may not change it any more."),
        marked("Not redone: it is in use or in the trash, or you may not change it any more."),
    ),
    "nothing": (marked("There is nothing to undo."), marked("There is nothing to redo.")),
    "before": (marked("This was undone before."), marked("This was redone before.")),
}


def said(verb: str, what: str, **values: str) -> str:
    undone, redone = SENTENCES[what]
    return str(_(undone if verb == UNDO else redone, **values))


def _said_of_many(verb: str, count: int) -> str:
    """Rows, not values: one thing that somebody does may change several, such as a story's publishing its moment too."""
    n = current().number(count)
    if verb == UNDO:
        return str(ngettext("Undone: %(n)s row is as it was.", "Undone: %(n)s rows are as they were.", count, n=n))
    return str(ngettext("Redone: %(n)s row is changed again.", "Redone: %(n)s rows are changed again.", count, n=n))


def _said_of_moved(verb: str, came: bool, count: int) -> str:
    n = current().number(count)
    if came:
        text = ngettext("%(n)s row is back from the trash.", "%(n)s rows are back from the trash.", count, n=n)
    else:
        text = ngettext("%(n)s row is in the trash.", "%(n)s rows are in the trash.", count, n=n)
    return said(verb, "moved", rows=text)


def undone_text(verb: str, undone: Undone) -> str:
    if undone.left:
        return said(verb, "except")
    if len(undone.touched) == len(undone.moved) == 1:
        ((noun, record_id), came) = next(iter(undone.moved.items()))
        return said(verb, "restored" if came else "trashed", title=_title(noun, record_id))
    if len(undone.changed) == 1 and (column := _column(undone.changed[0])):
        old, new = (shown_value(column, value) or "–" for value in undone.changed[0][-2:])
        # Old and new are those of what is undone.
        old, new = (new, old) if verb == UNDO else (old, new)
        return said(verb, "value", field=label_in(column, undone.changed[0].locale), old=old, new=new)
    ways = set(undone.moved.values())
    if len(undone.touched) == len(undone.moved) and len(ways) == 1:
        return _said_of_moved(verb, ways == {True}, len(undone.moved))
    return _said_of_many(verb, len(undone.touched))


def left_text(verb: str, undone: Undone) -> str:
    """Why nothing came back: an act of which nothing is left to take back says so too."""
    return said(verb, "left" if any(one.since for one in undone.left) or not undone.left else "refused")


def places_of(undone: Undone) -> tuple[str, ...]:
    """The ids of the rows that came back, or else of the cells of this language, in the order in which they were first written."""
    spoken = (None, current().code)
    cells = [f"{v.noun}-{v.record_id}-{v.field}" for v in undone.changed[::-1] if v.locale in spoken]
    rows = [f"{noun}-{record_id}" for (noun, record_id), came in undone.moved.items() if came]
    return tuple((rows or cells)[:MARKED])


def left_links(undone: Undone) -> tuple[tuple[str, str], ...]:
    """What was left, each with the address where it can be looked at; of many the first."""
    links = [(_name(one), _address(one)) for one in undone.left[:NAMED]]
    if (more := len(undone.left) - NAMED) > 0:
        links.append((_("and %(n)s more", n=current().number(more)), links[0][1]))
    return tuple(links)


def _name(left: Left) -> str:
    column = _column(left)
    label = label_in(column, left.locale) if column else _(WHOLE.get(left.field, left.field))
    return f"{_title(left.noun, left.record_id)}: {label}"


def _title(noun: str, record_id: int) -> str:
    shown = table_of(noun)
    row = row_if_any(shown, record_id) if shown else None
    return row.title if row else f"#{record_id}"


def _address(left: Left) -> str:
    """The history of what was left, in the language that it is about; the desk where it is on none."""
    shown, locale = table_of(left.noun), left.locale or current().code
    if shown is None:
        return href("journal.home", locale=locale)
    place = {"locale": locale, "plural": shown.plural, "record_id": left.record_id}
    if _column(left):
        return href("history.field", field=left.field, **place)
    return href("history.record", **place)


def _column(place: Value | Left) -> Column | None:
    shown = table_of(place.noun)
    return shown.column(place.field) if shown else None
