"""A record as it stands now: its row, and the editors of its fields."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_babel import gettext as _

from webapp import access
from webapp.grid.columns import Column, Table, table_named
from webapp.grid.editors import Editor
from webapp.grid.fields import LongText
from webapp.grid.relations import Relation
from webapp.grid.repeats import KEY, new_key
from webapp.grid.rows import Cell, Row, rows
from webapp.grid.selects import whole_text
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import Language, current, gettext, language, languages
from webapp.hypermedia.templates import href
from webapp.storage.acts import Actor, Intent
from webapp.storage.transactions import snapshot

# Which markup goes back: of a grid, of a public page, or of a row list of the noun's own, whose buttons are no editors.
FACES = ("grid", "page", "list")


def table_at(plural: str) -> Table:
    """The table of an address; 403 to whoever may not see it."""
    shown = table_named(plural)
    assert shown is not None, "the converter lets only tables through"
    if not shown.may_see(access.visitor()):
        raise access.Refused(403)
    return shown


def home_of(shown: Table) -> str:
    return href("desk.table", locale=current().code, plural=shown.plural)


def intent_of(way: str, key: str = "") -> Intent:
    visitor = access.visitor()
    assert visitor is not None, "the policy lets only people in who are signed in"
    return Intent(Actor(visitor.id, visitor.name), way, key or None)


def writable(shown: Table, name: str) -> Column:
    """The column, or 404 where there is none and 403 where this visitor may not write it in this language."""
    column = shown.column(name)
    if column is None:
        abort(404)
    if not shown.may_write(access.visitor(), column, current().code):
        raise _not_allowed()
    return column


def _not_allowed() -> Problem:
    return Problem(
        403, "field_not_allowed", _("You may not change this here. Ask the owner of the shop if you need it.")
    )


def languages_of(shown: Table, column: Column) -> tuple[Language, ...]:
    """The languages that this visitor may write a long text in, where there are several."""
    if not isinstance(column.type, LongText) or not shown.model.is_text(column.field):
        return ()
    several = tuple(one for one in languages() if shown.may_write(access.visitor(), column, one.code))
    return several if len(several) > 1 else ()


def other_language(shown: Table, column: Column, code: str) -> Language | None:
    """The language that a text is asked for in, None for that of the page; 403 where this visitor may not write it in that."""
    if code in ("", current().code):
        return None
    found = next((one for one in languages_of(shown, column) if one.code == code), None)
    if found is None:
        raise _not_allowed()
    return found


def row_of(shown: Table, record_id: int, spoken: Language | None = None) -> Row:
    return row_if_any(shown, record_id, spoken) or abort(404)


def row_if_any(shown: Table, record_id: int, spoken: Language | None = None) -> Row | None:
    """None where there is none, or none that this visitor may see."""
    if not shown.may_see(access.visitor()):
        return None
    spoken = spoken or current()
    locked = shown.locked_for(access.visitor(), spoken.code)
    with snapshot() as connection:
        found = rows(connection, shown, [record_id], spoken, locked)
    return found[0] if found else None


def editor_of(
    shown: Table, column: Column, row: Row, face: str = "", key: str = "", other: Language | None = None
) -> Editor:
    """The editor of a field as it is now; `row` is in the language of its text."""
    typed = _cell(row.cells, column.field).typed
    if typed is None:
        typed = _whole_text(shown, column, row.id, other or current())
    key = key if KEY.fullmatch(key) else new_key()
    face = face if face in FACES else "grid"
    return Editor(shown, column, row.id, current(), typed, row.version, key, face, title=row.title, other=other)


def _cell(cells: list[Cell], name: str) -> Cell:
    return next(cell for cell in cells if cell.field == name)


def _whole_text(shown: Table, column: Column, record_id: int, spoken: Language) -> str:
    """A long text, of which the row holds only the beginning."""
    return column.type.typed(stored(shown, column, record_id, spoken), spoken)


def stored(shown: Table, column: Column, record_id: int, spoken: Language) -> Any:
    """The value of a field in a language."""
    with snapshot() as connection:
        return connection.scalar(whole_text(shown, column), {"record": record_id, "locale": spoken.code})


def shown_value(column: Column, value: Any) -> str:
    if isinstance(column.type, Relation):
        return column.type.name_of(value, current())
    return column.type.shown(value, current())


def label_in(column: Column, locale: str | None) -> str:
    """What a field is called; with the language of its text, where that is another one than the page's."""
    label = gettext(column.label)
    if locale is None or locale == current().code:
        return label
    return f"{label} ({language(locale).name})"


def new_fields(shown: Table) -> list[Column]:
    return [column for column in shown.columns if column.new]
