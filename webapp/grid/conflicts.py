"""What is told where somebody else was faster: whose value stands, and the form that asks which one is right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from webapp import access
from webapp.grid.columns import Column
from webapp.grid.editors import Editor, conflict_html
from webapp.grid.meanwhile import By, Conflict
from webapp.grid.relations import Relation
from webapp.grid.standing import row_of, shown_value
from webapp.hypermedia.locales import current, settings_timezone


def conflict_form(typed: Editor, conflict: Conflict) -> tuple[Editor, str]:
    """The editor, based on what stands there now, and its form with the choice."""
    original = compared(typed.column, conflict.original) if conflict.known else None
    newer = replace(typed, version=conflict.version, title=row_of(typed.table, typed.record_id).title)
    who, when = who_and_when(conflict.by)
    return newer, conflict_html(newer, compared(typed.column, conflict.theirs), original, who, when)


def choice_text(column: Column, conflict: Conflict) -> str:
    who, theirs = who_and_when(conflict.by)[0], shown_value(column, conflict.theirs)
    return str(_("%(who)s changed this to %(theirs)s meanwhile. Choose a value.", who=who, theirs=theirs or "–"))


def unforced_text(column: Column, conflict: Conflict) -> str:
    who, theirs = who_and_when(conflict.by)[0], shown_value(column, conflict.theirs)
    return str(_("%(who)s changed this to %(theirs)s meanwhile. Nothing was changed.", who=who, theirs=theirs or "–"))


def gone_text(by: By | None) -> str:
    if by is None:
        return str(_("This was moved to the trash."))
    who, when = who_and_when(by)
    return str(_("%(who)s moved this to the trash at %(when)s.", who=who, when=when))


def compared(column: Column, value: Any) -> str:
    """All of a value, where two are to be told apart."""
    return shown_value(column, value) if isinstance(column.type, Relation) else column.type.compared(value, current())


def who_and_when(by: By | None) -> tuple[str, str]:
    if by is None:
        return _("Somebody"), ""
    visitor = access.visitor()
    yourself = visitor is not None and by.id == visitor.id
    return (_("You, in another tab") if yourself else by.name), current().moment(by.at, settings_timezone())
